// Bounding boxes of points in the plane.
import type { Polygon } from "../../csg/geometry.ts";

export interface Bounds {
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  readonly top: number;
}

/** The bounding box of points (x and y alternating); infinities the wrong way round when there are none. */
export function boundsOfPoints(points: ArrayLike<number>): Bounds {
  let left = Number.POSITIVE_INFINITY;
  let bottom = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < points.length; i += 2) {
    const x = points[i] as number;
    const y = points[i + 1] as number;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < bottom) bottom = y;
    if (y > top) top = y;
  }
  return { left, bottom, right, top };
}

/** The bounding box of all outlines. */
export function boundsOf({ outlines }: Polygon): Bounds {
  let all = boundsOfPoints([]);
  for (const { points } of outlines) {
    const own = boundsOfPoints(points);
    all = {
      left: Math.min(all.left, own.left),
      bottom: Math.min(all.bottom, own.bottom),
      right: Math.max(all.right, own.right),
      top: Math.max(all.top, own.top),
    };
  }
  return all;
}

/** The longer side of a bounding box. */
export function sizeOf({ left, bottom, right, top }: Bounds): number {
  return Math.max(right - left, top - bottom);
}
