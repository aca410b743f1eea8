// Loads FreeType, the library that OpenSCAD reads outlines of glyphs with, compiled to WASM (wasm/freetype/build.sh). Fonts
// carry programs that move their points to a grid of pixels, and FreeType moves the points of fonts without; both show in
// a text's fourth digit. About 3 ms, so it happens only for texts in other fonts than the package's.
// Portions of this software are copyright © 2024 The FreeType Project (https://freetype.org). All rights reserved.
import { readFileSync } from "node:fs";
import path from "./freetype/freetype.wasm" with { type: "file" };
import { MemoryLimitError } from "./memory-limit.ts";

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

/** A font in an instance of FreeType. */
interface OpenedFont {
  readonly module: FreeTypeModule;
  readonly font: number;
}

/** One font may end so many instances; more of its glyphs would only cost time. */
const MOST_INSTANCES = 8;

/** A font in an instance of its own, so that one that is damaged ends no other. */
export class FreeTypeFont {
  readonly #bytes: Uint8Array;
  readonly #index: number;
  /** Undefined after a call that did not return: what its instance says after that means nothing. */
  #opened: OpenedFont | undefined;
  #instances = 1;

  private constructor(bytes: Uint8Array, index: number, opened: OpenedFont) {
    this.#bytes = bytes;
    this.#index = index;
    this.#opened = opened;
  }

  /**
   * `index` counts the fonts of a collection. Undefined when FreeType cannot read the font. Throws a MemoryLimitError when
   * there is no memory for the file.
   */
  static open(bytes: Uint8Array, index: number): FreeTypeFont | undefined {
    const opened = openFont(bytes, index);
    return opened && new FreeTypeFont(bytes, index, opened);
  }

  /**
   * Hinted as the font asks for. Undefined when there is no such glyph, or its data are damaged or stand for more parts than
   * glyphs have.
   */
  outline(glyph: number): FreeTypeOutline | undefined {
    const opened = this.#opened ?? this.#reopen();
    if (opened === undefined) return undefined;
    this.#opened = undefined;
    const outline = unlessTrapped(() => readOutline(opened, glyph));
    if (outline !== "trapped") this.#opened = opened;
    return outline === "trapped" ? undefined : outline;
  }

  #reopen(): OpenedFont | undefined {
    if (this.#instances === MOST_INSTANCES) return undefined;
    this.#instances++;
    return openFont(this.#bytes, this.#index);
  }
}

function openFont(bytes: Uint8Array, index: number): OpenedFont | undefined {
  const module = new WebAssembly.Instance(compiled).exports as unknown as FreeTypeModule;
  const address = module.allocate(bytes.length);
  if (address === 0) throw new MemoryLimitError(`out of memory: ${bytes.length} bytes of a font`);
  new Uint8Array(module.memory.buffer).set(bytes, address);
  const font = unlessTrapped(() => module.open_font(address, bytes.length, index));
  return font === 0 || font === "trapped" ? undefined : { module, font };
}

function readOutline({ module, font }: OpenedFont, glyph: number): FreeTypeOutline | undefined {
  const outline = module.load_outline(font, glyph);
  if (outline === 0) return undefined;
  const { buffer } = module.memory;
  const count = module.point_count(outline);
  return {
    ends: new Uint16Array(buffer, module.contour_ends(outline), module.contour_count(outline)).slice(),
    points: new Int32Array(buffer, module.points(outline), 2 * count).slice(),
    kinds: new Uint8Array(buffer, module.tags(outline), count).slice(),
  };
}

/**
 * A trap is an answer about the font: FreeType's check of a damaged map of characters ends in one (wasm/freetype/shim). That
 * the engine's stack is used up, a RangeError, is none: it belongs to the program that has called so deep.
 */
function unlessTrapped<T>(call: () => T): T | "trapped" {
  try {
    return call();
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) return "trapped";
    throw error;
  }
}
