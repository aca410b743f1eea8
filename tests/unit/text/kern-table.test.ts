// Kerning by the table `kern`: read from both forms of it, used where GPOS has none, halves on both sides.
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { kern, readKernTable } from "../../../backend/csg/text/kern-table.ts";
import { packageFontFiles } from "../../../backend/csg/text/package-fonts.ts";
import { loadShaper } from "../../../backend/csg/text/shaper.ts";
import { MemoryWorld } from "../../../backend/shared/memory-world.ts";
import { withTables } from "./sfnt.ts";

const arimo = new Uint8Array(readFileSync(packageFontFiles()[0] as string));
const [A, V] = [36, 57];

/** Big-endian words of 16 bits. */
function words(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [(value >> 8) & 255, value & 255]));
}

const pairs = [2, 12, 1, 0, A, V, -301, V, A, 40];
const microsoft = words(0, 2, 0, 26, 0, ...pairs, 0, 26, 1, ...pairs);
const apple = words(1, 0, 0, 1, 0, 28, 0, 0, ...pairs);

function advanceOf(changes: Record<string, Uint8Array | undefined>, text: string, font = "Arimo"): Promise<number> {
  const world = new MemoryWorld({ main: "", files: new Map([["/used.ttf", withTables(arimo, changes)]]) });
  const parameters = { text, size: 1e5, spacing: 1, font, direction: "ltr", language: "en", script: "" };
  return loadShaper(world, ["/used.ttf"]).then((shaper) => {
    const metrics = shaper.metrics({ ...parameters, halign: "left", valign: "baseline" }, () => undefined);
    return Math.round(metrics?.advance[0] ?? Number.NaN);
  });
}

describe("in a text", () => {
  // A and V are 1366 of 2048 units wide: 92638 of 138889. The pair of the table is 301 units apart: 20413.
  test.each([
    ["without GPOS", { GPOS: undefined, kern: microsoft }, "AV", "Arimo", 2 * 92638 - 20413],
    ["the other pair", { GPOS: undefined, kern: microsoft }, "VA", "Arimo", 2 * 92638 + 2713],
    ["in Apple's form", { GPOS: undefined, kern: apple }, "AV", "Arimo", 2 * 92638 - 20413],
    ["turned off", { GPOS: undefined, kern: microsoft }, "AV", "Arimo:fontfeatures=-kern", 2 * 92638],
    ["with kerning in GPOS", { kern: microsoft }, "AV", "Arimo", 2 * 92638 - 10308],
    ["no table at all", { GPOS: undefined }, "AV", "Arimo", 2 * 92638],
  ])("%s", async (_, changes, text, font, expected) => {
    expect(await advanceOf(changes, text, font)).toBe(expected);
  });
});

test("half of a distance stands before the second glyph, and marks are passed over", () => {
  const table = readKernTable(withTables(arimo, { kern: apple }), 0);
  const glyphs = [
    { id: A, cluster: 0, xAdvance: 1366, xOffset: 0 },
    { id: 900, cluster: 0, xAdvance: 0, xOffset: 5 },
    { id: V, cluster: 2, xAdvance: 1366, xOffset: 0 },
  ];
  if (table !== undefined) kern(table, glyphs, (units) => units);
  expect(glyphs.map(({ xAdvance, xOffset }) => [xAdvance, xOffset])).toEqual([
    [1366 - 151, 0],
    [0, 5],
    [1366 - 150, -150],
  ]);
});

test("GPOS replaces the table for scripts that it kerns", () => {
  expect(readKernTable(withTables(arimo, { kern: apple }), 0)?.isReplaced("Latn")).toBe(true);
  expect(readKernTable(withTables(arimo, { kern: apple, GPOS: undefined }), 0)?.isReplaced("Latn")).toBe(false);
});

test("tables that are cut off are none", () => {
  for (const length of [0, 3, 9, 20, 40]) {
    const font = withTables(arimo, { zzzz: microsoft.subarray(0, length) });
    // The last table of the file, so that reads go past the end.
    font.set(new TextEncoder().encode("kern"), new TextDecoder("latin1").decode(font).indexOf("zzzz"));
    expect(readKernTable(font, 0)).toBeUndefined();
  }
});

/** GPOS with scripts that are `kern`ed or not; one's features may be said to go past the end of the file. */
function kerningOf(...features: readonly number[]): Uint8Array {
  const scripts = [1, 0x4446, 0x4c54, 8, 4, 0, 0, 0xffff, features.length, ...features];
  return words(1, 0, 10, 10 + 2 * scripts.length, 0, ...scripts, 2, 0x6b65, 0x726e, 0, 0x6d61, 0x726b, 0);
}

test("only features that a script names count", () => {
  const read = (...features: readonly number[]) =>
    readKernTable(withTables(arimo, { kern: apple, GPOS: kerningOf(...features) }), 0)?.isReplaced("Latn");
  expect(read(1, 0)).toBe(true);
  expect(read(1)).toBe(false);
});

test("where GPOS is cut off, the table is not used", () => {
  const gpos = kerningOf(1);
  // The default language's list of features is far behind the end of the file.
  const font = withTables(arimo, { kern: apple, GPOS: undefined, zzzz: gpos.subarray(0, 24) });
  font.set(new TextEncoder().encode("GPOS"), new TextDecoder("latin1").decode(font).indexOf("zzzz"));
  expect(readKernTable(font, 0)?.isReplaced("Latn")).toBe(true);
});
