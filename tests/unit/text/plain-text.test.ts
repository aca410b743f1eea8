// The package's fonts without HarfBuzz and FreeType: glyphs, advances, kerning and outlines of printable ASCII must be what
// they give.
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { Blob, Buffer, Direction, Face, Font, FontFuncs, shape } from "harfbuzzjs";
import type { FoundFont } from "../../../backend/csg/text/font-library.ts";
import { readFonts } from "../../../backend/csg/text/font-tables.ts";
import { EM, type GlyphPoints, scaleAdvance } from "../../../backend/csg/text/glyphs.ts";
import { packageFontFiles } from "../../../backend/csg/text/package-fonts.ts";
import { isPlain, PlainFont } from "../../../backend/csg/text/plain-text.ts";
import { FreeTypeFont } from "../../../wasm/freetype.ts";

const ascii = Array.from({ length: 95 }, (_, k) => String.fromCharCode(32 + k));

describe.each(packageFontFiles().map((path) => [path.slice(path.lastIndexOf("/") + 1), path] as const))(
  "%s",
  (_, path) => {
    const bytes = new Uint8Array(readFileSync(path));
    const [facts] = readFonts(bytes);
    const plain = new PlainFont({ path, bytes, facts } as FoundFont);
    const face = new Face(new Blob(bytes), 0);
    const drawing = new Font(face);
    const unitsPerEm = facts?.unitsPerEm as number;
    drawing.setScale(unitsPerEm, unitsPerEm);
    const scaled = new Font(face);
    scaled.setScale(EM, EM);
    const advances = new FontFuncs();
    advances.setGlyphHAdvanceFunc((_, id) => scaleAdvance(drawing.glyphHAdvance(id), unitsPerEm));
    const font = scaled.subFont();
    font.setFuncs(advances);

    test.each(["Latn", undefined])("every pair of characters in the script %s", (script) => {
      const buffer = new Buffer();
      for (const first of ascii) {
        const text = ascii.map((second) => first + second).join("");
        buffer.reset();
        buffer.addText(text);
        buffer.setDirection(Direction.LTR);
        if (script !== undefined) buffer.setScript(script);
        buffer.setLanguage("en");
        shape(font, buffer);
        const positions = buffer.getGlyphPositions();
        expect(
          positions.every(({ yAdvance, xOffset, yOffset }) => yAdvance === 0 && xOffset === 0 && yOffset === 0),
        ).toBe(true);
        expect(plain.shape(text)).toEqual(
          buffer
            .getGlyphInfos()
            .map(({ codepoint }, k) => ({ id: codepoint, xAdvance: positions[k]?.xAdvance as number })),
        );
      }
    });

    test("outlines have FreeType's points: all of ASCII, and every tenth", () => {
      const freeType = FreeTypeFont.open(bytes, 0);
      const listed = ({ ends, points, kinds }: GlyphPoints) =>
        [ends, points, kinds].map((list, k) => Array.from(list, (value) => (k === 2 ? value & 3 : value)));
      const ids = plain.shape(ascii.join("")).map(({ id }) => id);
      for (let id = 0; id < 2300; id += 10) ids.push(id);
      for (const id of ids)
        expect([id, listed(plain.points(id))]).toEqual([id, listed(freeType?.outline(id) as GlyphPoints)]);
    });
  },
);

test.each<[string, object, boolean]>([
  ["a word", { text: "Hello, World!" }, true],
  ["nothing", { text: "" }, true],
  ["digits", { text: "0123" }, true],
  ["letters beyond ASCII", { text: "Größe" }, false],
  ["a control character", { text: "a\tb" }, false],
  ["from right to left", { text: "abc", direction: "rtl" }, false],
  ["from top to bottom", { text: "abc", direction: "ttb" }, false],
  ["another script", { text: "abc", script: "arab" }, false],
  ["another language", { text: "abc", language: "tr" }, false],
  ["features of the font", { text: "abc", font: "Liberation Sans:fontfeatures=smcp" }, false],
])("%s", (_, changes, expected) => {
  const text = {
    text: "",
    size: 10,
    font: "",
    direction: "",
    language: "en",
    script: "",
    halign: "left",
    valign: "baseline",
    spacing: 1,
  };
  expect(isPlain({ ...text, ...changes } as Parameters<typeof isPlain>[0])).toBe(expected);
});
