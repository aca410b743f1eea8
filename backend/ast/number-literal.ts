// Number literals (spec/language.md §1.4): where the longest one at a place ends, and what it is worth.

/** What is wrong with an integer literal, if anything. */
export type IntegerProblem = "inexact" | "too-large";

export interface IntegerValue {
  readonly value: number;
  readonly problem: IntegerProblem | undefined;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isHexDigit(code: number): boolean {
  return isDigit(code) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
}

/** End of the digits at `at`. */
function digitsEnd(text: string, at: number): number {
  while (isDigit(text.charCodeAt(at))) at++;
  return at;
}

/** End of `[Ee][+-]?digits` at `at`, or `at` itself when there is none. */
function exponentEnd(text: string, at: number): number {
  const letter = text.charCodeAt(at);
  if (letter !== 101 && letter !== 69) return at;
  const sign = text.charCodeAt(at + 1);
  const digits = at + (sign === 43 || sign === 45 ? 2 : 1);
  const end = digitsEnd(text, digits);
  return end > digits ? end : at;
}

/**
 * End of the longest number that begins at `start` with a digit, or with a point before a digit.
 * `digits`, `0x` + hex digits, `digits exponent`, `[digits] . digits [exponent]`, `digits . [digits] [exponent]`.
 */
export function numberEnd(text: string, start: number): number {
  const whole = digitsEnd(text, start);
  if (text.charCodeAt(whole) === 46) return exponentEnd(text, digitsEnd(text, whole + 1));
  if (isHexadecimal(text, start)) {
    let end = start + 3;
    while (isHexDigit(text.charCodeAt(end))) end++;
    return end;
  }
  return exponentEnd(text, whole);
}

/** True when `0x` and a hex digit stand at `start`; an upper-case X makes a name. */
export function isHexadecimal(text: string, start: number): boolean {
  return text.charCodeAt(start) === 48 && text.charCodeAt(start + 1) === 120 && isHexDigit(text.charCodeAt(start + 2));
}

const largest = 2n ** 64n - 1n;

/**
 * The value of a literal of digits only. Within 64 bits it must be exact; past that, or inexact, it is rounded from
 * the decimal text.
 */
export function decimalValue(digits: string): IntegerValue {
  const value = Number(digits);
  if (value <= Number.MAX_SAFE_INTEGER) return { value, problem: undefined };
  const significant = digits.replace(/^0+/, "");
  if (significant.length > 20) return { value, problem: "inexact" };
  const exact = BigInt(significant);
  return { value, problem: exact > largest || BigInt(value) !== exact ? "inexact" : undefined };
}

/** The value of `0x…`; one of more than 64 bits becomes 2^64 - 1 rounded to a double. */
export function hexadecimalValue(literal: string): IntegerValue {
  const significant = literal.slice(2).replace(/^0+/, "");
  if (significant.length > 16) return { value: Number(largest), problem: "too-large" };
  const exact = BigInt(`0x0${significant}`);
  const value = Number(exact);
  return { value, problem: BigInt(value) !== exact ? "inexact" : undefined };
}
