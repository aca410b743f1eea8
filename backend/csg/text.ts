// Text to outlines and metrics (spec/geometry.md §9). Shaping is done by HarfBuzz, behind the interface `Shaper`.
import type { Outline } from "./geometry.ts";
import type { Fragments, TextParameters } from "./nodes.ts";

/** Warnings of a layout, to be located at the call. */
export type TextWarning = (message: string) => void;

export interface TextMetrics {
  readonly position: readonly [number, number];
  readonly size: readonly [number, number];
  readonly ascent: number;
  readonly descent: number;
  readonly offset: readonly [number, number];
  readonly advance: readonly [number, number];
}

export interface FontMetrics {
  readonly nominal: { readonly ascent: number; readonly descent: number };
  readonly max: { readonly ascent: number; readonly descent: number };
  readonly interline: number;
  readonly family: string;
  readonly style: string;
}

/** A contour of a glyph as the font draws it, scaled and in place: lines of 2 numbers, quadratic curves of 4, cubic ones of 6. */
export interface CurvedOutline {
  readonly start: readonly [number, number];
  readonly segments: readonly (readonly number[])[];
}

/** A loaded shaping engine with the fonts of one world. */
export interface Shaper {
  /** One list of outlines per glyph, in font order and direction, scaled; undefined when the font cannot be loaded. */
  outlines(text: TextParameters, fragments: Fragments, warn: TextWarning): readonly (readonly Outline[])[] | undefined;
  /** The same with the font's own curves. */
  curves(text: TextParameters, warn: TextWarning): readonly (readonly CurvedOutline[])[] | undefined;
  metrics(text: TextParameters, warn: TextWarning): TextMetrics | undefined;
  fontMetrics(size: number, font: string, warn: TextWarning): FontMetrics | undefined;
}

// Script and direction as `.csg` prints them need no engine: `resolveScript(text, script, direction)` in csg/text/script.ts is a
// pure function (spec/geometry.md §9.1). A Shaper is loaded only for text nodes that are realized and for textmetrics().
