// fontconfig's font names.
import { describe, expect, test } from "bun:test";
import { parsePattern } from "../../../backend/csg/text/pattern.ts";

test("family and style", () => {
  expect(parsePattern("Liberation Sans:style=Bold Italic")).toEqual({
    families: ["Liberation Sans"],
    styles: ["Bold Italic"],
    weight: undefined,
    slanted: undefined,
    features: [],
  });
});

test("an empty name is the default font", () => {
  expect(parsePattern("  ")).toEqual(parsePattern("Liberation Sans:style=Regular"));
});

test("several families, sizes that do not matter, escapes", () => {
  expect(parsePattern("A, B,C")?.families).toEqual(["A", " B", "C"]);
  expect(parsePattern("Family-12,13:style=Bold")).toMatchObject({ families: ["Family"], styles: ["Bold"] });
  expect(parsePattern("8\\-bit\\:x")?.families).toEqual(["8-bit:x"]);
  expect(parsePattern(":style=Bold")).toMatchObject({ families: [], styles: ["Bold"] });
});

describe("weight and slant", () => {
  test("by name", () => {
    expect(parsePattern("A:bold:italic")).toMatchObject({ weight: 700, slanted: true });
    expect(parsePattern("A:weight=light:slant=roman")).toMatchObject({ weight: 300, slanted: false });
    expect(parsePattern("A:nonsense")).toMatchObject({ weight: undefined, slanted: undefined });
  });

  test("by fontconfig's numbers", () => {
    expect(parsePattern("A:weight=200:slant=110")).toMatchObject({ weight: 700, slanted: true });
    expect(parsePattern("A:weight=90")?.weight).toBe(450);
    expect(parsePattern("A:weight=1000")?.weight).toBe(1000);
  });
});

test("features, separated by semicolons", () => {
  expect(parsePattern("A:style=Regular:fontfeatures=+liga;-kern")?.features).toEqual(["+liga", "-kern"]);
});

test("a character set must be one", () => {
  expect(parsePattern("A:charset=76,78")).toBeDefined();
  expect(parsePattern("A:charset=20-7e 85")).toBeDefined();
  expect(parsePattern(":charset=xxx")).toBeUndefined();
});
