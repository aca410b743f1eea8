// OpenSCAD's integer grid of 2D operations (spec/geometry.md §6.2): contours in units of 2^-27 as the Boolean library
// takes and gives them. A grid path is x0, y0, x1, y1, … in whole numbers, kept in doubles.
import type { Outline, Polygon } from "../../csg/geometry.ts";
import type { Context } from "../../shared/context.ts";
import { simplifyPath } from "./simplify.ts";

/** Grid units per unit of length. */
export const GRID = 2 ** 27;

/** Coordinates outside of ±2^61 units (1.7e10) could overflow in Clipper's 64-bit sums. */
const LIMIT = 2 ** 61;

export type GridPath = Float64Array;

/** Rounds a length to the grid, halves away from zero. */
export function toGrid(length: number): number {
  const scaled = length * GRID;
  return scaled < 0 ? -Math.round(-scaled) : Math.round(scaled);
}

/**
 * The contours of a polygon on the grid. In an unsanitized polygon clockwise contours are reversed. A contour that
 * leaves the range is skipped with a warning.
 */
export function toGridPaths(ctx: Context, polygon: Polygon): GridPath[] {
  const paths: GridPath[] = [];
  for (const { points } of polygon.outlines) {
    const path = new Float64Array(points.length);
    let inRange = true;
    for (let i = 0; i < points.length; i++) {
      const value = toGrid(points[i] as number);
      if (!(value > -LIMIT && value < LIMIT)) inRange = false;
      path[i] = value;
    }
    if (!inRange) {
      ctx.report.push({ severity: "warning", code: "geometry", message: "Range check failed for polygon. skipping" });
      continue;
    }
    if (!polygon.sanitized && signedArea(path) < 0) reversePath(path);
    paths.push(path);
  }
  return paths;
}

/** Points nearer than this to the line through their neighbors are dropped from results, in grid units. */
const SIMPLIFY_EPSILON = 1.1415;

/** A grid path as an outline; undefined when simplification left fewer than three points. */
export function toOutline(path: GridPath): Outline | undefined {
  const simple = simplifyPath(path, SIMPLIFY_EPSILON);
  if (simple.length < 6) return undefined;
  const points = new Float64Array(simple.length);
  for (let i = 0; i < simple.length; i++) points[i] = (simple[i] as number) / GRID;
  return { points, positive: signedArea(path) > 0 };
}

/** The sanitized polygon whose contours are given in their final order. */
export function toPolygon(paths: readonly GridPath[]): Polygon {
  const outlines: Outline[] = [];
  for (const path of paths) {
    const outline = toOutline(path);
    if (outline !== undefined) outlines.push(outline);
  }
  return { dimension: 2, outlines, sanitized: true };
}

/** The signed area of a closed contour, positive counter-clockwise. The order of the sum is Clipper's. */
export function signedArea(path: ArrayLike<number>): number {
  const length = path.length;
  if (length < 6) return 0;
  let area = 0;
  let x = path[length - 2] as number;
  let y = path[length - 1] as number;
  for (let i = 0; i < length; i += 2) {
    const nextX = path[i] as number;
    const nextY = path[i + 1] as number;
    area += (y + nextY) * (x - nextX);
    x = nextX;
    y = nextY;
  }
  return area * 0.5;
}

/** Turns a contour round in place; its last point becomes the first. */
export function reversePath(path: Float64Array): void {
  for (let low = 0, high = path.length - 2; low < high; low += 2, high -= 2) {
    const x = path[low] as number;
    const y = path[low + 1] as number;
    path[low] = path[high] as number;
    path[low + 1] = path[high + 1] as number;
    path[high] = x;
    path[high + 1] = y;
  }
}
