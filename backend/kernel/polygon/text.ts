// text() as a polygon: its glyphs united (spec/geometry.md §9.4).
import { emptyPolygon, type Outline, type Polygon } from "../../csg/geometry.ts";
import type { Context } from "../../shared/context.ts";
import type { Clipper } from "./clipper.ts";
import { type GridPath, toGridPaths, toPolygon } from "./grid.ts";

/** Fonts draw outer contours one way round and holes the other: the non-zero rule fills them, also where strokes overlap. */
export function uniteGlyphs(ctx: Context, clipper: Clipper, glyphs: readonly (readonly Outline[])[]): Polygon {
  const [first, ...others] = glyphs.map((outlines): GridPath[] =>
    // Called sanitized so that no contour is turned round.
    toGridPaths(ctx, { dimension: 2, outlines, sanitized: true }),
  );
  if (first === undefined) return emptyPolygon;
  return toPolygon(clipper.execute("union", "non-zero", first, others.flat()));
}
