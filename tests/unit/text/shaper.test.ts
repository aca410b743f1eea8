// Shaping, alignment, metrics and the choice of fonts.
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { defaultFragments } from "../../../backend/csg/fragments.ts";
import type { TextParameters } from "../../../backend/csg/nodes.ts";
import { readFonts } from "../../../backend/csg/text/font-tables.ts";
import { packageFontFiles } from "../../../backend/csg/text/package-fonts.ts";
import { loadShaper } from "../../../backend/csg/text/shaper.ts";
import { loadClipper } from "../../../backend/kernel/polygon/clipper.ts";
import { uniteGlyphs } from "../../../backend/kernel/polygon/text.ts";
import { LimitError } from "../../../backend/shared/limits.ts";
import { MemoryWorld } from "../../../backend/shared/memory-world.ts";
import type { FontFile } from "../../../backend/shared/world.ts";
import { area, makeContext, print } from "../polygon/shapes.ts";
import { withTables } from "./sfnt.ts";

/** A world with the package's fonts and nothing else. */
function makeWorld(fonts: readonly FontFile[] = packageFontFiles().map((path) => ({ path, origin: "package" }))) {
  return new MemoryWorld({
    main: "",
    fonts,
    fallback: { status: () => undefined, read: (path) => readFileSync(path) },
  });
}

function text(text: string, options: Partial<TextParameters> = {}): TextParameters {
  const rest = { font: "", direction: "", language: "en", script: "", halign: "default", valign: "default" };
  return { text, size: 10, spacing: 1, ...rest, ...options };
}

const world = makeWorld();
const shaper = await loadShaper(world, []);
const silent = (message: string): void => {
  throw new Error(message);
};

function metrics(content: string, options: Partial<TextParameters> = {}) {
  const found = shaper.metrics(text(content, options), silent);
  if (found === undefined) throw new Error("no metrics");
  return found;
}

function six(numbers: readonly number[]): number[] {
  return numbers.map((value) => Number(value.toPrecision(6)));
}

describe("verified numbers (spec/geometry.md §9.3, §9.5)", () => {
  test("outline of a letter", async () => {
    const clipper = await loadClipper();
    const glyphs = shaper.outlines(text("I"), defaultFragments, silent) ?? [];
    const united = uniteGlyphs(makeContext().ctx, clipper, glyphs);
    expect(print(united)).toBe("2.5769,0 2.5769,9.5548 1.2817,9.5548 1.2817,0");
  });

  test("advances are rounded glyph by glyph", () => {
    expect(six(metrics("Hg").advance)).toEqual([17.7544, 0]);
  });

  test("an advance close to the middle of two units is rounded in single precision", () => {
    // Of 1237 units of 2048, which are 83889.495: OpenSCAD 2025 says 83890.
    expect(metrics("З", { size: 1e5 }).advance[0]).toBeCloseTo(83890, 6);
    expect(metrics("ŉ", { size: 1e5 }).advance[0]).toBeCloseTo(83890, 6);
  });

  test("boxes are rounded outwards to pixels", () => {
    const { position, size, ascent, descent, offset, advance } = metrics("hello");
    expect(six([...position, ...size])).toEqual([0.96, -0.1408, 27.8024, 10.208]);
    expect(six([ascent, descent, ...offset, ...advance])).toEqual([10.0672, -0.1408, 0, 0, 29.3443, 0]);
  });

  test("size, spacing, direction and alignment", () => {
    const options = { size: 20, direction: "rtl", script: "latin", halign: "right", valign: "center", spacing: 2 };
    const { position, size, ascent, descent, offset, advance } = metrics("hello", options);
    expect(six([...position, ...size])).toEqual([-116.212, -10.208, 98.96, 20.416]);
    expect(six([ascent, descent, ...offset, ...advance])).toEqual([20.1344, -0.2816, -117.377, -9.9264, 117.377, 0]);
  });

  test("the font's own measures", () => {
    const found = shaper.fontMetrics(10, "Liberation Sans", silent);
    expect(six([found?.nominal.ascent ?? 0, found?.nominal.descent ?? 0])).toEqual([12.5733, -2.9433]);
    expect(six([found?.max.ascent ?? 0, found?.max.descent ?? 0, found?.interline ?? 0])).toEqual([
      13.6109, -4.2114, 15.9709,
    ]);
    expect(found).toMatchObject({ family: "Liberation Sans", style: "Regular" });
  });

  test("vertical text stands under its origin, one line height per glyph", () => {
    const glyphs = shaper.outlines(text("OpenSCAD", { size: 20, direction: "ttb" }), defaultFragments, silent) ?? [];
    const points = glyphs.flatMap((outlines) => outlines.flatMap((outline) => [...outline.points]));
    const [xs, ys] = [0, 1].map((axis) => points.filter((_, i) => i % 2 === axis)) as [number[], number[]];
    expect(six([Math.min(...xs), Math.min(...ys), Math.max(...ys)])).toEqual([-9.4876, -205.065, -3.2022]);
  });
});

