// Where the text formats put their bytes: one growing buffer, so that a mesh of a million facets, or a tree of a million
// nodes, makes no million strings.
import { formatG } from "./number-text.ts";
import { encodeUtf8 } from "./text.ts";

const encoder = new TextEncoder();

/** Powers of ten that a double holds exactly. */
const powers = Float64Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);

/** Appends text and numbers. */
export class TextBuffer {
  #bytes: Uint8Array;
  #length = 0;

  constructor(capacity = 65536) {
    this.#bytes = new Uint8Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** The bytes so far. The buffer must not be written to afterwards. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Starts anew with the same memory: bytes given out before are overwritten. */
  clear(): this {
    this.#length = 0;
    return this;
  }

  #reserve(count: number): void {
    const need = this.#length + count;
    if (need <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(need, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }

  /** Any text, as UTF-8. */
  text(text: string): this {
    // Three bytes per UTF-16 unit are always enough.
    this.#reserve(text.length * 3);
    if (text.length > 48) {
      this.#length += encoder.encodeInto(text, this.#bytes.subarray(this.#length)).written;
      return this;
    }
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x80) {
        this.#length += encoder.encodeInto(text.slice(i), this.#bytes.subarray(this.#length)).written;
        return this;
      }
      this.#bytes[this.#length++] = code;
    }
    return this;
  }

  /** Any text; a lone surrogate that stands for a byte is written as this byte (shared/text.ts). */
  rawText(text: string): this {
    if (text.isWellFormed()) return this.text(text);
    const bytes = encodeUtf8(text);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  /** One ASCII character by its code. */
  code(code: number): this {
    this.#reserve(1);
    this.#bytes[this.#length++] = code;
    return this;
  }

  /** A whole number from 0 to 2^53. */
  whole(value: number): this {
    this.#reserve(20);
    if (value > 0x7fffffff) return this.text(String(value));
    let end = this.#length + 1;
    for (let rest = value; rest >= 10; rest = (rest / 10) | 0) end++;
    let rest = value;
    for (let at = end - 1; at >= this.#length; at--) {
      const next = (rest / 10) | 0;
      this.#bytes[at] = 0x30 + rest - next * 10;
      rest = next;
    }
    this.#length = end;
    return this;
  }

  /** `%g` (format G6 of spec/geometry.md §0.1). */
  general(value: number): this {
    this.#reserve(32);
    if (value === 0) return Object.is(value, -0) ? this.text("-0") : this.code(0x30);
    if (!this.#fastGeneral(value)) this.text(formatG(value));
    return this;
  }

  /** The shortest text that reads back as the same double (format S17 of spec/geometry.md §0.1). */
  shortest(value: number): this {
    return this.text(shortest(value));
  }

  /** `%.6g` by integer arithmetic. False when that would not be certain to round like the exact value, or needs an exponent. */
  #fastGeneral(value: number): boolean {
    const magnitude = value < 0 ? -value : value;
    // Not for 0 (which has a sign), what has an exponent, and NaN.
    if (!(magnitude >= 1e-4 && magnitude < 999999)) return false;
    const whole = magnitude | 0;
    let decimals = whole === 0 ? decimalsBelowOne(magnitude) : 6 - countDigits(whole);
    // At most 999999.5: the product is off by far less than the distance kept from a tie.
    const scaled = magnitude * (powers[decimals] as number);
    let digits = (scaled + 0.5) | 0;
    const off = scaled - digits;
    if (off > 0.499999 || off < -0.499999 || digits >= 1000000) return false;
    while (decimals > 0) {
      const next = (digits / 10) | 0;
      if (next * 10 !== digits) break;
      digits = next;
      decimals--;
    }
    const bytes = this.#bytes;
    let start = this.#length;
    if (value < 0) bytes[start++] = 0x2d;
    const wholeDigits = countDigits(whole);
    // The digits from the last to the first; the point stands before the last `decimals` of them.
    let at = start + wholeDigits + decimals + (decimals > 0 ? 1 : 0);
    this.#length = at;
    for (let left = decimals; left > 0; left--) {
      const next = (digits / 10) | 0;
      bytes[--at] = 0x30 + digits - next * 10;
      digits = next;
    }
    if (decimals > 0) bytes[--at] = 0x2e;
    while (at > start) {
      const next = (digits / 10) | 0;
      bytes[--at] = 0x30 + digits - next * 10;
      digits = next;
    }
    return true;
  }
}

/** The shortest text that reads back as the same double, as JavaScript writes it but for the plus of exponents. */
export function shortest(value: number): string {
  const text = String(value);
  return text.includes("e+") ? text.replace("+", "") : text;
}

/** Digits behind the point that make six significant ones, for 1e-4 ≤ x < 1. */
function decimalsBelowOne(x: number): number {
  if (x >= 0.1) return 6;
  if (x >= 0.01) return 7;
  return x >= 0.001 ? 8 : 9;
}

/** Decimal digits of a whole number below 1e6. */
function countDigits(value: number): number {
  if (value < 1000) return value < 10 ? 1 : value < 100 ? 2 : 3;
  return value < 10000 ? 4 : value < 100000 ? 5 : 6;
}
