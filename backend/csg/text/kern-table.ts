// Kerning by the table `kern`, which older fonts have instead of kerning in GPOS. HarfBuzz applies it in OpenSCAD; the package
// of HarfBuzz is built without it.
import { tablesOf } from "./font-tables.ts";

/** By left and right glyph, in font units. */
type Pairs = ReadonlyMap<number, number>;

export interface KernTable {
  /** Subtables for horizontal text. Each adds to what those before it moved. */
  readonly subtables: readonly Pairs[];
  /** Whether GPOS has kerning of its own for a script, by its ISO 15924 code or "" for none; then the table is not used. */
  readonly isReplaced: (script: string) => boolean;
}

/** What kerning changes of a glyph, in glyph units. */
export interface KernedGlyph {
  readonly id: number;
  /** Glyphs of marks have that of their base. */
  readonly cluster: number;
  xAdvance: number;
  xOffset: number;
}

/** `index` as in FontFacts. Undefined without such a table, and when it is damaged. */
export function readKernTable(bytes: Uint8Array, index: number): KernTable | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const tables = tablesOf(view, index);
    const start = tables.get("kern");
    if (start === undefined) return undefined;
    const subtables = readSubtables(view, start);
    const kerned = scriptsWithKerning(view, tables.get("GPOS"));
    return subtables.length === 0 ? undefined : { subtables, isReplaced: (script) => kerned(script) };
  } catch (error) {
    // A read past the end: the table is cut off.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Moves glyphs, which are in the order of the text: half of the distance goes before the second one, half behind the first. */
export function kern(table: KernTable, glyphs: readonly KernedGlyph[], scale: (units: number) => number): void {
  const bases = glyphs.filter(({ cluster }, i) => cluster !== glyphs[i - 1]?.cluster);
  for (const pairs of table.subtables) {
    bases.forEach((right, i) => {
      const left = bases[i - 1];
      const units = left && pairs.get(pairOf(left.id, right.id));
      if (left === undefined || units === undefined) return;
      const distance = scale(units);
      const behind = distance >> 1;
      left.xAdvance += behind;
      right.xAdvance += distance - behind;
      right.xOffset += distance - behind;
    });
  }
}

function pairOf(left: number, right: number): number {
  return left * 65536 + right;
}

const APPLE_VERSION = 1;

/** The two forms of the table differ in their heads only. Other formats than lists of pairs are hardly ever met. */
function readSubtables(view: DataView, start: number): Pairs[] {
  const isApple = view.getUint16(start) === APPLE_VERSION;
  const count = isApple ? view.getUint32(start + 4) : view.getUint16(start + 2);
  const found: Pairs[] = [];
  let at = start + (isApple ? 8 : 4);
  for (let k = 0; k < Math.min(count, 64); k++) {
    const length = isApple ? view.getUint32(at) : view.getUint16(at + 2);
    const coverage = view.getUint16(at + 4);
    // Horizontal, not across the line, a list of pairs.
    const isUsed = isApple ? (coverage & 0xe0ff) === 0 : (coverage & 0xff05) === 1;
    if (isUsed) found.push(readPairs(view, at + (isApple ? 8 : 6)));
    at += length;
  }
  return found;
}

function readPairs(view: DataView, start: number): Pairs {
  const count = view.getUint16(start);
  const pairs = new Map<number, number>();
  for (let at = start + 8; at < start + 8 + 6 * count; at += 6)
    pairs.set(pairOf(view.getUint16(at), view.getUint16(at + 2)), view.getInt16(at + 4));
  return pairs;
}

/** More than fonts have; records behind these are not looked at. */
const MOST_SCRIPTS = 1024;
const MOST_FEATURES = 4096;

/** Which scripts have a feature `kern` in GPOS, found as HarfBuzz finds scripts: the script's own, the default, Latin. */
function scriptsWithKerning(view: DataView, gpos: number | undefined): (script: string) => boolean {
  if (gpos === undefined) return () => false;
  const tag = (at: number): string => String.fromCharCode(...[0, 1, 2, 3].map((k) => view.getUint8(at + k)));
  const scripts = gpos + view.getUint16(gpos + 4);
  const features = gpos + view.getUint16(gpos + 6);
  const entries = new Map<string, number>();
  for (let k = 0; k < Math.min(view.getUint16(scripts), MOST_SCRIPTS); k++) {
    const entry = scripts + 2 + 6 * k;
    entries.set(tag(entry), scripts + view.getUint16(entry + 4));
  }
  const isKerned = (script: number): boolean => {
    const language = view.getUint16(script);
    if (language === 0) return false;
    const first = script + language + 6;
    const count = Math.min(view.getUint16(first - 2), MOST_FEATURES);
    for (let i = 0; i < count; i++) if (tag(features + 2 + 6 * view.getUint16(first + 2 * i)) === "kern") return true;
    return false;
  };
  const known = new Map<number, boolean>();
  return (name) => {
    const found = [name.toLowerCase(), "DFLT", "dflt", "latn"].find((tag) => entries.has(tag));
    const script = entries.get(found ?? "");
    if (script === undefined) return false;
    const kerned = known.get(script) ?? unlessCutOff(() => isKerned(script));
    known.set(script, kerned);
    return kerned;
  };
}

/** Where GPOS ends too early, nobody knows what it kerns: the table `kern` is not used. */
function unlessCutOff(isKerned: () => boolean): boolean {
  try {
    return isKerned();
  } catch (error) {
    if (error instanceof RangeError) return true;
    throw error;
  }
}
