// Reads glyphs of a TrueType font: which one a character has, how far it advances, and its outline as FreeType gives it.
// For the package's fonts only, whose hints have no effect: others may be damaged, and go to HarfBuzz and FreeType.
import type { GlyphPoints } from "./glyphs.ts";

export interface TrueTypeTables {
  readonly view: DataView;
  /** Start of a glyph's data and its end; equal for a glyph without outline. */
  readonly placeOf: (glyph: number) => readonly [start: number, end: number];
  /** Of a character of the basic plane; 0 when the font has none. */
  readonly glyphOf: (character: number) => number;
  /** In font units. */
  readonly advanceOf: (glyph: number) => number;
}

export function trueTypeTables(bytes: Uint8Array): TrueTypeTables {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables = new Map<string, number>();
  for (let i = 0; i < view.getUint16(4); i++) {
    const entry = 12 + 16 * i;
    tables.set(String.fromCharCode(...bytes.subarray(entry, entry + 4)), view.getUint32(entry + 8));
  }
  const at = (tag: string): number => {
    const offset = tables.get(tag);
    if (offset === undefined) throw new Error(`the font has no table ${tag}`);
    return offset;
  };
  const [head, hhea, hmtx, loca, glyf] = [at("head"), at("hhea"), at("hmtx"), at("loca"), at("glyf")];
  const isLong = view.getInt16(head + 50) === 1;
  const metrics = view.getUint16(hhea + 34);
  const offsetOf = (glyph: number): number =>
    glyf + (isLong ? view.getUint32(loca + 4 * glyph) : 2 * view.getUint16(loca + 2 * glyph));
  return {
    view,
    placeOf: (glyph) => [offsetOf(glyph), offsetOf(glyph + 1)],
    glyphOf: characterMap(view, at("cmap")),
    advanceOf: (glyph) => view.getUint16(hmtx + 4 * Math.min(glyph, metrics - 1)),
  };
}

const UNICODE_BMP = 4;

/** The first subtable of format 4: segments of characters with a common difference, or with a list of glyphs. */
function characterMap(view: DataView, cmap: number): TrueTypeTables["glyphOf"] {
  let table = 0;
  for (let i = 0; i < view.getUint16(cmap + 2); i++) {
    const offset = cmap + view.getUint32(cmap + 4 + 8 * i + 4);
    const platform = view.getUint16(cmap + 4 + 8 * i);
    if (platform !== 1 && view.getUint16(offset) === UNICODE_BMP) table = offset;
  }
  if (table === 0) throw new Error("the font has no table of Unicode characters");
  const doubleCount = view.getUint16(table + 6);
  return (character) => {
    for (let end = table + 14; end < table + 14 + doubleCount; end += 2) {
      if (view.getUint16(end) < character) continue;
      const start = end + doubleCount + 2;
      const first = view.getUint16(start);
      if (first > character) return 0;
      const delta = view.getUint16(start + doubleCount);
      const range = start + 2 * doubleCount;
      const offset = view.getUint16(range);
      if (offset === 0) return (character + delta) & 0xffff;
      const glyph = view.getUint16(range + offset + 2 * (character - first));
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly onCurve: boolean;
}

/** The points of a glyph, each scaled to a whole number. */
export function readGlyphPoints(tables: TrueTypeTables, glyph: number, scale: (units: number) => number): GlyphPoints {
  const contours = contoursOf(tables, glyph, scale);
  const points = contours.flat();
  let count = 0;
  const ends = contours.map((contour) => {
    count += contour.length;
    return count - 1;
  });
  return { ends, points: points.flatMap(({ x, y }) => [x, y]), kinds: points.map(({ onCurve }) => (onCurve ? 1 : 0)) };
}

function contoursOf(tables: TrueTypeTables, glyph: number, scale: (units: number) => number): Point[][] {
  const { view } = tables;
  const [start, end] = tables.placeOf(glyph);
  if (start === end) return [];
  const count = view.getInt16(start);
  if (count < 0) return compositeContours(tables, start + 10, scale);
  return simpleContours(view, start + 10, count).map((contour) =>
    contour.map(({ x, y, onCurve }) => ({ x: scale(x), y: scale(y), onCurve })),
  );
}

const ON_CURVE = 1;
const SHORT = [2, 4] as const;
const REPEAT = 8;
const SAME_OR_POSITIVE = [16, 32] as const;

function simpleContours(view: DataView, at: number, count: number): Point[][] {
  const ends = Array.from({ length: count }, (_, k) => view.getUint16(at + 2 * k));
  const points = (ends.at(-1) ?? -1) + 1;
  let next = at + 2 * count;
  next += 2 + view.getUint16(next);
  const flags: number[] = [];
  while (flags.length < points) {
    const flag = view.getUint8(next++);
    flags.push(flag);
    if ((flag & REPEAT) !== 0) for (let left = view.getUint8(next++); left > 0; left--) flags.push(flag);
  }
  const coordinates = ([0, 1] as const).map((axis) => {
    let value = 0;
    return flags.slice(0, points).map((flag) => {
      const same = (flag & SAME_OR_POSITIVE[axis]) !== 0;
      if ((flag & SHORT[axis]) !== 0) value += (same ? 1 : -1) * view.getUint8(next++);
      else if (!same) {
        value += view.getInt16(next);
        next += 2;
      }
      return value;
    });
  });
  return ends.map((last, k) => {
    const first = k === 0 ? 0 : (ends[k - 1] as number) + 1;
    return Array.from({ length: last - first + 1 }, (_, i) => ({
      x: coordinates[0]?.[first + i] as number,
      y: coordinates[1]?.[first + i] as number,
      onCurve: ((flags[first + i] as number) & ON_CURVE) !== 0,
    }));
  });
}

const WORDS = 1;
const ARE_OFFSETS = 2;
const MORE = 32;
/** One scale, two, or a matrix. */
const SCALED = 8 | 64 | 128;

/**
 * Glyphs made of others, each moved, by distances that are scaled for themselves. None of the package's glyphs has
 * parts that are scaled.
 */
function compositeContours(tables: TrueTypeTables, start: number, scale: (units: number) => number): Point[][] {
  const { view } = tables;
  const contours: Point[][] = [];
  for (let at = start, flags = MORE; (flags & MORE) !== 0; ) {
    flags = view.getUint16(at);
    if ((flags & SCALED) !== 0 || (flags & ARE_OFFSETS) === 0) throw new Error("a part of a glyph is not only moved");
    const isWord = (flags & WORDS) !== 0;
    const [dx, dy] = (
      isWord ? [view.getInt16(at + 4), view.getInt16(at + 6)] : [view.getInt8(at + 4), view.getInt8(at + 5)]
    ).map(scale) as [number, number];
    for (const contour of contoursOf(tables, view.getUint16(at + 2), scale))
      contours.push(contour.map(({ x, y, onCurve }) => ({ x: x + dx, y: y + dy, onCurve })));
    at += isWord ? 8 : 6;
  }
  return contours;
}
