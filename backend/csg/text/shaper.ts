// Shapes texts, all but the plainest with HarfBuzz: characters to glyphs, glyphs to outlines and metrics (spec/geometry.md §9). Nothing is read
// before a text asks for a font.
import type * as HarfBuzz from "harfbuzzjs";
import type { FreeTypeFont } from "../../../wasm/freetype.ts";
import { LimitError, type Limits } from "../../shared/limits.ts";
import type { World } from "../../shared/world.ts";
import { segments } from "../fragments.ts";
import type { Outline } from "../geometry.ts";
import type { Fragments, TextParameters } from "../nodes.ts";
import type { CurvedOutline, FontMetrics, Shaper, TextMetrics, TextWarning } from "../text.ts";
import { joinPoints } from "./contours.ts";
import { FontLibrary, type FoundFont } from "./font-library.ts";
import { EM, flattenContour, type Glyph, makeGlyph, scaleDistance, UNITS } from "./glyphs.ts";
import { type KernTable, kern, readKernTable } from "./kern-table.ts";
import { type Layout, layOut, type ShapedGlyph } from "./layout.ts";
import { type MeasuredFont, measureHorizontal, measureVertical } from "./metrics.ts";
import { type FontPattern, parsePattern } from "./pattern.ts";
import { isPlain, PlainFont } from "./plain-text.ts";
import { resolveScript } from "./script.ts";

export interface ShaperOptions {
  /** Bounds the characters of a text and the points of its outlines. */
  readonly limits?: Pick<Limits, "facets">;
  /** All texts that will be shaped, if that is known. */
  readonly texts?: readonly TextParameters[];
}

/** What texts need that are not plain. */
interface Engine {
  readonly harfBuzz: typeof HarfBuzz;
  /** Undefined when all texts are in the package's fonts, whose outlines need no FreeType. */
  readonly freeType: typeof FreeTypeFont | undefined;
}

/** Loads HarfBuzz and FreeType, as far as texts need them. `fonts` are the files that the program names by `use`. */
export async function loadShaper(world: World, fonts: readonly string[], options: ShaperOptions = {}): Promise<Shaper> {
  const { limits, texts } = options;
  const library = new FontLibrary(world, fonts);
  const packaged = texts?.every(({ font }) => isPackaged(library, font)) ?? false;
  const engine = packaged && texts?.every(isPlain) ? undefined : await loadEngine(packaged);
  return new TextShaper(engine, library, limits?.facets ?? Number.POSITIVE_INFINITY);
}

async function loadEngine(packaged: boolean): Promise<Engine> {
  const harfBuzz = await import("harfbuzzjs");
  if (packaged) return { harfBuzz, freeType: undefined };
  const { FreeTypeFont: freeType } = await import("../../../wasm/freetype.ts");
  return { harfBuzz, freeType };
}

/** Whether a name is answered with one of the package's fonts. */
function isPackaged(library: FontLibrary, name: string): boolean {
  const pattern = parsePattern(name);
  return pattern !== undefined && library.find(pattern)?.packaged === true;
}

/** A font that is ready to shape and to draw with. */
interface LoadedFont {
  readonly found: FoundFont;
  readonly glyphs: Map<number, Glyph>;
  /** Only of the package's fonts. */
  readonly plain: PlainFont | undefined;
  /** Made when HarfBuzz is needed. */
  measured?: MeasuredFont;
  /** Read when HarfBuzz has shaped a text. */
  kernTable?: KernTable | undefined;
  /** Made when a glyph is drawn; undefined when FreeType cannot read the font. */
  freeType?: FreeTypeFont | undefined;
}

/** Curves of a text of the usual size have this many points, never fewer than two. */
const SEGMENTS_PER_STEP = 8;
const LEAST_STEPS = 2;

/** A feature that turns kerning off. */
const NO_KERNING = /^\s*(-kern|kern\s*=?\s*(0|off))\b/;

/** More features than a font can have would overflow the stack that they are passed on. */
const MAXIMUM_FEATURES = 256;

class TextShaper implements Shaper {
  /** Undefined when all texts are plain. */
  readonly #engine: Engine | undefined;
  readonly #library: FontLibrary;
  readonly #maximum: number;
  readonly #fonts = new Map<string, LoadedFont>();
  readonly #names = new Map<string, { readonly pattern: FontPattern; readonly font: LoadedFont } | undefined>();
  /** One buffer for all texts: HarfBuzz's objects are freed late. */
  #buffer: HarfBuzz.Buffer | undefined;

