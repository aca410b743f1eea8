// C's pow. The engine's own differs in two ways: NaN rules, and exponents for which it has a short cut (whole ones from
// 0 to 1000 and ±0.5), where it is often off in the last bit. Library asserts compare exactly, so those are computed here
// with twice the digits. What is left is the C library's own rounding of near ties, about one power in a thousand.

/** Above this exponent the engine calls the C library's pow itself. */
const LAST_LOOPED = 1000;
/** Splits a double into two halves of 26 bits (Dekker 1971). */
const SPLITTER = 134217729;
/** Between these bounds a product can be split without overflow, and what it leaves out does not underflow. */
const SMALLEST = 1e-270;
const LARGEST = 1e299;

/** `base` to the power of `exponent` with C's special cases (spec/language.md §3.4), rounded as the C library does. */
export function power(base: number, exponent: number): number {
  if (exponent === 2) return base * base;
  if (base === 1) return 1;
  if (exponent > 2 && exponent <= LAST_LOOPED && exponent === Math.trunc(exponent)) {
    const inRange = wholePower(base, exponent | 0);
    return Number.isNaN(inRange) ? scaledPower(base, exponent | 0) : inRange;
  }
  if (exponent === -0.5 && base > SMALLEST && base < LARGEST) return inverseRoot(base);
  if (base === -1 && (exponent === Number.POSITIVE_INFINITY || exponent === Number.NEGATIVE_INFINITY)) return 1;
  return base ** exponent;
}

/**
 * The power of a whole exponent by repeated squaring, as an unevaluated sum of two doubles; NaN where an intermediate
 * result leaves the range in which that is exact enough.
 */
function wholePower(base: number, exponent: number): number {
  let high = 1;
  let low = 0;
  let squareHigh = base;
  let squareLow = 0;
  for (let left = exponent; ; left >>= 1) {
    if ((left & 1) === 1) {
      const product = high * squareHigh;
      const size = Math.abs(product);
      if (!(size > SMALLEST && size < LARGEST)) return Number.NaN;
      const error = productError(high, squareHigh, product) + (high * squareLow + low * squareHigh);
      high = product + error;
      low = product - high + error;
      if (left === 1) return high;
    }
    const square = squareHigh * squareHigh;
    if (!(square > SMALLEST && square < LARGEST)) return Number.NaN;
    const error = productError(squareHigh, squareHigh, square) + 2 * squareHigh * squareLow;
    squareHigh = square + error;
    squareLow = square - squareHigh + error;
  }
}

/** The same where the result or a square is very large or small: the base's own exponent is taken out first. */
function scaledPower(base: number, exponent: number): number {
  if (base === 0 || !Number.isFinite(base)) return base ** exponent;
  let scale = Math.round(Math.log2(Math.abs(base)));
  let mantissa = base;
  // In two steps, because 2 ** -scale itself can be out of range.
  const half = scale >> 1;
  mantissa *= 2 ** -half;
  mantissa *= 2 ** -(scale - half);
  scale *= exponent;
  if (scale > 4000) return mantissa < 0 && exponent % 2 === 1 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (scale < -4000) return mantissa < 0 && exponent % 2 === 1 ? -0 : 0;
  let result = wholePower(mantissa, exponent);
  for (; scale > 1000; scale -= 1000) result *= 2 ** 1000;
  for (; scale < -1000; scale += 1000) result *= 2 ** -1000;
  return result * 2 ** scale;
}

/** x ^ -0.5 with one correction in twice the digits. */
function inverseRoot(x: number): number {
  const root = Math.sqrt(x);
  const rest = -productError(root, root, x);
  const inverse = 1 / root;
  const product = root * inverse;
  // 1/root corrected by its own remainder, and by what the root lacks: sqrt(x) = root + rest / (2 root).
  const remainder = 1 - product - productError(root, inverse, product);
  return inverse + inverse * (remainder - (rest / x) * 0.5);
}

/** What a product leaves out: a·b − product, exactly. */
function productError(a: number, b: number, product: number): number {
  const aScaled = SPLITTER * a;
  const aHigh = aScaled - (aScaled - a);
  const aLow = a - aHigh;
  const bScaled = SPLITTER * b;
  const bHigh = bScaled - (bScaled - b);
  const bLow = b - bHigh;
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
}
