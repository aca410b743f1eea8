// Outlines from FreeType: fonts without programs are hinted by FreeType's own rules; damaged ones give no outline.
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { defaultFragments } from "../../../backend/csg/fragments.ts";
import type { Outline } from "../../../backend/csg/geometry.ts";
import { joinPoints } from "../../../backend/csg/text/contours.ts";
import { packageFontFiles } from "../../../backend/csg/text/package-fonts.ts";
import { loadShaper } from "../../../backend/csg/text/shaper.ts";
import { MemoryWorld } from "../../../backend/shared/memory-world.ts";
import { FreeTypeFont, type FreeTypeOutline } from "../../../wasm/freetype.ts";
import { MemoryLimitError } from "../../../wasm/memory-limit.ts";
import { damage } from "../../fuzz/damaged-file.ts";
import { tableOf, withTables } from "./sfnt.ts";

const CAPITAL_I = 44;
const [regular = ""] = packageFontFiles();

function open(bytes: Uint8Array): FreeTypeFont {
  const font = FreeTypeFont.open(bytes, 0);
  if (font === undefined) throw new Error("the font was not read");
  return font;
}

/** Arimo without its programs, which is hinted by FreeType's own rules. */
function withoutPrograms(changes: Record<string, Uint8Array> = {}): Uint8Array {
  const bytes = new Uint8Array(readFileSync(regular));
  const profile = tableOf(bytes, "maxp");
  // No glyph has instructions.
  profile.fill(0, 26, 28);
  return withTables(bytes, { fpgm: undefined, prep: undefined, "cvt ": undefined, maxp: profile, ...changes });
}

/** The outlines of a text of one letter in a font that the program brings along. */
async function drawCapital(bytes: Uint8Array): Promise<readonly Outline[]> {
  const world = new MemoryWorld({ main: "", files: new Map([["/used.ttf", bytes]]) });
  const shaper = await loadShaper(world, ["/used.ttf"]);
  const place = { direction: "", language: "en", script: "", halign: "left", valign: "baseline", size: 10, spacing: 1 };
  return shaper.outlines({ ...place, text: "I", font: "Arimo" }, defaultFragments, () => undefined)?.[0] ?? [];
}

describe("a font without programs", () => {
  const glyph = (bytes: Uint8Array) => joinPoints(open(bytes).outline(CAPITAL_I) as FreeTypeOutline);

  test("has edges on whole pixels, as FreeType 2.12 puts them", () => {
    expect(glyph(withoutPrograms())).toEqual({
      contours: [
        {
          start: [12800, 0],
          segments: [
            [12800, 95584],
            [25728, 95584],
            [25728, 0],
            [12800, 0],
          ],
        },
      ],
      box: [12800, 0, 25728, 95616],
    });
  });

  test("and with them, where its points are", () => {
    const [contour] = glyph(new Uint8Array(readFileSync(regular))).contours;
    expect(contour?.start).toEqual([12817, 0]);
  });

  test("in a text of such a font", async () => {
    const [outline] = await drawCapital(withoutPrograms());
    expect([...(outline?.points ?? [])].slice(0, 4).map((value) => Number(value.toFixed(6)))).toEqual([
      1.28, 0, 1.28, 9.5584,
    ]);
  });
});

describe("damaged fonts", () => {
  test("neither end the program nor stop other fonts", () => {
    const whole = withoutPrograms();
    let read = 0;
    for (let seed = 0; seed < 25; seed++) {
      const font = FreeTypeFont.open(damage(whole, seed), 0);
      for (let id = 30; id < 60; id++) if (font?.outline(id) !== undefined) read++;
    }
    expect(read).toBeGreaterThan(0);
    expect(open(whole).outline(CAPITAL_I)).toBeDefined();
  });

  test("one whose map of characters is damaged gives no outline", () => {
    const map = tableOf(withoutPrograms(), "cmap");
    const view = new DataView(map.buffer);
    for (let k = 0; k < view.getUint16(2); k++) {
      // The subtable says that it is longer than the file.
      const subtable = view.getUint32(8 + 8 * k);
      view.setUint16(subtable + 2, 0xffff);
      view.setUint16(subtable + 6, 0xfffe);
    }
    const bytes = withoutPrograms({ cmap: map });
    expect(FreeTypeFont.open(bytes, 0)).toBeUndefined();
  });

  test("no font at all", () => {
    expect(FreeTypeFont.open(new Uint8Array(100), 0)).toBeUndefined();
    expect(FreeTypeFont.open(new Uint8Array(readFileSync(regular)), 7)).toBeUndefined();
  });
});