describe("alignment (spec/geometry.md §9.4)", () => {
  const ink = metrics("Hg");
  const offset = (options: Partial<TextParameters>): number[] => six(metrics("Hg", options).offset);

  test("horizontal", () => {
    expect(offset({ halign: "left" })).toEqual([0, 0]);
    expect(offset({ halign: "center" })).toEqual(six([-ink.advance[0] / 2, 0]));
    expect(offset({ halign: "right" })).toEqual(six([-ink.advance[0], 0]));
    expect(offset({ valign: "top" })).toEqual(six([0, -ink.ascent]));
    expect(offset({ valign: "bottom" })).toEqual(six([0, -ink.descent]));
    expect(offset({ valign: "center" })).toEqual(six([0, -(ink.ascent + ink.descent) / 2]));
    expect(offset({ valign: "baseline" })).toEqual([0, 0]);
  });

  test("vertical", () => {
    const down = metrics("Hg", { direction: "ttb" });
    const left = down.position[0];
    const across = metrics("Hg");
    expect([down.ascent, down.descent]).toEqual([across.ascent, across.descent]);
    // Half of an odd width is rounded down, as in OpenSCAD.
    expect(metrics("a", { direction: "ttb" }).position[0]).toBeCloseTo(-3.2733, 6);
    expect(down.size[1]).toBeGreaterThan(-down.advance[1] / 2);
    expect(offset({ direction: "ttb", halign: "left" })).toEqual(six([-left, 0]));
    expect(offset({ direction: "ttb", halign: "right" })).toEqual(six([-left - down.size[0], 0]));
    expect(offset({ direction: "ttb", halign: "center" })).toEqual([0, 0]);
    expect(offset({ direction: "ttb", valign: "bottom" })).toEqual(six([0, -down.advance[1]]));
    expect(offset({ direction: "ttb", valign: "center" })).toEqual(six([0, -down.advance[1] / 2]));
  });

  test("unknown words are named and ignored", () => {
    const warnings: string[] = [];
    const options = { halign: "middle", valign: "under" };
    const found = shaper.metrics(text("a", options), (message) => warnings.push(message));
    expect(found?.offset).toEqual([0, 0]);
    expect(warnings).toEqual([
      `Unknown value for the halign parameter (use "left", "right" or "center"): 'middle'`,
      `Unknown value for the valign parameter (use "baseline", "bottom", "top" or "center"): 'under'`,
    ]);
  });

  test("a baseline has no meaning in vertical text", () => {
    const warnings: string[] = [];
    shaper.metrics(text("a", { direction: "ttb", valign: "baseline" }), (message) => warnings.push(message));
    expect(warnings).toEqual([`Don't use valign="baseline" with vertical layouts`]);
  });

  test("without ink everything but the advance is 0", () => {
    const blank = metrics(" ", { halign: "right", valign: "top" });
    expect(blank).toEqual({ ...blank, position: [0, 0], size: [0, 0], ascent: 0, descent: 0, offset: [0, 0] });
    expect(blank.advance[0]).toBeCloseTo(3.8588);
    expect(metrics("").advance).toEqual([0, 0]);
  });
});

describe("shaping", () => {
  test("pairs are kerned, and features can switch that off", () => {
    const kerned = metrics("AVAV").advance[0];
    expect(metrics("AVAV", { font: "Liberation Sans:fontfeatures=-kern" }).advance[0]).toBeGreaterThan(kerned);
    expect(metrics("AVAV", { font: "Liberation Sans:fontfeatures=ö;;%" }).advance[0]).toBe(kerned);
  });

  test("more curve points with more segments, never fewer than two", () => {
    const points = (fn: number): number => {
      const glyphs = shaper.outlines(text("o"), { ...defaultFragments, fn }, silent) ?? [];
      return glyphs.flat().reduce((sum, outline) => sum + outline.points.length / 2, 0);
    };
    const [two, five] = [points(1), points(32)];
    expect(five - 2).toBe(((two - 2) / 2) * 5);
  });

  test("words that are not ASCII as script or language are left out", () => {
    expect(metrics("abc", { script: "лат", language: "日本" }).advance[0]).toBe(metrics("abc").advance[0]);
  });

  test("overlapping strokes make no hole", async () => {
    const clipper = await loadClipper();
    const { ctx } = makeContext();
    const glyphs = shaper.outlines(text("A\u030a", { size: 40 }), defaultFragments, silent) ?? [];
    const parts = glyphs.map((glyph) => area(uniteGlyphs(ctx, clipper, [glyph])));
    const whole = area(uniteGlyphs(ctx, clipper, glyphs));
    expect(whole).toBeLessThanOrEqual(parts.reduce((sum, part) => sum + part, 0) + 1e-9);
    expect(whole).toBeGreaterThan(Math.max(...parts) - 1e-9);
    expect(print(uniteGlyphs(ctx, clipper, []))).toBe("");
  });
});

