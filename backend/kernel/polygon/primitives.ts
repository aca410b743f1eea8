// square(), circle() and polygon() as polygons (spec/geometry.md §3.5-3.7).

import { segments } from "../../csg/fragments.ts";
import { emptyPolygon, type Outline, type Polygon } from "../../csg/geometry.ts";
import type { CircleNode, PolygonNode, SquareNode } from "../../csg/nodes.ts";
import type { Context } from "../../shared/context.ts";
import { cosDegrees, sinDegrees } from "../../shared/degrees.ts";
import { LimitError } from "../../shared/limits.ts";

/** More points than there is memory for, whatever the limits say. */
const MOST_POINTS = 2 ** 26;

/** One contour, or empty when a side is not positive and finite. Coordinates are exact, not on the grid. */
export function makeSquare(node: SquareNode): Polygon {
  const [width, height] = node.size;
  if (!(width > 0 && height > 0 && Number.isFinite(width) && Number.isFinite(height))) return emptyPolygon;
  const left = node.center ? 0 - width / 2 : 0;
  const bottom = node.center ? 0 - height / 2 : 0;
  const right = node.center ? width - width / 2 : width;
  const top = node.center ? height - height / 2 : height;
  return onePositive(Float64Array.of(left, bottom, right, bottom, right, top, left, top));
}

/** A regular polygon that starts on the x axis, or empty when the radius is not positive and finite. */
export function makeCircle(ctx: Context, node: CircleNode): Polygon {
  const { r } = node;
  if (!(r > 0 && Number.isFinite(r))) return emptyPolygon;
  const count = segments(r, node.fragments) ?? 3;
  const allowed = Math.min(ctx.limits.facets, MOST_POINTS);
  if (count > allowed) throw new LimitError("facets", allowed, node.position);
  const points = new Float64Array(2 * count);
  for (let k = 0; k < count; k++) {
    const angle = (360 * k) / count;
    points[2 * k] = r * cosDegrees(angle);
    points[2 * k + 1] = r * sinDegrees(angle);
  }
  return onePositive(points);
}

/** The contours as written, not yet sanitized. */
export function makePolygon(ctx: Context, node: PolygonNode): Polygon {
  const { points, paths } = node;
  const outlines: Outline[] = [];
  if (paths.length === 0 && points.length > 2) {
    outlines.push({ points: Float64Array.from(points.flat()), positive: true });
  }
  let count = points.length;
  for (const path of paths) {
    count += path.length;
    outlines.push({ points: Float64Array.from(path.flatMap((index) => points[index] ?? [])), positive: true });
  }
  if (count > ctx.limits.facets) throw new LimitError("facets", ctx.limits.facets, node.position);
  return { dimension: 2, outlines, sanitized: false };
}

function onePositive(points: Float64Array): Polygon {
  return { dimension: 2, outlines: [{ points, positive: true }], sanitized: true };
}
