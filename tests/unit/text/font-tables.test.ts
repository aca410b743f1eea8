// Tables of fonts that are cut off, or that say they are much larger than the file.
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { readFonts, topBearingOf } from "../../../backend/csg/text/font-tables.ts";
import { packageFontFiles } from "../../../backend/csg/text/package-fonts.ts";
import { withTables } from "./sfnt.ts";

const arimo = new Uint8Array(readFileSync(packageFontFiles()[0] as string));

/** Big-endian words of 16 bits. */
function words(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [(value >> 8) & 255, value & 255]));
}

test("a table of vertical metrics that is cut off is none", () => {
  // By the order of names, the last tables of the file.
  const font = withTables(arimo, { vhea: undefined, vmtx: words(5, 7), zzzz: words(1, 0) });
  font.set(new TextEncoder().encode("vhea"), new TextDecoder("latin1").decode(font).indexOf("zzzz"));
  expect(topBearingOf(font, 0, 0)).toBe(0);
});

/** One axis, and one instance with the font's own name of a style. */
const axis = (tag: readonly [number, number]) => words(...tag, 1, 0, 4, 0, 9, 0, 0, 256);
const WEIGHT = [0x7767, 0x6874] as const;

function variations(axes: number, axisSize: number): Uint8Array {
  return new Uint8Array([
    ...words(1, 0, 16, 2, axes, axisSize, 2, 8),
    ...axis(WEIGHT),
    ...words(2, 0, 700, 0, 1, 0, 300, 0),
  ]);
}

test("named instances of a variable font", () => {
  const facts = readFonts(withTables(arimo, { fvar: variations(1, 20) }));
  expect(facts.map(({ index, weight, styles }) => [index, weight, styles])).toEqual([
    [0, 400, ["Regular"]],
    [65536, 700, ["Regular"]],
    [131072, 300, ["Arimo"]],
  ]);
});

test.each([
  ["more axes than fonts have", 65535, 0],
  ["axes of no size", 1, 0],
  ["axes that share their fields", 2, 19],
])("no instances where a font has %s", (_, axes, axisSize) => {
  expect(readFonts(withTables(arimo, { fvar: variations(axes, axisSize) })).map(({ index }) => index)).toEqual([0]);
});
