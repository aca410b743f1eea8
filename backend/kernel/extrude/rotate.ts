// rotate_extrude(): a polygon turned around the z axis (spec/geometry.md §7.5).
import { segments } from "../../csg/fragments.ts";
import { emptyMesh, type Mesh, type Polygon } from "../../csg/geometry.ts";
import type { RotateExtrudeNode } from "../../csg/nodes.ts";
import type { Context } from "../../shared/context.ts";
import { cosDegrees, sinDegrees } from "../../shared/degrees.ts";
import { boundsOf } from "../polygon/bounds.ts";
import { triangulate } from "../polygon/triangulate.ts";
import { checkTriangles, trianglesMesh, writePair } from "./mesh.ts";

/** The mesh of a sanitized polygon: triangles only. Null for an angle of 0, and with an error when the axis cuts the polygon. */
export function rotateExtrude(ctx: Context, node: RotateExtrudeNode, polygon: Polygon): Mesh | null {
  const { angle, start } = node;
  if (angle === 0) return null;
  if (polygon.outlines.length === 0) return emptyMesh;
  const bounds = boundsOf(polygon);
  const left = Math.min(0, bounds.left);
  const right = Math.max(0, bounds.right);
  if (right > 0 && left < 0) {
    const range = `[${left.toFixed(2)} : ${right.toFixed(2)}]`;
    const message = `Children of rotate_extrude() may not lie across the Y axis (Range of X coords for all children ${range})`;
    ctx.report.push({ severity: "error", code: "geometry", message });
    return null;
  }

  const sections =
    segments(right - left, node.fragments, angle) ?? Math.max(1, Math.trunc((Math.abs(angle) / 360) * 3));
  const count = polygon.outlines.reduce((sum, { points }) => sum + points.length / 2, 0);
  const closed = angle === 360;
  checkTriangles(ctx, 2 * count * (sections + 1), node.position);
  const caps = closed ? new Uint32Array(0) : triangulate(polygon);
  const rings = closed ? sections : sections + 1;

  const positions = new Float64Array(3 * count * rings);
  let at = 0;
  for (let ring = 0; ring < rings; ring++) {
    const turned = start + (ring * angle) / sections;
    const cos = cosDegrees(turned);
    const sin = sinDegrees(turned);
    for (const { points } of polygon.outlines) {
      for (let i = 0; i < points.length; i += 2) {
        const x = points[i] as number;
        positions[at++] = x * cos;
        positions[at++] = x * sin;
        positions[at++] = points[i + 1] as number;
      }
    }
  }

  const flip = (left >= 0 && angle > 0) || (left < 0 && angle < 0);
  const indices = new Uint32Array(6 * count * sections + 2 * caps.length);
  const end = addSides(polygon, { count, sections, rings, flip }, indices);
  if (!closed) addCaps(caps, { flip, last: sections * count }, indices, end);
  return trianglesMesh(positions, indices, false);
}

interface SideOptions {
  /** Vertices of one ring. */
  readonly count: number;
  readonly sections: number;
  readonly rings: number;
  /** The polygon's own direction is the outside's. */
  readonly flip: boolean;
}

/** Gives the number of indices written. */
function addSides(polygon: Polygon, { count, sections, rings, flip }: SideOptions, indices: Uint32Array): number {
  const total = count * rings;
  let at = 0;
  for (let s = 1; s <= sections; s++) {
    let first = (s - 1) * count;
    for (const { points } of polygon.outlines) {
      const length = points.length / 2;
      for (let i = 1; i <= length; i++) {
        const p = first + i - 1;
        const c = first + (i % length);
        const nextP = (p + count) % total;
        const nextC = (c + count) % total;
        if (flip) writePair(indices, at, p, nextC, c, nextC, p, nextP);
        else writePair(indices, at, c, nextC, p, nextP, p, nextC);
        at += 6;
      }
      first += length;
    }
  }
  return at;
}

/** The first cap as it is or turned over, the last one the other way round. */
function addCaps(
  caps: Uint32Array,
  { flip, last }: { readonly flip: boolean; readonly last: number },
  indices: Uint32Array,
  from: number,
): void {
  const half = caps.length;
  for (let i = 0; i < half; i += 3) {
    const [a, b, c] = [caps[flip ? i : i + 2] as number, caps[i + 1] as number, caps[flip ? i + 2 : i] as number];
    indices.set([a, b, c], from + i);
    indices.set([c + last, b + last, a + last], from + half + i);
  }
}