/** Big-endian words of 16 bits. */
function words(...values: readonly number[]): number[] {
  return values.flatMap((value) => [(value >> 8) & 255, value & 255]);
}

/** A font in which these glyphs have outlines, and no others. */
function drawnBy(glyphs: ReadonlyMap<number, readonly number[]>): Uint8Array {
  const whole = new Uint8Array(readFileSync(regular));
  const head = tableOf(whole, "head");
  // Places of 32 bits.
  head[51] = 1;
  const count = new DataView(tableOf(whole, "maxp").buffer).getUint16(4);
  const [places, data]: [number[], number[]] = [[], []];
  for (let id = 0; id <= count; id++) {
    places.push(...words(data.length >>> 16, data.length));
    data.push(...(glyphs.get(id) ?? []));
  }
  // Arimo's own programs switch those of glyphs off at large sizes.
  return withTables(whole, {
    fpgm: undefined,
    prep: undefined,
    head,
    loca: Uint8Array.from(places),
    glyf: Uint8Array.from(data),
  });
}

const OFFSETS = 2;
const MORE = 32;

/** A glyph that consists of another one, many times. */
function repeated(part: number, times: number): number[] {
  const parts = Array.from({ length: times }, (_, k) => words(k + 1 < times ? OFFSETS | MORE : OFFSETS, part, 0));
  return [...words(-1, 0, 0, 0, 0), ...parts.flat()];
}

/** A glyph of one point, whose program counts down from 60, with some thousand instructions in each round. */
function slowPoint(): number[] {
  const [PUSH_BYTE, PUSH_WORD, DUPLICATE, POP, SWAP, SUBTRACT, JUMP_IF] = [0xb0, 0xb8, 0x20, 0x21, 0x23, 0x61, 0x78];
  const round = [PUSH_BYTE, 1, SUBTRACT, ...Array.from({ length: 4000 }, () => [DUPLICATE, POP]).flat(), DUPLICATE];
  const back = [PUSH_WORD, ...words(-(round.length + 4)), SWAP, JUMP_IF];
  const program = [PUSH_BYTE, 60, ...round, ...back];
  const ON_CURVE_SHORT = 0x37;
  return [...words(1, 0, 0, 1, 1, 0, program.length), ...program, ON_CURVE_SHORT, 1, 1];
}

describe("glyphs made of others", () => {
  test("are not read when they stand for more parts than glyphs have", () => {
    const font = (times: number) => open(drawnBy(new Map([[CAPITAL_I, repeated(CAPITAL_I + 1, times)]])));
    expect(font(255).outline(CAPITAL_I)).toBeDefined();
    expect(font(256).outline(CAPITAL_I)).toBeUndefined();
  });

  test("end at once when they stand for 27,000 programs", async () => {
    const levels = [0, 1, 2].map((k) => [CAPITAL_I + k, repeated(CAPITAL_I + k + 1, 30)] as const);
    const bytes = drawnBy(new Map([...levels, [CAPITAL_I + 3, slowPoint()]]));
    const font = open(bytes);
    expect(font.outline(CAPITAL_I)).toBeUndefined();
    expect(font.outline(CAPITAL_I + 2)?.ends.length).toBe(30);
    expect((await drawCapital(bytes)).length).toBeLessThan(3000);
  });

  test("of themselves", () => {
    expect(open(drawnBy(new Map([[CAPITAL_I, repeated(CAPITAL_I, 1)]]))).outline(CAPITAL_I)).toBeUndefined();
  });
});

describe("a call that does not return", () => {
  /** Calls deeper and deeper until the stack is used up. */
  function exhaust(call: () => void): void {
    call();
    exhaust(call);
  }

  test("when the stack is used up is the program's error, and later glyphs are hinted as before", () => {
    const font = open(withoutPrograms());
    const before = font.outline(CAPITAL_I);
    expect(() => exhaust(() => font.outline(CAPITAL_I))).toThrow("Maximum call stack");
    expect(font.outline(CAPITAL_I)).toEqual(before);
  });

  test("for a file for which there is no memory", () => {
    expect(() => FreeTypeFont.open(new Uint8Array(2 ** 28), 0)).toThrow(MemoryLimitError);
  });
});
