// Glyph outlines on FreeType's scale (spec/geometry.md §9.3): whole numbers, 1e5 of them to the unit of a text of size 1.
import type { SvgPathCommand } from "harfbuzzjs";
import type { FontFacts } from "./font-tables.ts";

/** Units of a glyph per unit of length, for a text of size 1. */
export const UNITS = 1e5;

/** The em in these units, as FreeType computes it for a height of 1e5 at 100 dpi; and the same in whole pixels. */
export const EM = 138_889;
const EM_IN_WHOLE_PIXELS = 138_880;

/** FreeType's pixels: boxes of glyphs are rounded outwards to them. */
const PIXEL = 64;

/**
 * An advance in font units as OpenSCAD gets it: FreeType multiplies by a factor that is rounded to 16 binary places, and
 * HarfBuzz rounds 10 places of the product off in single precision.
 */
export function scaleAdvance(units: number, unitsPerEm: number): number {
  const factor = Math.round((EM * 65536) / unitsPerEm);
  return Math.floor(Math.fround(Math.fround(Math.round((units * factor) / 64)) + 512) / 1024);
}

/** A distance in font units as HarfBuzz scales all but advances. */
export function scaleDistance(units: number, unitsPerEm: number): number {
  return Math.floor((units * Math.floor((EM * 65536) / unitsPerEm) + 32768) / 65536);
}

/** A contour as its start and its segments: 2 numbers for a line, 4 for a quadratic curve, 6 for a cubic one. */
export interface GlyphContour {
  readonly start: readonly [number, number];
  readonly segments: readonly (readonly number[])[];
}

export interface Glyph {
  readonly contours: readonly GlyphContour[];
  /** Left, bottom, right, top; undefined when there is nothing to draw. */
  readonly box: readonly [number, number, number, number] | undefined;
}

/** Scaled points of a glyph. */
export interface GlyphPoints {
  /** The last point of each contour. */
  readonly ends: ArrayLike<number>;
  /** x and y, alternating, in glyph units. */
  readonly points: ArrayLike<number>;
  /** In the lowest two bits: 1 on the curve, 0 a control point of a quadratic one, 2 of a cubic one. */
  readonly kinds: ArrayLike<number>;
}

/** How FreeType scales a coordinate of an outline: by a fixed-point factor, with halves rounded away from zero. */
export function outlineScale({ wholePixels, unitsPerEm }: FontFacts): (units: number) => number {
  const em = wholePixels ? EM_IN_WHOLE_PIXELS : EM;
  const factor = Math.round((em * 65536) / unitsPerEm) / 65536;
  return (units) => Math.sign(units) * Math.round(Math.abs(units) * factor);
}

/** Makes a glyph from a path in font units, for fonts that FreeType cannot read. */
export function makeGlyph(path: readonly SvgPathCommand[], facts: FontFacts): Glyph {
  const scale = outlineScale(facts);
  const contours: GlyphContour[] = [];
  let segments: number[][] = [];
  const points: number[] = [];
  path.forEach(({ type, values }, i) => {
    if (type === "Z") return;
    const scaled = values.map(scale);
    const control = impliedBetween(path, i);
    if (control !== undefined) {
      scaled[2] = Math.trunc(((scaled[0] as number) + scale(control[0])) / 2);
      scaled[3] = Math.trunc(((scaled[1] as number) + scale(control[1])) / 2);
    }
    points.push(...scaled);
    if (type === "M") {
      segments = [];
      contours.push({ start: [scaled[0] as number, scaled[1] as number], segments });
    } else {
      segments.push(scaled);
    }
  });
  return { contours, box: boxOf(points) };
}

/** The box of points, x and y alternating, rounded outwards to pixels. */
export function boxOf(points: ArrayLike<number>): Glyph["box"] {
  if (points.length === 0) return undefined;
  let [left, bottom, right, top] = [points[0], points[1], points[0], points[1]] as [number, number, number, number];
  for (let k = 2; k < points.length; k += 2) {
    left = Math.min(left, points[k] as number);
    right = Math.max(right, points[k] as number);
    bottom = Math.min(bottom, points[k + 1] as number);
    top = Math.max(top, points[k + 1] as number);
  }
  const floor = (value: number): number => Math.floor(value / PIXEL) * PIXEL;
  const ceil = (value: number): number => Math.ceil(value / PIXEL) * PIXEL;
  return [floor(left), floor(bottom), ceil(right), ceil(top)];
}

/** Leftmost, lowest and highest coordinate of a path's control points; 0 when there is nothing to draw. */
export function extentOf(path: readonly SvgPathCommand[]): Readonly<Record<"left" | "lowest" | "highest", number>> {
  const [xs, ys] = [0, 1].map((axis) => path.flatMap(({ values }) => values.filter((_, k) => k % 2 === axis)));
  if (xs === undefined || ys === undefined || xs.length === 0) return { left: 0, lowest: 0, highest: 0 };
  const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));
  return { left: least(xs), lowest: least(ys), highest: ys.reduce((a, b) => Math.max(a, b)) };
}

/**
 * The next control point, when segment `i` ends halfway between its own control point and that one: TrueType leaves such
 * points out, and FreeType puts them in after scaling.
 */
function impliedBetween(path: readonly SvgPathCommand[], i: number): readonly [number, number] | undefined {
  const here = path[i];
  const next = path[i + 1];
  if (here?.type !== "Q" || next?.type !== "Q") return undefined;
  const [cx, cy, x, y] = here.values as [number, number, number, number];
  const [nx, ny] = next.values as [number, number, number, number];
  return 2 * x === cx + nx && 2 * y === cy + ny ? [nx, ny] : undefined;
}

/** The points of a contour with `steps` of them for each curve, mapped by `place`, x and y alternating. */
export function flattenContour(
  { start, segments }: GlyphContour,
  steps: number,
  place: (x: number, y: number, points: number[]) => void,
): number[] {
  const points: number[] = [];
  let [x, y] = start;
  place(x, y, points);
  for (const segment of segments) {
    const [a, b, c, d, e, f] = segment as [number, number, number, number, number, number];
    if (segment.length === 2) {
      place(a, b, points);
      [x, y] = [a, b];
      continue;
    }
    for (let i = 1; i <= steps; i++) {
      const t = i / steps;
      const s = 1 - t;
      if (segment.length === 4) {
        place(x * s * s + a * 2 * t * s + c * t * t, y * s * s + b * 2 * t * s + d * t * t, points);
      } else {
        const [p, q, r, u] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
        place(x * p + a * q + c * r + e * u, y * p + b * q + d * r + f * u, points);
      }
    }
    [x, y] = segment.length === 4 ? [c, d] : [e, f];
  }
  return points;
}
