// The two decimal forms of a number: OpenSCAD's own (echo, str, source text) and C's `%g` (node text, files). Both keep
// six significant digits; they differ in how ties round and in when and how an exponent is written.

/**
 * A number as `echo` and the syntax dump print it (spec/language.md §4.1): six digits rounded from the exact binary
 * value with ties away from zero, positional between 1e-5 and 1e6, exponents without padding (`1e+6`). Both zeros are `0`.
 */
export function echoNumber(x: number): string {
  // Integers that need no rounding are what programs mostly print.
  if (x < 1e6 && x > -1e6 && x === Math.trunc(x)) return String(x | 0);
  if (!Number.isFinite(x)) return nonFinite(x);
  // `toPrecision` rounds ties away from zero, as wanted; only its choice of layout below 1e-5 differs.
  const text = x.toPrecision(6);
  const exponential = x < 1e-5 && x > -1e-5 && Math.abs(Number(text)) < 1e-5;
  return withoutTrailingZeros(exponential ? x.toExponential(5) : text);
}

/**
 * A number as C's `printf("%g")` prints it (spec/language.md §4.2): six digits rounded from the exact binary value with
 * ties to even, positional between 1e-4 and 1e6, exponents of at least two digits (`1e+06`). Negative zero is `-0`.
 */
export function formatG(x: number): string {
  if (x < 1e6 && x > -1e6 && x === Math.trunc(x)) return x === 0 && 1 / x < 0 ? "-0" : String(x | 0);
  if (!Number.isFinite(x)) return nonFinite(x);
  const rounded = roundHalfEven(x);
  const magnitude = Math.abs(Number(rounded));
  if (magnitude >= 1e-4 && magnitude < 1e6) {
    return withoutTrailingZeros(rounded.includes("e") ? Number(rounded).toPrecision(6) : rounded);
  }
  const text = withoutTrailingZeros(rounded.includes("e") ? rounded : Number(rounded).toExponential(5));
  const at = text.length - 2;
  // A one-digit exponent: `e+6` becomes `e+06`.
  return text[at] === "+" || text[at] === "-" ? `${text.slice(0, at + 1)}0${text.slice(at + 1)}` : text;
}

function nonFinite(x: number): string {
  if (Number.isNaN(x)) return "nan";
  return x > 0 ? "inf" : "-inf";
}

/** Six significant digits of a finite number, in whatever layout `toPrecision` chooses; ties go to the even digit. */
function roundHalfEven(x: number): string {
  const up = x.toPrecision(6);
  // A tie is an odd multiple of 5 over 10^j whose binary fraction has j <= 10 digits (5^11 has more than seven digits).
  if (x * 1024 !== Math.trunc(x * 1024)) return up;
  // Seven digits say all of it and the last is a 5.
  const seven = x.toExponential(6);
  const exponent = seven.indexOf("e");
  if (seven.charCodeAt(exponent - 1) !== 53 || Number(seven) !== x) return up;
  // A tie has few digits: 100 of them are all of it wherever one can exist (1e-5 < x < 1e29).
  if (!/^-?\d\.\d{6}0*e/.test(x.toExponential(100))) return up;
  const even = seven.charCodeAt(exponent - 2) % 2 === 0;
  return even ? Number(seven.slice(0, exponent - 1) + seven.slice(exponent)).toPrecision(6) : up;
}

/** Drops the zeros that end a fraction, and the point when nothing is left behind it; an exponent stays. */
function withoutTrailingZeros(text: string): string {
  const exponent = text.indexOf("e");
  const end = exponent < 0 ? text.length : exponent;
  if (text.lastIndexOf(".", end) < 0) return text;
  let last = end;
  while (text.charCodeAt(last - 1) === 48) last--;
  if (text.charCodeAt(last - 1) === 46) last--;
  return exponent < 0 ? text.slice(0, last) : text.slice(0, last) + text.slice(exponent);
}

/** A number as C's `printf("%.<digits>f")` prints it: rounded from the exact binary value with ties to even; `-0.0`, `inf`. */
export function formatFixed(x: number, digits: number): string {
  if (!Number.isFinite(x)) return nonFinite(x);
  if (Object.is(x, -0)) return `-${(0).toFixed(digits)}`;
  // From here on toFixed writes an exponent, and every number is whole.
  if (Math.abs(x) >= 1e21) return digits === 0 ? String(BigInt(x)) : `${BigInt(x)}.${"0".repeat(digits)}`;
  const rounded = x.toFixed(digits);
  // toFixed rounds ties away from zero. A tie has one more digit, a 5, and that one is exact: 2^(digits + 1) · x is whole.
  if (!Number.isInteger(x * 2 ** (digits + 1))) return rounded;
  const exact = x.toFixed(digits + 1);
  if (!exact.endsWith("5")) return rounded;
  const down = exact.slice(0, digits === 0 ? -2 : -1);
  return Number(down.at(-1)) % 2 === 0 ? down : rounded;
}
