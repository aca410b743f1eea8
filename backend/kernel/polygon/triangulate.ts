// Triangulates a polygon for the caps of extrusions (spec/geometry.md §6.8). Every vertex and every edge of the outlines
// is kept, so that caps and sides of a mesh meet edge to edge.
import type { Outline, Polygon } from "../../csg/geometry.ts";
import { clipEars } from "./ears.ts";
import { signedArea } from "./grid.ts";
import { isInside } from "./nest.ts";
import { type Contour, makeRing } from "./ring.ts";

/** An outer contour with its holes. */
interface Group {
  readonly outer: Contour;
  readonly area: number;
  readonly holes: Contour[];
}

/** Vertex indices, three per triangle, counter-clockwise. Vertices count through all outlines in order. */
export function triangulate(polygon: Polygon): Uint32Array {
  const triangles: number[] = [];
  for (const group of groupHoles(polygon.outlines)) {
    const { outer, area, holes } = group;
    if (holes.length === 0 && turnsLeft(outer.outline.points)) {
      addConvex(outer, triangles);
      continue;
    }
    const from = triangles.length;
    clipEars(makeRing(outer, holes), triangles);
    if (area < 0) flip(triangles, from);
  }
  return Uint32Array.from(triangles);
}

/** Gives every clockwise contour to the smallest counter-clockwise one around it. One without an owner stands alone. */
function groupHoles(outlines: readonly Outline[]): Group[] {
  const groups: Group[] = [];
  const holes: Group[] = [];
  let first = 0;
  for (const outline of outlines) {
    const area = signedArea(outline.points);
    (area < 0 ? holes : groups).push({ outer: { outline, first }, area, holes: [] });
    first += outline.points.length / 2;
  }
  groups.sort((a, b) => a.area - b.area);
  const outers = groups.length;
  for (const hole of holes) {
    const owner = groups.findIndex(
      (group, index) =>
        index < outers && group.area >= -hole.area && isInside(hole.outer.outline.points, group.outer.outline.points),
    );
    if (owner < 0) groups.push(hole);
    else (groups[owner] as Group).holes.push(hole.outer);
  }
  return groups.sort((a, b) => a.outer.first - b.outer.first);
}

/** True when every corner turns left. A contour does not cross itself, so it is convex then. */
function turnsLeft(points: Float64Array, options?: { readonly orStraight: boolean }): boolean {
  const length = points.length;
  let ax = points[length - 4] as number;
  let ay = points[length - 3] as number;
  let bx = points[length - 2] as number;
  let by = points[length - 1] as number;
  for (let i = 0; i < length; i += 2) {
    const cx = points[i] as number;
    const cy = points[i + 1] as number;
    const turn = (bx - ax) * (cy - by) - (by - ay) * (cx - bx);
    if (!(turn > 0 || (turn === 0 && options?.orStraight))) return false;
    [ax, ay, bx, by] = [bx, by, cx, cy];
  }
  return length >= 6;
}

/** True when a polygon has a single contour that never turns right. */
export function isConvexPolygon({ outlines }: Polygon): boolean {
  const [outline, ...others] = outlines;
  return outline !== undefined && others.length === 0 && turnsLeft(outline.points, { orStraight: true });
}

/** A zigzag between both ends, which avoids the long fans of one corner. */
function addConvex({ outline, first }: Contour, triangles: number[]): void {
  let low = 0;
  let high = outline.points.length / 2 - 1;
  for (let takeLow = true; low + 1 < high; takeLow = !takeLow) {
    const middle = takeLow ? low + 1 : high - 1;
    triangles.push(first + low, first + middle, first + high);
    if (takeLow) low = middle;
    else high = middle;
  }
}

/** A contour that ran clockwise was triangulated backwards. */
function flip(triangles: number[], from: number): void {
  for (let i = from; i < triangles.length; i += 3) {
    const b = triangles[i + 1] as number;
    triangles[i + 1] = triangles[i + 2] as number;
    triangles[i + 2] = b;
  }
}
