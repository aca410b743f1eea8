// Loads FreeType, the library that OpenSCAD reads outlines of glyphs with, compiled to WASM (wasm/freetype/build.sh). Fonts
// carry programs that move their points to a grid of pixels, and FreeType moves the points of fonts without; both show in
// a text's fourth digit. About 3 ms, so it happens only for texts that HarfBuzz shapes.
// Portions of this software are copyright © 2024 The FreeType Project (https://freetype.org). All rights reserved.
import { readFileSync } from "node:fs";
import path from "./freetype/freetype.wasm" with { type: "file" };

/** What wasm/freetype/outline.c exports: addresses in the module's memory, and numbers. */
interface FreeTypeModule {
  readonly memory: WebAssembly.Memory;
  allocate(size: number): number;
  open_font(bytes: number, size: number, index: number): number;
  load_outline(font: number, glyph: number): number;
  contour_count(outline: number): number;
  point_count(outline: number): number;
  contour_ends(outline: number): number;
  points(outline: number): number;
  tags(outline: number): number;
}

/** Points of a glyph, in units of 1e-5 of a text of size 1. */
export interface FreeTypeOutline {
  /** The last point of each contour. */
  readonly ends: Uint16Array;
  /** x and y, alternating. */
  readonly points: Int32Array;
  /** In the lowest two bits: 1 on the curve, 0 a control point of a quadratic one, 2 of a cubic one. */
  readonly kinds: Uint8Array;
}

/** Compiled once, like any module: this file is imported when a text needs it. */
const compiled = new WebAssembly.Module(readFileSync(path));

/** A font in an instance of its own, so that one that is damaged ends no other. */
export class FreeTypeFont {
  readonly #module: FreeTypeModule;
  readonly #font: number;
  /** What a module says after a trap means nothing. */
  #trapped = false;

  private constructor(module: FreeTypeModule, font: number) {
    this.#module = module;
    this.#font = font;
  }

  /** `index` counts the fonts of a collection. Undefined when FreeType cannot read the font. */
  static open(bytes: Uint8Array, index: number): FreeTypeFont | undefined {
    const module = new WebAssembly.Instance(compiled).exports as unknown as FreeTypeModule;
    try {
      const address = module.allocate(bytes.length);
      if (address === 0) return undefined;
      new Uint8Array(module.memory.buffer).set(bytes, address);
      const font = module.open_font(address, bytes.length, index);
      return font === 0 ? undefined : new FreeTypeFont(module, font);
    } catch (error) {
      return undefinedAfterTrap(error);
    }
  }

  /** Hinted as the font asks for. Undefined when there is no such glyph or its data are damaged. */
  outline(glyph: number): FreeTypeOutline | undefined {
    if (this.#trapped) return undefined;
    const module = this.#module;
    try {
      const outline = module.load_outline(this.#font, glyph);
      if (outline === 0) return undefined;
      const { buffer } = module.memory;
      const count = module.point_count(outline);
      return {
        ends: new Uint16Array(buffer, module.contour_ends(outline), module.contour_count(outline)).slice(),
        points: new Int32Array(buffer, module.points(outline), 2 * count).slice(),
        kinds: new Uint8Array(buffer, module.tags(outline), count).slice(),
      };
    } catch (error) {
      this.#trapped = true;
      return undefinedAfterTrap(error);
    }
  }
}

/** A trap is an answer about the font: FreeType's check of a damaged map of characters ends in one (wasm/freetype/shim). */
function undefinedAfterTrap(error: unknown): undefined {
  if (!(error instanceof WebAssembly.RuntimeError)) throw error;
}
