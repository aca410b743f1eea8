// Sanitizing and the Booleans of polygons (spec/geometry.md §6.2, §6.3), also fill() (§6.7), which is made of them.
import { emptyPolygon, type Polygon } from "../../csg/geometry.ts";
import type { Context } from "../../shared/context.ts";
import type { ClipOperation, Clipper } from "./clipper.ts";
import { type GridPath, toGridPaths, toPolygon } from "./grid.ts";

/** Removes crossings by the even-odd rule and orients the contours. A polygon that says it is sanitized comes back as it is. */
export function sanitize(ctx: Context, clipper: Clipper, polygon: Polygon): Polygon {
  return polygon.sanitized ? polygon : resanitize(ctx, clipper, polygon);
}

/** The same, whatever the polygon says: after a mirroring, contours that were sanitized run the wrong way round. */
export function resanitize(ctx: Context, clipper: Clipper, polygon: Polygon): Polygon {
  if (polygon.outlines.length === 0) return emptyPolygon;
  return toPolygon(clipper.execute("union", "even-odd", toGridPaths(ctx, polygon)));
}

/** Operands in order; an empty polygon is an empty operand. No operand gives an empty polygon, one comes back as it is. */
export function combine(
  ctx: Context,
  clipper: Clipper,
  operation: ClipOperation,
  operands: readonly Polygon[],
): Polygon {
  const [first, ...others] = operands;
  if (first === undefined) return emptyPolygon;
  if (others.length === 0) return first;
  const subject = sanitizedPaths(ctx, clipper, first);
  if (operation !== "intersection") {
    const clip = others.flatMap((polygon) => sanitizedPaths(ctx, clipper, polygon));
    return toPolygon(clipper.execute(operation, "non-zero", subject, clip));
  }
  let result = subject;
  for (const polygon of others) {
    result = clipper.execute("intersection", "non-zero", result, sanitizedPaths(ctx, clipper, polygon));
  }
  return toPolygon(result);
}

/** Unites the operands and fills every hole. Each outline passes the library, which chooses where it begins. */
export function fill(ctx: Context, clipper: Clipper, operands: readonly Polygon[]): Polygon {
  const united = sanitize(ctx, clipper, combine(ctx, clipper, "union", operands));
  const filled = united.outlines
    .filter(({ positive }) => positive)
    .map((outline): Polygon => ({ dimension: 2, outlines: [outline], sanitized: false }));
  return sanitize(ctx, clipper, combine(ctx, clipper, "union", filled));
}

function sanitizedPaths(ctx: Context, clipper: Clipper, polygon: Polygon): GridPath[] {
  return toGridPaths(ctx, sanitize(ctx, clipper, polygon));
}
