// Shapes the plainest texts without HarfBuzz, which takes longer to load than most models take to make: printable ASCII
// from left to right, in a font of the package. These fonts do nothing with such texts but kern them, so that glyphs and
// advances are the same (tests/unit/text/plain-text.test.ts).
import type { TextParameters } from "../nodes.ts";
import type { FoundFont } from "./font-library.ts";
import { type GlyphPoints, outlineScale, scaleAdvance, scaleDistance } from "./glyphs.ts";
import { packageKerning } from "./package-kerning.ts";
import { parsePattern } from "./pattern.ts";
import { resolveScript } from "./script.ts";
import { readGlyphPoints, type TrueTypeTables, trueTypeTables } from "./true-type.ts";

/** A glyph of a shaped text, as the layout takes it: offsets and vertical advances are 0. */
export interface PlainGlyph {
  readonly id: number;
  readonly xAdvance: number;
}

/** Whether a text can be shaped here, if its font is one of the package's. */
export function isPlain({ text, font, script, direction, language }: TextParameters): boolean {
  if (!/^[ -~]*$/.test(text) || language !== "en") return false;
  if ((parsePattern(font)?.features.length ?? 0) > 0) return false;
  const resolved = resolveScript(text, script, direction);
  return resolved.direction === "ltr" && (resolved.script === "Latn" || resolved.script === "");
}

/** A font of the package without an engine. */
export class PlainFont {
  readonly #found: FoundFont;
  readonly #tables: TrueTypeTables;
  readonly #kerning: ReadonlyMap<string, number>;
  readonly #scale: (units: number) => number;

  constructor(found: FoundFont) {
    this.#found = found;
    this.#tables = trueTypeTables(found.bytes);
    this.#scale = outlineScale(found.facts);
    this.#kerning = packageKerning(found.path.slice(found.path.lastIndexOf("/") + 1));
  }

  /** In glyph units. Advances and kerning are rounded one by one. */
  shape(text: string): PlainGlyph[] {
    const { unitsPerEm } = this.#found.facts;
    return Array.from(text, (character, at) => {
      const id = this.#tables.glyphOf(character.charCodeAt(0));
      const kerning = this.#kerning.get(text.slice(at, at + 2)) ?? 0;
      return {
        id,
        xAdvance: scaleAdvance(this.#tables.advanceOf(id), unitsPerEm) + scaleDistance(kerning, unitsPerEm),
      };
    });
  }

  /** Its outline, scaled. */
  points(id: number): GlyphPoints {
    return readGlyphPoints(this.#tables, id, this.#scale);
  }
}
