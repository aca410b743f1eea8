// Where the glyphs of a text stand: pen positions, alignment, metrics (spec/geometry.md §9.4, §9.5). Numbers are for a text
// of size 1.
import type { TextMetrics, TextWarning } from "../text.ts";
import type { Glyph } from "./glyphs.ts";
import { UNITS } from "./glyphs.ts";

/** A glyph with what the shaper says about it, in glyph units. */
export interface ShapedGlyph {
  readonly glyph: Glyph;
  readonly xAdvance: number;
  readonly yAdvance: number;
  readonly xOffset: number;
  readonly yOffset: number;
}

export interface Alignment {
  readonly halign: string;
  readonly valign: string;
  readonly spacing: number;
  readonly vertical: boolean;
}

export interface Layout {
  /** Where the origin of each glyph is, alignment included. */
  readonly origins: readonly (readonly [number, number])[];
  readonly metrics: TextMetrics;
}

/** Places glyphs that run one after the other. */
export function layOut(glyphs: readonly ShapedGlyph[], alignment: Alignment, warn: TextWarning): Layout {
  const { spacing, vertical } = alignment;
  const pens: [number, number][] = [];
  let x = 0;
  let y = 0;
  let ascent = Number.NEGATIVE_INFINITY;
  let descent = Number.POSITIVE_INFINITY;
  let top = Number.NEGATIVE_INFINITY;
  let bottom = Number.POSITIVE_INFINITY;
  let left = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  for (const { glyph, xAdvance, yAdvance, xOffset, yOffset } of glyphs) {
    const originX = x + xOffset / UNITS;
    const originY = y + yOffset / UNITS;
    pens.push([originX, originY]);
    if (glyph.box !== undefined) {
      const rise = vertical ? originY : 0;
      left = Math.min(left, originX + glyph.box[0] / UNITS);
      right = Math.max(right, originX + glyph.box[2] / UNITS);
      bottom = Math.min(bottom, rise + glyph.box[1] / UNITS);
      top = Math.max(top, rise + glyph.box[3] / UNITS);
      descent = Math.min(descent, glyph.box[1] / UNITS);
      ascent = Math.max(ascent, glyph.box[3] / UNITS);
    }
    x += (xAdvance / UNITS) * spacing;
    y += (yAdvance / UNITS) * spacing;
  }
  const advance: readonly [number, number] = [x, y];
  const inked = right >= left;
  if (!inked) [left, right, ascent, descent, top, bottom] = [0, 0, 0, 0, 0, 0];
  const extent: Extent = { advance, ascent, descent, left, right };
  const offset: readonly [number, number] = [
    horizontalOffset(alignment, extent, warn),
    verticalOffset(alignment, extent, warn),
  ];
  const metrics: TextMetrics = inked
    ? {
        position: [offset[0] + left, offset[1] + bottom],
        size: [right - left, top - bottom],
        ascent,
        descent,
        offset,
        advance,
      }
    : { position: [0, 0], size: [0, 0], ascent: 0, descent: 0, offset: [0, 0], advance };
  return { origins: pens.map(([px, py]) => [px + offset[0], py + offset[1]] as const), metrics };
}

interface Extent {
  readonly advance: readonly [number, number];
  readonly ascent: number;
  readonly descent: number;
  readonly left: number;
  readonly right: number;
}

function horizontalOffset(
  { halign, vertical }: Alignment,
  { advance, left, right }: Extent,
  warn: TextWarning,
): number {
  switch (halign) {
    case "default":
      return 0;
    case "left":
      return vertical ? -left : 0;
    case "center":
      return vertical ? 0 : -advance[0] / 2;
    case "right":
      return vertical ? -right : -advance[0];
    default:
      warn(`Unknown value for the halign parameter (use "left", "right" or "center"): '${halign}'`);
      return 0;
  }
}

function verticalOffset({ valign, vertical }: Alignment, extent: Extent, warn: TextWarning): number {
  const { advance, ascent, descent } = extent;
  switch (valign) {
    case "default":
      return 0;
    case "baseline":
      if (vertical) warn('Don\'t use valign="baseline" with vertical layouts');
      return 0;
    case "top":
      return vertical ? 0 : -ascent;
    case "center":
      return vertical ? -advance[1] / 2 : -(ascent - descent) / 2 - descent;
    case "bottom":
      return vertical ? -advance[1] : -descent;
    default:
      warn(`Unknown value for the valign parameter (use "baseline", "bottom", "top" or "center"): '${valign}'`);
      return 0;
  }
}