  constructor(engine: Engine | undefined, library: FontLibrary, maximum: number) {
    this.#engine = engine;
    this.#library = library;
    this.#maximum = maximum;
  }

  outlines(text: TextParameters, fragments: Fragments, warn: TextWarning): readonly (readonly Outline[])[] | undefined {
    const shaped = this.#shape(text, warn);
    if (shaped === undefined) return undefined;
    const { size } = text;
    const steps = Math.max(Math.floor((segments(size, fragments) ?? 3) / SEGMENTS_PER_STEP) + 1, LEAST_STEPS);
    let points = 0;
    return shaped.glyphs.map(({ glyph }, i) => {
      const [originX, originY] = shaped.layout.origins[i] as readonly [number, number];
      const place = (x: number, y: number, into: number[]): void => {
        into.push((x / UNITS + originX) * size, (y / UNITS + originY) * size);
      };
      return glyph.contours.map((contour): Outline => {
        points += contour.segments.length * steps;
        if (points > this.#maximum) throw new LimitError("facets", this.#maximum);
        return { points: Float64Array.from(flattenContour(contour, steps, place)), positive: true };
      });
    });
  }

  curves(text: TextParameters, warn: TextWarning): readonly (readonly CurvedOutline[])[] | undefined {
    const shaped = this.#shape(text, warn);
    if (shaped === undefined) return undefined;
    const { size } = text;
    return shaped.glyphs.map(({ glyph }, i) => {
      const origin = shaped.layout.origins[i] as readonly [number, number];
      const placed = (values: readonly number[]): number[] =>
        values.map((value, k) => (value / UNITS + (origin[k % 2] as number)) * size);
      return glyph.contours.map(({ start, segments }) => ({
        start: placed(start) as [number, number],
        segments: segments.map(placed),
      }));
    });
  }

  metrics(text: TextParameters, warn: TextWarning): TextMetrics | undefined {
    const shaped = this.#shape(text, warn);
    if (shaped === undefined) return undefined;
    const { metrics } = shaped.layout;
    const times = (length: number): number => length * text.size;
    const both = ([x, y]: readonly [number, number]): readonly [number, number] => [times(x), times(y)];
    return {
      position: both(metrics.position),
      size: both(metrics.size),
      ascent: times(metrics.ascent),
      descent: times(metrics.descent),
      offset: both(metrics.offset),
      advance: both(metrics.advance),
    };
  }

  fontMetrics(size: number, name: string, warn: TextWarning): FontMetrics | undefined {
    const font = this.#find(name, warn)?.font;
    if (font === undefined) return undefined;
    const { facts, family, style } = font.found;
    // Font units are scaled to whole units, as glyphs are.
    const length = (units: number): number => (Math.round((units * EM) / facts.unitsPerEm) / UNITS) * size;
    return {
      nominal: { ascent: length(facts.ascent), descent: length(facts.descent) },
      max: { ascent: length(facts.highest), descent: length(facts.lowest) },
      interline: length(facts.lineHeight),
      family,
      style,
    };
  }

  #shape(text: TextParameters, warn: TextWarning): { glyphs: readonly ShapedGlyph[]; layout: Layout } | undefined {
    if (text.text.length > this.#maximum) throw new LimitError("facets", this.#maximum);
    const found = this.#find(text.font, warn);
    if (found === undefined) return undefined;
    const { font, pattern } = found;
    const { halign, valign, spacing } = text;
    if (font.plain !== undefined && isPlain(text)) {
      const glyphs = font.plain.shape(text.text).map(({ id, xAdvance }): ShapedGlyph => {
        const glyph = glyphOf(font, id, () => joinPoints((font.plain as PlainFont).points(id)));
        return { glyph, xAdvance, yAdvance: 0, xOffset: 0, yOffset: 0 };
      });
      return { glyphs, layout: layOut(glyphs, { halign, valign, spacing, vertical: false }, warn) };
    }
    const { script, direction } = resolveScript(text.text, text.script, text.direction);
    const vertical = direction === "ttb" || direction === "btt";
    const { Buffer, Direction, shape } = this.#loaded().harfBuzz;
    this.#buffer ??= new Buffer();
    const buffer = this.#buffer;
    const measured = this.#measuredFont(font);
    buffer.reset();
    if (text.text !== "") {
      buffer.addText(text.text);
      buffer.setDirection(Direction[direction.toUpperCase() as "LTR" | "RTL" | "TTB" | "BTT"]);
      if (isAscii(script)) buffer.setScript(script);
      if (isAscii(text.language)) buffer.setLanguage(text.language);
      shape(measured.scaled, buffer, this.#featuresOf(pattern));
    }
    const infos = buffer.getGlyphInfos();
    const shaped = buffer.getGlyphPositions().map((position, i) => {
      const { codepoint: id = 0, cluster = 0 } = infos[i] ?? {};
      return { ...position, id, cluster };
    });
    if (vertical) measureVertical(measured, shaped);
    else measureHorizontal(measured, shaped, direction === "ltr");
    if (!vertical && !pattern.features.some((feature) => NO_KERNING.test(feature))) {
      const table = kernTableOf(font);
      const scale = (units: number): number => scaleDistance(units, font.found.facts.unitsPerEm);
      if (table?.isReplaced(script) === false) kern(table, direction === "rtl" ? shaped.toReversed() : shaped, scale);
    }
    const glyphs = shaped.map(({ id, xAdvance, yAdvance, xOffset, yOffset }): ShapedGlyph => {
      const glyph = glyphOf(font, id, () => this.#draw(font, measured.drawing, id));
      return { glyph, xAdvance, yAdvance, xOffset, yOffset };
    });
    return { glyphs, layout: layOut(glyphs, { halign, valign, spacing, vertical }, warn) };
  }

  #loaded(): Engine {
    if (this.#engine === undefined) throw new Error("a text is shaped that was not announced");
    return this.#engine;
  }

  #featuresOf(pattern: FontPattern): HarfBuzz.Feature[] {
    return pattern.features
      .slice(0, MAXIMUM_FEATURES)
      .map((feature) => (isAscii(feature) ? this.#loaded().harfBuzz.Feature.fromString(feature) : undefined))
      .filter((feature) => feature !== undefined);
  }

  #draw(font: LoadedFont, drawing: HarfBuzz.Font, id: number): Glyph {
    if (font.plain !== undefined) return joinPoints(font.plain.points(id));
    const outline = this.#freeTypeFont(font)?.outline(id);
    return outline === undefined ? makeGlyph(drawing.glyphToJson(id), font.found.facts) : joinPoints(outline);
  }

  #freeTypeFont(font: LoadedFont): FreeTypeFont | undefined {
    if ("freeType" in font) return font.freeType;
    font.freeType = this.#loaded().freeType?.open(font.found.bytes, font.found.facts.index);
    return font.freeType;
  }

  #measuredFont(font: LoadedFont): MeasuredFont {
    if (font.measured !== undefined) return font.measured;
    const { Blob, Face, Font } = this.#loaded().harfBuzz;
    const { bytes, facts } = font.found;
    const face = new Face(new Blob(bytes), facts.index);
    const scaled = new Font(face);
    scaled.setScale(EM, EM);
    const drawing = new Font(face);
    drawing.setScale(facts.unitsPerEm, facts.unitsPerEm);
    font.measured = { bytes, facts, scaled, drawing };
    return font.measured;
  }

  #find(name: string, warn: TextWarning): { readonly pattern: FontPattern; readonly font: LoadedFont } | undefined {
    if (!this.#names.has(name)) this.#names.set(name, this.#load(name));
    const found = this.#names.get(name);
    if (found === undefined) warn(`Can't get font ${name}`);
    return found;
  }

  #load(name: string): { readonly pattern: FontPattern; readonly font: LoadedFont } | undefined {
    const pattern = parsePattern(name);
    const found = pattern && this.#library.find(pattern);
    if (pattern === undefined || found === undefined) return undefined;
    const key = `${found.facts.index} ${found.path}`;
    let font = this.#fonts.get(key);
    if (font === undefined) {
      font = { found, plain: found.packaged ? new PlainFont(found) : undefined, glyphs: new Map() };
      this.#fonts.set(key, font);
    }
    return { pattern, font };
  }
}

function kernTableOf(font: LoadedFont): KernTable | undefined {
  if (!("kernTable" in font)) font.kernTable = readKernTable(font.found.bytes, font.found.facts.index);
  return font.kernTable;
}

function glyphOf(font: LoadedFont, id: number, make: () => Glyph): Glyph {
  let glyph = font.glyphs.get(id);
  if (glyph === undefined) {
    glyph = make();
    font.glyphs.set(id, glyph);
  }
  return glyph;
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text);
}
