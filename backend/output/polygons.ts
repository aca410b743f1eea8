// What the 2D formats need to know about the 2D objects of a result.
import type { Geometry, Polygon } from "../csg/geometry.ts";

export interface Bounds {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

/** The 2D objects of a result. */
export function separatePolygons(geometry: Geometry | undefined): Polygon[] {
  if (geometry === undefined) return [];
  const objects = geometry.dimension === "list" ? geometry.items : [geometry];
  return objects.filter((object) => object.dimension === 2);
}

/** The bounding box of all contours. Without points: infinite, minimum above maximum. */
export function boundsOf(polygons: readonly Polygon[]): Bounds {
  let minX = Number.POSITIVE_INFINITY;
  let minY = Number.POSITIVE_INFINITY;
  let maxX = Number.NEGATIVE_INFINITY;
  let maxY = Number.NEGATIVE_INFINITY;
  for (const { outlines } of polygons) {
    for (const { points } of outlines) {
      for (let at = 0; at < points.length; at += 2) {
        const x = points[at] as number;
        const y = points[at + 1] as number;
        if (x < minX) minX = x;
        if (x > maxX) maxX = x;
        if (y < minY) minY = y;
        if (y > maxY) maxY = y;
      }
    }
  }
  return { minX, minY, maxX, maxY };
}
