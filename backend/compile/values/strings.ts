// Strings by code point (spec/language.md §3.11). Nearly every program has only characters that are one UTF-16 unit
// each; that is decided once per run, so that indexing such strings costs one comparison and one array access.
import type { SourceMap } from "../../shared/source.ts";
import { decodeUtf8, encodeUtf8 } from "../../shared/text.ts";
import type { Runtime } from "../builtin.ts";

const surrogate = /[\ud800-\udfff]/;

/** How many cut strings are remembered: enough for the strings that an inner loop indexes in turn. */
const REMEMBERED = 32;
/** Strings up to this length are looked through instead of remembered. */
const SHORT = 16;

/**
 * What is known about the strings of one run. A string can hold a surrogate only if a source holds one, if a source has
 * a `\U` escape, or if a built-in made one and said so through `admit`.
 */
export class StringMemory {
  readonly #sources: SourceMap;
  #wide: boolean | undefined;
  readonly #cuts = new Map<string, readonly string[]>();

  constructor(sources: SourceMap) {
    this.#sources = sources;
  }

  /** True while no string of this run can hold a surrogate: code points are UTF-16 units. */
  get narrow(): boolean {
    this.#wide ??= this.#sources.mayMakeSurrogates();
    return !this.#wide;
  }

  /** Tells of a string that comes from elsewhere than the sources: chr(), files, fonts. Gives it back. */
  admit(text: string): string {
    if (this.#wide !== true && surrogate.test(text)) this.#wide = true;
    return text;
  }

  /** True when the characters of this string are its UTF-16 units and that is quickly known. */
  isPlain(text: string): boolean {
    return this.narrow || (text.length <= SHORT && !surrogate.test(text));
  }

  /** The characters of a string. */
  characters(text: string): readonly string[] {
    if (this.isPlain(text)) return text.split("");
    const known = this.#cuts.get(text);
    if (known !== undefined) return known;
    const cut = cutCharacters(text);
    if (this.#cuts.size >= REMEMBERED) this.#cuts.clear();
    this.#cuts.set(text, cut);
    return cut;
  }
}

/** The number of characters. */
export function stringLength(rt: Runtime, text: string): number {
  return rt.strings.isPlain(text) ? text.length : rt.strings.characters(text).length;
}

/** The character at a whole, non-negative index, or undefined past the end. */
export function charAt(rt: Runtime, text: string, index: number): string | undefined {
  return rt.strings.isPlain(text) ? text[index] : rt.strings.characters(text)[index];
}

/** The characters, as iteration sees them. */
export function charactersOf(rt: Runtime, text: string): readonly string[] {
  rt.countElements(text.length);
  return rt.strings.characters(text);
}

/**
 * The one form of a string that was put together from pieces: raw bytes that make up UTF-8 now become the character, so
 * that equal bytes are equal strings.
 */
export function normalize(text: string): string {
  return text.isWellFormed() ? text : decodeUtf8(encodeUtf8(text));
}

/** Byte-wise order of the UTF-8 forms, which is code point order. */
export function stringLess(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length);
  let at = 0;
  while (at < shorter && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at === shorter) return a.length < b.length;
  const x = a.charCodeAt(at);
  const y = b.charCodeAt(at);
  // Below the surrogates UTF-16 order and byte order agree.
  if (x < 0xd800 && y < 0xd800) return x < y;
  return bytesLess(encodeUtf8(a), encodeUtf8(b));
}

function bytesLess(a: Uint8Array, b: Uint8Array): boolean {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const x = a[at] as number;
    const y = b[at] as number;
    if (x !== y) return x < y;
  }
  return a.length < b.length;
}

function cutCharacters(text: string): readonly string[] {
  return text.isWellFormed() ? Array.from(text) : cutBytes(encodeUtf8(text));
}

/** Cuts bytes that are not all UTF-8 as OpenSCAD does: the lead byte alone says how long a character is. */
function cutBytes(bytes: Uint8Array): readonly string[] {
  const out: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + lengthByLead(bytes[at] as number);
    out.push(decodeUtf8(bytes.subarray(at, end)));
    at = end;
  }
  return out;
}

function lengthByLead(lead: number): number {
  if (lead < 0xc0) return 1;
  if (lead < 0xe0) return 2;
  if (lead < 0xf0) return 3;
  if (lead < 0xf8) return 4;
  if (lead < 0xfc) return 5;
  return lead < 0xfe ? 6 : 1;
}
