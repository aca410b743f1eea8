// Outlines from FreeType: fonts without programs are hinted by FreeType's own rules; damaged ones give no outline.
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { defaultFragments } from "../../../backend/csg/fragments.ts";
import { joinPoints } from "../../../backend/csg/text/contours.ts";
import { packageFontFiles } from "../../../backend/csg/text/package-fonts.ts";
import { loadShaper } from "../../../backend/csg/text/shaper.ts";
import { MemoryWorld } from "../../../backend/shared/memory-world.ts";
import { FreeTypeFont, type FreeTypeOutline } from "../../../wasm/freetype.ts";
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
    const world = new MemoryWorld({ main: "", files: new Map([["/used.ttf", withoutPrograms()]]) });
    const shaper = await loadShaper(world, ["/used.ttf"]);
    const text = {
      text: "I",
      font: "Arimo",
      direction: "",
      language: "en",
      script: "",
      halign: "left",
      valign: "baseline",
    };
    const [[outline] = []] =
      shaper.outlines({ ...text, size: 10, spacing: 1 }, defaultFragments, () => undefined) ?? [];
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
