// Advances and origins of glyphs as FreeType gives them to OpenSCAD, put in place of HarfBuzz's own after shaping
// (spec/geometry.md §9.3). Not by callbacks while it shapes: the package keeps those, and the fonts that they hold, for ever.
import type { Font } from "harfbuzzjs";
import { type FontFacts, topBearingOf } from "./font-tables.ts";
import { extentOf, scaleAdvance } from "./glyphs.ts";
import type { KernedGlyph } from "./kern-table.ts";

/** A glyph in the order of drawing, in glyph units. */
export interface MeasuredGlyph extends KernedGlyph {
  yAdvance: number;
  yOffset: number;
}

export interface MeasuredFont {
  readonly bytes: Uint8Array;
  readonly facts: FontFacts;
  /** Scaled to the em. */
  readonly scaled: Font;
  /** In font units. */
  readonly drawing: Font;
}

/** Marks hang on the glyph before them, from left to right, and go back by its advance. */
export function measureHorizontal(font: MeasuredFont, glyphs: readonly MeasuredGlyph[], leftToRight: boolean): void {
  const { scaled, drawing, facts } = font;
  let base: MeasuredGlyph | undefined;
  let change = 0;
  for (const glyph of glyphs) {
    if (glyph.xAdvance !== 0) {
      base = glyph;
      change = scaleAdvance(drawing.glyphHAdvance(glyph.id), facts.unitsPerEm) - scaled.glyphHAdvance(glyph.id);
      glyph.xAdvance += change;
    } else if (leftToRight && glyph.cluster === base?.cluster) glyph.xOffset -= change;
  }
}

export function measureVertical(font: MeasuredFont, glyphs: readonly MeasuredGlyph[]): void {
  const { scaled, facts } = font;
  const { verticalAdvance, unitsPerEm } = facts;
  // The package's HarfBuzz reads no vertical origins: it puts the line through the middle, and the ascent below it.
  const { ascender } = scaled.hExtents();
  for (const glyph of glyphs) {
    if (verticalAdvance !== undefined && glyph.yAdvance !== 0)
      glyph.yAdvance -= scaleAdvance(verticalAdvance, unitsPerEm) + scaled.glyphVAdvance(glyph.id);
    const [x, y] = verticalOrigin(font, glyph.id);
    glyph.xOffset += Math.trunc(scaled.glyphHAdvance(glyph.id) / 2) - x;
    glyph.yOffset += ascender - y;
  }
}

/**
 * Where the line runs through a glyph: through the middle of its width. Fonts without vertical metrics get FreeType's:
 * every glyph is as high as the typographic line and stands in its middle; in the Compact Font Format, glyphs hang from the
 * line by the upper left corner of what is drawn.
 */
function verticalOrigin({ bytes, facts, drawing }: MeasuredFont, id: number): readonly [number, number] {
  const { unitsPerEm, verticalAdvance, compact } = facts;
  const scale = (units: number): number => scaleAdvance(units, unitsPerEm);
  const { left, lowest, highest } = extentOf(drawing.glyphToJson(id));
  if (compact && verticalAdvance !== undefined) return [scale(left), scale(highest)];
  const bearing =
    verticalAdvance === undefined
      ? topBearingOf(bytes, facts.index, id)
      : Math.trunc((verticalAdvance - (highest - lowest)) / 2);
  return [Math.trunc(scale(drawing.glyphHAdvance(id)) / 2), scale(highest) + scale(bearing)];
}
