// Reads the few tables of a TrueType or OpenType file that matching and scaling need: names, weight, slant, metrics.

/** One font of a file. */
export interface FontFacts {
  /** Which font of a collection; from bit 16 on, which named instance of a variable font, from 1. */
  readonly index: number;
  /** All family names, the one that applications show first. */
  readonly families: readonly string[];
  readonly styles: readonly string[];
  /** 100 to 1000. */
  readonly weight: number;
  readonly slanted: boolean;
  /** 5 is normal. */
  readonly width: number;
  readonly unitsPerEm: number;
  /** True when sizes are to be whole pixels (flag 3 of the head table). */
  readonly wholePixels: boolean;
  /** In font units; the descent is negative. */
  readonly ascent: number;
  readonly descent: number;
  readonly lineHeight: number;
  readonly highest: number;
  readonly lowest: number;
  /** Height of a glyph in vertical text; undefined when the font has a table of its own for that. */
  readonly verticalAdvance: number | undefined;
  /** Whether its outlines are of the Compact Font Format, with cubic curves. */
  readonly compact: boolean;
}

/** The fonts of a file: one, or several in a collection, each with its named instances if it is variable. Empty when the file is no font that can be read. */
export function readFonts(bytes: Uint8Array): FontFacts[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return startsOf(view).flatMap((start, index) => {
      const tables = readDirectory(view, start);
      const font = readFont(view, tables, index);
      return [font, ...readInstances(view, tables, font)];
    });
  } catch (error) {
    // A read past the end: the file is cut off or no font.
    if (error instanceof RangeError) return [];
    throw error;
  }
}

/** The room above a glyph in vertical text, in font units; 0 where the font does not tell. */
export function topBearingOf(bytes: Uint8Array, index: number, glyph: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables = tablesOf(view, index);
  const [header, metrics] = [tables.get("vhea"), tables.get("vmtx")];
  // A table that is cut off is as good as none.
  if (header === undefined || metrics === undefined || header + 36 > view.byteLength) return 0;
  const full = view.getUint16(header + 34);
  // The last glyphs have a bearing, but share the advance of the one before them.
  const at = metrics + (glyph < full ? 4 * glyph + 2 : 4 * full + 2 * (glyph - full));
  return at + 2 <= view.byteLength ? view.getInt16(at) : 0;
}

const COLLECTION = 0x74746366;
const TRUETYPE = 0x00010000;
const APPLE_TRUETYPE = 0x74727565;
const OPENTYPE = 0x4f54544f;

function startsOf(view: DataView): number[] {
  const magic = view.getUint32(0);
  if (magic === TRUETYPE || magic === APPLE_TRUETYPE || magic === OPENTYPE) return [0];
  if (magic !== COLLECTION) return [];
  const count = Math.min(view.getUint32(8), 256);
  return Array.from({ length: count }, (_, i) => view.getUint32(12 + 4 * i));
}

type Tables = ReadonlyMap<string, number>;

function readFont(view: DataView, tables: Tables, index: number): FontFacts {
  const head = tables.get("head");
  const hhea = tables.get("hhea");
  if (head === undefined || hhea === undefined) throw new RangeError("a required table is missing");
  const os2 = tables.get("OS/2");
  const style = view.getUint16(head + 44);
  const name = tables.get("name");
  return {
    index,
    families: readNames(view, name, FAMILY_NAMES),
    styles: readNames(view, name, STYLE_NAMES),
    weight: os2 === undefined ? ((style & 1) === 1 ? 700 : 400) : view.getUint16(os2 + 4),
    slanted: os2 === undefined ? (style & 2) !== 0 : (view.getUint16(os2 + 62) & 0x201) !== 0,
    width: os2 === undefined ? 5 : view.getUint16(os2 + 6),
    unitsPerEm: view.getUint16(head + 18) || 1000,
    wholePixels: (view.getUint16(head + 16) & 8) !== 0,
    highest: view.getInt16(head + 42),
    lowest: view.getInt16(head + 38),
    ...readLine(view, hhea, os2),
    verticalAdvance: tables.has("vhea") ? undefined : readVerticalAdvance(view, hhea, os2),
    compact: tables.has("CFF ") || tables.has("CFF2"),
  };
}

function tagAt(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((k) => view.getUint8(at + k)));
}

/** Where the tables of a font begin; `index` counts the fonts of a collection. Throws a RangeError past the end. */
export function tablesOf(view: DataView, index: number): Tables {
  return readDirectory(view, startsOf(view)[index & 0xffff] ?? view.byteLength);
}

function readDirectory(view: DataView, start: number): Tables {
  const tables = new Map<string, number>();
  const count = view.getUint16(start + 4);
  for (let i = 0; i < count; i++) {
    const entry = start + 12 + 16 * i;
    tables.set(tagAt(view, entry), view.getUint32(entry + 8));
  }
  return tables;
}

/** The width class of each width in percent, from 1. */
const WIDTHS = [50, 62.5, 75, 87.5, 100, 112.5, 125, 150, 200];

/** More axes than fonts have, and an axis that is smaller than its fields, are damage. */
const MOST_AXES = 64;
const LEAST_AXIS_SIZE = 20;

