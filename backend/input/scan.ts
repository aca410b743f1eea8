// Reads text formats from their bytes: lines without surrounding blanks, fields, numbers. No string is made on the way,
// because meshes of millions of lines come through here.
import { decodeUtf8 } from "../shared/text.ts";

const NEWLINE = 10;

/** C's isspace. */
export function isBlank(code: number | undefined): boolean {
  return code === 32 || (code !== undefined && code >= 9 && code <= 13);
}

/** Walks over the lines of a text; `next` makes the next one current. */
export class LineScanner {
  readonly bytes: Uint8Array;
  /** The current line without blanks around it: bytes `start..end`. */
  start = 0;
  end = 0;
  /** Number of the current line, from 1. */
  number = 0;
  #next = 0;
  #field = 0;
  #done = false;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** False after the last line. What follows the last newline is a line too, even if it is empty. */
  next(): boolean {
    if (this.#done) return false;
    const { bytes } = this;
    let stop = bytes.indexOf(NEWLINE, this.#next);
    if (stop < 0) {
      stop = bytes.length;
      this.#done = true;
    }
    let start = this.#next;
    let end = stop;
    while (start < end && isBlank(bytes[start])) start++;
    while (end > start && isBlank(bytes[end - 1])) end--;
    this.start = start;
    this.end = end;
    this.#field = start;
    this.#next = stop + 1;
    this.number++;
    return true;
  }

  /** True when nothing follows the current line, not even an empty one. */
  get isLast(): boolean {
    return this.#done;
  }

  get isEmpty(): boolean {
    return this.start === this.end;
  }

  /** The current line. */
  get text(): string {
    return decodeUtf8(this.bytes.subarray(this.start, this.end));
  }

  /** Ends the current line before the first `#`. */
  dropComment(): void {
    const at = this.bytes.subarray(this.start, this.end).indexOf(0x23);
    if (at < 0) return;
    let end = this.start + at;
    while (end > this.start && isBlank(this.bytes[end - 1])) end--;
    this.end = end;
  }

  /** True when the line begins with these bytes. */
  startsWith(word: Uint8Array): boolean {
    if (this.end - this.start < word.length) return false;
    for (let i = 0; i < word.length; i++) if (this.bytes[this.start + i] !== word[i]) return false;
    return true;
  }

  equals(word: Uint8Array): boolean {
    return this.end - this.start === word.length && this.startsWith(word);
  }

  /** Starts reading fields at `offset` bytes into the line. */
  rewind(offset = 0): void {
    this.#field = this.start + offset;
  }

  /** Begins the current line at the next field. */
  dropRead(): void {
    const next = this.nextField();
    this.start = next === undefined ? this.end : next.start;
    this.rewind();
  }

  /** Bounds of the next field, which ends before a blank. Undefined: there is none. */
  nextField(): { readonly start: number; readonly end: number } | undefined {
    const { bytes, end } = this;
    let start = this.#field;
    while (start < end && isBlank(bytes[start])) start++;
    if (start === end) return undefined;
    let stop = start;
    while (stop < end && !isBlank(bytes[stop])) stop++;
    this.#field = stop;
    return { start, end: stop };
  }

  /** Fields from the reading position to the end of the line; reading does not advance. */
  countFields(): number {
    const position = this.#field;
    let count = 0;
    while (this.nextField() !== undefined) count++;
    this.#field = position;
    return count;
  }

  /** The next field as a number; undefined when there is none or it is no number. */
  nextNumber(): number | undefined {
    const field = this.nextField();
    return field === undefined ? undefined : parseNumber(this.bytes, field.start, field.end);
  }
}

const powers = Float64Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);

/**
 * A number that fills `start..end` exactly: decimal, or `inf`, `infinity`, `nan` in any case of letters with a sign, as
 * C++'s lexical casts take them. Undefined otherwise.
 */
export function parseNumber(bytes: Uint8Array, start: number, end: number): number | undefined {
  let at = start;
  const sign = bytes[at];
  if (sign === 0x2b || sign === 0x2d) at++;
  let mantissa = 0;
  let digits = 0;
  let scale = 0;
  let seenPoint = false;
  for (; at < end; at++) {
    const code = bytes[at] as number;
    if (code >= 0x30 && code <= 0x39) {
      mantissa = mantissa * 10 + (code - 0x30);
      digits++;
      if (seenPoint) scale++;
    } else if (code === 0x2e && !seenPoint) seenPoint = true;
    else break;
  }
  // Up to 15 digits and a power of ten that a double holds: one rounding, so the result is exact.
  if (at === end && digits > 0 && digits <= 15) {
    const value = scale === 0 ? mantissa : mantissa / (powers[scale] as number);
    return sign === 0x2d ? -value : value;
  }
  return parseSlowly(bytes, start, end);
}

const DECIMAL = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;
const SPECIAL = /^([-+]?)(?:(inf|infinity)|nan(?:\([^)]*\))?)$/i;

function parseSlowly(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (end - start > 10_000) return undefined;
  return numberFromText(decodeUtf8(bytes.subarray(start, end)));
}

/** The same for a text. Digits for more than a double holds are no number, as for those casts. */
export function numberFromText(text: string): number | undefined {
  if (DECIMAL.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  const special = SPECIAL.exec(text);
  if (special === null) return undefined;
  if (special[2] === undefined) return Number.NaN;
  return special[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** A number without anything around it, which may be nan or inf; what is none, or absent, is 0. */
export function plainNumber(text: string | undefined): number {
  return (text === undefined ? undefined : numberFromText(text)) ?? 0;
}

/** A whole number in decimal digits with an optional sign, as C++'s lexical casts take it. Undefined: none, or beyond 32 bits. */
export function parseWhole(bytes: Uint8Array, start: number, end: number): number | undefined {
  let at = start;
  const negative = bytes[at] === 0x2d;
  if (negative || bytes[at] === 0x2b) at++;
  if (at === end || end - at > 15) return undefined;
  let value = 0;
  for (; at < end; at++) {
    const code = bytes[at] as number;
    if (code < 0x30 || code > 0x39) return undefined;
    value = value * 10 + (code - 0x30);
  }
  if (value > 0x7fffffff) return undefined;
  return negative ? -value : value;
}
