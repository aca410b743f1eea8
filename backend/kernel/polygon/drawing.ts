// A 2D file as a polygon: strokes become areas, shapes are sanitized one by one and united (spec/geometry.md §10.5, §10.6).
import { emptyPolygon, type Outline, type Polygon } from "../../csg/geometry.ts";
import type { Affine, ImportedDrawing, ImportedShape, ShapePath, Stroke } from "../../input/result.ts";
import type { Context } from "../../shared/context.ts";
import { combine, sanitize } from "./boolean.ts";
import { boundsOf } from "./bounds.ts";
import type { Clipper } from "./clipper.ts";
import { GRID, toGridPaths } from "./grid.ts";

/** What the file holds, as one sanitized polygon. */
export function realizeDrawing(ctx: Context, clipper: Clipper, drawing: ImportedDrawing): Polygon {
  const shapes = centered(
    drawing.shapes.map((shape) => outlinesOf(ctx, clipper, shape)),
    drawing.center,
  );
  const polygons = shapes
    .map((outlines) => sanitize(ctx, clipper, { dimension: 2, outlines, sanitized: false }))
    .filter(({ outlines }) => outlines.length > 0);
  return combine(ctx, clipper, "union", polygons);
}

function outlinesOf(ctx: Context, clipper: Clipper, { paths, matrix }: ImportedShape): Outline[] {
  const outlines = paths.flatMap((path) => outlineOf(ctx, clipper, path));
  return matrix === undefined ? outlines : outlines.map((outline) => applyAffine(matrix, outline));
}

function outlineOf(ctx: Context, clipper: Clipper, { points, stroke }: ShapePath): Outline[] {
  if (stroke === undefined) return [{ points, positive: true }];
  return strokePath(ctx, clipper, points, stroke);
}

/** An arc of a stroke stays this part of its radius inside the circle. */
const ARC_TOLERANCE = 1 / 500;
const MITER_LIMIT = 2;

function strokePath(ctx: Context, clipper: Clipper, points: Float64Array, stroke: Stroke): Outline[] {
  // Called sanitized so that the path keeps its direction.
  const path: Polygon = { dimension: 2, outlines: [{ points, positive: true }], sanitized: true };
  const contours = clipper.inflate(toGridPaths(ctx, path), {
    distance: stroke.radius * GRID,
    join: stroke.join,
    end: stroke.cap,
    miterLimit: MITER_LIMIT,
    arcTolerance: stroke.radius * ARC_TOLERANCE * GRID,
  });
  return contours.map((contour) => ({ points: contour.map((value) => value / GRID), positive: true }));
}

function applyAffine([a, b, c, d, e, f]: Affine, { points, positive }: Outline): Outline {
  return { points: mapPoints(points, (x, y) => [a * x + c * y + e, b * x + d * y + f]), positive };
}

/** Moves the middle of the bounding box of all shapes to a point. */
function centered(shapes: readonly Outline[][], center: readonly [number, number] | undefined): readonly Outline[][] {
  if (center === undefined) return shapes;
  const { left, bottom, right, top } = boundsOf({ ...emptyPolygon, outlines: shapes.flat() });
  if (left > right) return shapes;
  const dx = center[0] - (left + right) / 2;
  const dy = center[1] - (bottom + top) / 2;
  return shapes.map((outlines) =>
    outlines.map(({ points, positive }) => ({ points: mapPoints(points, (x, y) => [x + dx, y + dy]), positive })),
  );
}

function mapPoints(points: Float64Array, map: (x: number, y: number) => readonly [number, number]): Float64Array {
  const mapped = new Float64Array(points.length);
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = map(points[i] as number, points[i + 1] as number);
    mapped[i] = x;
    mapped[i + 1] = y;
  }
  return mapped;
}
