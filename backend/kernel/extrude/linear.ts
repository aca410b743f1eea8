// linear_extrude(): a polygon moved along a vector, twisted and scaled on the way (spec/geometry.md §7.1-7.4).
import { emptyMesh, type Mesh, type Outline, type Polygon } from "../../csg/geometry.ts";
import type { LinearExtrudeNode } from "../../csg/nodes.ts";
import type { Context } from "../../shared/context.ts";
import { cosDegrees, sinDegrees } from "../../shared/degrees.ts";
import { isConvexPolygon, triangulate } from "../polygon/triangulate.ts";
import { checkTriangles, trianglesMesh, writePair } from "./mesh.ts";
import { segmentOutlines } from "./segment.ts";
import { countSlices } from "./slices.ts";

/** How one slice lies in its plane: rotated first, then scaled. */
interface Slice {
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
}

/** The mesh of a sanitized polygon: triangles only; empty when the height or the polygon is. */
export function linearExtrude(ctx: Context, node: LinearExtrudeNode, polygon: Polygon): Mesh {
  const { height, center, twist, scale } = node;
  if (!(height[2] > 0) || polygon.outlines.length === 0) return emptyMesh;
  const slices = countSlices(node, polygon);
  checkTriangles(ctx, 2 * countPoints(polygon) * slices, node.position);
  const shape = segmentOutlines(ctx, node, polygon, slices);
  const count = countPoints(shape);
  checkTriangles(ctx, 2 * count * slices, node.position);
  const caps = triangulate(shape);
  checkTriangles(ctx, 2 * count * slices + (2 * caps.length) / 3, node.position);

  const flat = new Float64Array(2 * count * (slices + 1));
  const positions = new Float64Array(3 * count * (slices + 1));
  const low = height.map((length) => (center ? -length / 2 : 0)) as [number, number, number];
  const high = height.map((length) => (center ? length / 2 : length)) as [number, number, number];
  for (let s = 0; s <= slices; s++) {
    const slice = sliceAt(node, s, slices);
    placeSlice(shape.outlines, slice, flat, 2 * s * count);
    const [dx, dy, dz] = low.map((from, axis) => from + (((high[axis] as number) - from) * s) / slices) as typeof low;
    for (let i = 2 * s * count, at = 3 * s * count; i < 2 * (s + 1) * count; i += 2, at += 3) {
      positions[at] = (flat[i] as number) + dx;
      positions[at + 1] = (flat[i + 1] as number) + dy;
      positions[at + 2] = dz;
    }
  }

  const indices = new Uint32Array(6 * count * slices + 2 * caps.length);
  const end = addSides(
    shape.outlines,
    flat,
    { count, slices, twist, pointed: scale[0] === 0 || scale[1] === 0 },
    indices,
  );
  addCaps(caps, slices * count, indices, end);
  const convex = isConvexPolygon(polygon) && (twist === 0 && scale[0] === scale[1] ? true : undefined);
  return trianglesMesh(positions, indices, convex);
}

function countPoints({ outlines }: Polygon): number {
  return outlines.reduce((sum, { points }) => sum + points.length / 2, 0);
}

/** Multiplies before it divides, as OpenSCAD does: STL shows the last digit. */
function sliceAt({ twist, scale }: LinearExtrudeNode, s: number, slices: number): Slice {
  const scaleX = 1 - ((1 - scale[0]) * s) / slices;
  const scaleY = 1 - ((1 - scale[1]) * s) / slices;
  const cos = cosDegrees((-twist * s) / slices);
  const sin = sinDegrees((-twist * s) / slices);
  return { xx: scaleX * cos, xy: scaleX * -sin, yx: scaleY * sin, yy: scaleY * cos };
}

function placeSlice(outlines: readonly Outline[], { xx, xy, yx, yy }: Slice, flat: Float64Array, from: number): void {
  let at = from;
  for (const { points } of outlines) {
    for (let i = 0; i < points.length; i += 2) {
      const x = points[i] as number;
      const y = points[i + 1] as number;
      flat[at++] = xx * x + xy * y;
      flat[at++] = yx * x + yy * y;
    }
  }
}

interface SideOptions {
  /** Vertices of one slice. */
  readonly count: number;
  readonly slices: number;
  readonly twist: number;
  /** The top has no width or no depth. */
  readonly pointed: boolean;
}

/** Splits each quad between two slices along its shorter diagonal. Gives the number of indices written. */
function addSides(
  outlines: readonly Outline[],
  flat: Float64Array,
  options: SideOptions,
  indices: Uint32Array,
): number {
  const { count, slices, twist, pointed } = options;
  let at = 0;
  for (let s = 1; s <= slices; s++) {
    const anyZero = pointed && s === slices;
    let first = (s - 1) * count;
    for (const { points, positive } of outlines) {
      const length = points.length / 2;
      const flip = !positive !== twist <= 0;
      for (let i = 1; i <= length; i++) {
        const p = first + i - 1;
        const c = first + (i % length);
        const diagonalUp = distance(flat, p, c + count);
        const diagonalDown = distance(flat, c, p + count);
        const equal = 2 * Math.abs(diagonalUp - diagonalDown) * 1e5 <= diagonalUp + diagonalDown;
        const up = equal ? !flip : diagonalUp < diagonalDown;
        const topP = p + count;
        const topC = c + count;
        if (up !== anyZero) writePair(indices, at, c, topC, p, topP, p, topC);
        else writePair(indices, at, c, topP, p, c, topC, topP);
        at += 6;
      }
      first += length;
    }
  }
  return at;
}

function distance(flat: Float64Array, a: number, b: number): number {
  const x = (flat[2 * a] as number) - (flat[2 * b] as number);
  const y = (flat[2 * a + 1] as number) - (flat[2 * b + 1] as number);
  return Math.sqrt(x * x + y * y);
}

/** The top as it is, the bottom turned over. */
function addCaps(caps: Uint32Array, top: number, indices: Uint32Array, from: number): void {
  let at = from;
  for (const index of caps) indices[at++] = index + top;
  for (let i = 0; i < caps.length; i += 3) {
    indices[at++] = caps[i + 2] as number;
    indices[at++] = caps[i + 1] as number;
    indices[at++] = caps[i] as number;
  }
}