describe("fonts (spec/geometry.md §9.2)", () => {
  const family = (name: string): string => {
    const found = shaper.fontMetrics(10, name, silent);
    return `${found?.family}/${found?.style}`;
  };

  test("styles and families of the package", () => {
    expect(family("Liberation Sans:style=Bold")).toBe("Liberation Sans/Bold");
    expect(family("liberation serif:style=Bold Italic")).toBe("Liberation Serif/Bold Italic");
    expect(family("LiberationMono:bold")).toBe("Liberation Mono/Bold");
  });

  test("names of the same measures, generic names, unknown names", () => {
    expect(family("Arial:italic")).toBe("Liberation Sans/Italic");
    expect(family("Times New Roman")).toBe("Liberation Serif/Regular");
    expect(family("monospace")).toBe("Liberation Mono/Regular");
    expect(family("No Such Font")).toBe("Liberation Sans/Regular");
    expect(family("No Such Font,serif:bold")).toBe("Liberation Serif/Bold");
  });

  test("only the chosen file is read", async () => {
    const fresh = makeWorld();
    const own = await loadShaper(fresh, []);
    expect(fresh.reads.size).toBe(0);
    own.metrics(text("a", { font: "Liberation Serif:style=Italic" }), silent);
    expect([...fresh.reads.keys()].map((path) => path.slice(path.lastIndexOf("/") + 1))).toEqual([
      "Tinos_400Regular_Italic.ttf",
    ]);
  });

  test("a file that the program uses answers to its own name, and comes first", async () => {
    const [regular] = packageFontFiles();
    const own = await loadShaper(makeWorld(), [regular as string]);
    expect(own.fontMetrics(10, "Arimo", silent)?.family).toBe("Arimo");
  });

  test("other fonts of the world answer when no other font has the name", async () => {
    const fonts = packageFontFiles().map(
      (path): FontFile => ({ path, origin: path.includes("cousine") ? "system" : "package" }),
    );
    const own = await loadShaper(makeWorld(fonts), []);
    expect(own.fontMetrics(10, "Cousine:bold", silent)).toMatchObject({ family: "Cousine", style: "Bold" });
    expect(own.fontMetrics(10, "Unknown", silent)?.family).toBe("Liberation Sans");
  });

  test("no font at all, a broken file, a malformed name", async () => {
    const warnings: string[] = [];
    const broken = new MemoryWorld({ main: "", files: new Map([["/x.ttf", new Uint8Array([0, 1, 0, 0, 0, 9])]]) });
    const own = await loadShaper(broken, ["/x.ttf", "/missing.ttf"]);
    expect(own.metrics(text("a", { font: "X" }), (message) => warnings.push(message))).toBeUndefined();
    expect(own.outlines(text("a"), defaultFragments, (message) => warnings.push(message))).toBeUndefined();
    expect(shaper.fontMetrics(10, ":charset=xxx", (message) => warnings.push(message))).toBeUndefined();
    expect(warnings).toEqual(["Can't get font X", "Can't get font ", "Can't get font :charset=xxx"]);
  });

  test("every cut of a font file is either a font or none", () => {
    const bytes = readFileSync(packageFontFiles()[0] as string);
    const cuts = [0, 3, 4, 11, 12, 100, 500, 5000];
    expect(cuts.flatMap((length) => readFonts(bytes.subarray(0, length)))).toEqual([]);
    expect(readFonts(bytes).map(({ families }) => families)).toEqual([["Arimo"]]);
  });
});

test("characters and points are bounded", async () => {
  const own = await loadShaper(world, [], { limits: { facets: 100 } });
  expect(() => own.metrics(text("x".repeat(101)), silent)).toThrow(LimitError);
  expect(() => own.outlines(text("o".repeat(20)), defaultFragments, silent)).toThrow(LimitError);
  expect(own.outlines(text("i"), defaultFragments, silent)).toBeDefined();
});

test("a variable font has its named instances", () => {
  const fixed = (value: number): number[] => [value, 0];
  const axis = [0x7767, 0x6874, ...fixed(100), ...fixed(400), ...fixed(900), 0, 256];
  const slant = [0x736c, 0x6e74, ...fixed(-10), ...fixed(0), ...fixed(0), 0, 256];
  // Names 2 and 1 of the font are "Regular" and "Arimo"; which they are matters to nobody else.
  const instances = [2, 0, ...fixed(400), ...fixed(0), 1, 0, ...fixed(800), ...fixed(-10)];
  const words = [1, 0, 16, 2, 2, 20, 2, 12, ...axis, ...slant, ...instances];
  const fvar = Uint8Array.from(words.flatMap((value) => [(value >> 8) & 255, value & 255]));
  const fonts = readFonts(withTables(readFileSync(packageFontFiles()[0] as string), { fvar }));
  expect(
    fonts.map(({ index, families, styles, weight, slanted }) => [index, ...families, ...styles, weight, slanted]),
  ).toEqual([
    [0, "Arimo", "Regular", 400, false],
    [0x10000, "Arimo", "Regular", 400, false],
    [0x20000, "Arimo", "Arimo", 800, true],
  ]);
});
