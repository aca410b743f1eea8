// The convex hull of points in the plane (spec/geometry.md §6.5).
import { emptyPolygon, type Polygon } from "../../csg/geometry.ts";
import { orientation, type Point } from "./orientation.ts";

/**
 * The strict hull of all vertices, counter-clockwise from the lexicographically smallest point, with coordinates as they
 * came. Points that are not finite are left out. Points on one line have no hull: the result is empty.
 */
export function hullOfPolygons(polygons: readonly Polygon[]): Polygon {
  const points: Point[] = [];
  for (const { outlines } of polygons) {
    for (const outline of outlines) {
      for (let i = 0; i < outline.points.length; i += 2) {
        const x = outline.points[i] as number;
        const y = outline.points[i + 1] as number;
        if (Number.isFinite(x) && Number.isFinite(y)) points.push([x, y]);
      }
    }
  }
  points.sort(([ax, ay], [bx, by]) => ax - bx || ay - by);
  const lower = chain(points);
  const upper = chain(points.reverse());
  const hull = [...lower.slice(0, -1), ...upper.slice(0, -1)];
  if (hull.length < 3) return emptyPolygon;
  return { dimension: 2, outlines: [{ points: Float64Array.from(hull.flat()), positive: true }], sanitized: true };
}

/** The part of the hull that goes from the first point to the last and only turns left. */
function chain(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  for (const point of points) {
    while (kept.length >= 2 && orientation(kept.at(-2) as Point, kept.at(-1) as Point, point) <= 0) kept.pop();
    kept.push(point);
  }
  return kept;
}