/** What the designers of a variable font made of it: styles with their names and places on its axes. */
function readInstances(view: DataView, tables: Tables, font: FontFacts): FontFacts[] {
  const start = tables.get("fvar");
  if (start === undefined) return [];
  const firstAxis = start + view.getUint16(start + 4);
  const [axes, axisSize] = [view.getUint16(start + 8), view.getUint16(start + 10)];
  if (axes > MOST_AXES || axisSize < LEAST_AXIS_SIZE) return [];
  const [count, size] = [Math.min(view.getUint16(start + 12), 256), view.getUint16(start + 14)];
  const instances = Array.from({ length: count }, (_, k) => firstAxis + axes * axisSize + k * size);
  const tags = Array.from({ length: axes }, (_, i) => tagAt(view, firstAxis + i * axisSize));
  const names = instances.map((instance) => view.getUint16(instance));
  const styles = readNamesById(view, tables.get("name"), new Set(names));
  return instances.map((instance, k) => {
    const place = (axis: string): number | undefined => {
      const at = tags.indexOf(axis);
      return at === -1 ? undefined : view.getInt32(instance + 4 + 4 * at) / 65536;
    };
    const [weight, width, slant, italic] = ["wght", "wdth", "slnt", "ital"].map(place);
    return {
      ...font,
      index: font.index + (k + 1) * 65536,
      styles: styles.get(names[k] ?? 0) ?? [],
      weight: weight ?? font.weight,
      width: width === undefined ? font.width : 1 + WIDTHS.findLastIndex((percent) => percent <= Math.max(width, 50)),
      slanted: font.slanted || (slant ?? 0) !== 0 || (italic ?? 0) !== 0,
    };
  });
}

/** Ascent, descent and line height where FreeType takes them from. */
function readLine(
  view: DataView,
  hhea: number,
  os2: number | undefined,
): Pick<FontFacts, "ascent" | "descent" | "lineHeight"> {
  const line = (ascent: number, descent: number, gap: number) => ({
    ascent,
    descent,
    lineHeight: ascent - descent + gap,
  });
  const horizontal = line(view.getInt16(hhea + 4), view.getInt16(hhea + 6), view.getInt16(hhea + 8));
  if (os2 === undefined) return horizontal;
  const prefersTypographic = (view.getUint16(os2 + 62) & 0x80) !== 0;
  if (!prefersTypographic && (horizontal.ascent !== 0 || horizontal.descent !== 0)) return horizontal;
  const typographic = line(view.getInt16(os2 + 68), view.getInt16(os2 + 70), view.getInt16(os2 + 72));
  if (typographic.ascent !== 0 || typographic.descent !== 0) return typographic;
  return line(view.getUint16(os2 + 74), -view.getUint16(os2 + 76), 0);
}

function readVerticalAdvance(view: DataView, hhea: number, os2: number | undefined): number {
  if (os2 === undefined) return view.getInt16(hhea + 4) - view.getInt16(hhea + 6);
  return view.getInt16(os2 + 68) - view.getInt16(os2 + 70);
}

/** Name identifiers of families and styles, those that applications prefer first. */
const FAMILY_NAMES = [16, 1, 21];
const STYLE_NAMES = [17, 2, 22];

/** The texts of some names, the first name's first. */
function readNames(view: DataView, table: number | undefined, ids: readonly number[]): string[] {
  const found = readNamesById(view, table, new Set(ids));
  return [...new Set(ids.flatMap((id) => found.get(id) ?? []))];
}

/** More than fonts have, the length in bytes: names that share their texts could be much longer than the file. */
const MOST_NAMES = 4096;
const LONGEST_NAME = 1024;

/** The texts of some names, English ones first. */
function readNamesById(
  view: DataView,
  table: number | undefined,
  ids: ReadonlySet<number>,
): ReadonlyMap<number, readonly string[]> {
  if (table === undefined) return new Map();
  const found = new Map<number, string[]>();
  const count = Math.min(view.getUint16(table + 2), MOST_NAMES);
  const strings = table + view.getUint16(table + 4);
  for (let i = 0; i < count; i++) {
    const record = table + 6 + 12 * i;
    const id = view.getUint16(record + 6);
    if (!ids.has(id)) continue;
    const text = decodeName(
      view,
      view.getUint16(record),
      strings + view.getUint16(record + 10),
      Math.min(view.getUint16(record + 8), LONGEST_NAME),
    );
    // English names first: those are the ones that programs are written with.
    const english = isEnglish(view.getUint16(record), view.getUint16(record + 4));
    const list = found.get(id) ?? [];
    if (english) list.unshift(text);
    else list.push(text);
    found.set(id, list);
  }
  return new Map([...found].map(([id, list]) => [id, [...new Set(list)]]));
}

const MACINTOSH = 1;

function isEnglish(platform: number, language: number): boolean {
  return platform === MACINTOSH ? language === 0 : platform === 0 || language === 0x409;
}

/** Macintosh names are read as Latin-1, which is right for ASCII; all others are UTF-16. */
function decodeName(view: DataView, platform: number, offset: number, length: number): string {
  let text = "";
  if (platform === MACINTOSH) {
    for (let i = 0; i < length; i++) text += String.fromCharCode(view.getUint8(offset + i));
  } else {
    for (let i = 0; i + 1 < length; i += 2) text += String.fromCharCode(view.getUint16(offset + i));
  }
  return text;
}
