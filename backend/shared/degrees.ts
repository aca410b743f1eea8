// Trigonometry in degrees, exact to the last bit at the special angles (spec/language.md §6.3). The functions of the
// language, `$fn` circles, rotations and text all go through here, so that library asserts and vertices agree.
// Math.sin and its like are the C library's own under Bun, so the other angles agree as well.

const RADIANS = 0.017453292519943295;
const DEGREES = 57.29577951308232;
const SQRT_HALF = Math.SQRT1_2;
const SQRT_THREE_QUARTERS = 0.8660254037844386;
const TAN_30 = 0.5773502691896257;
const TAN_60 = 1.7320508075688772;
/** Angles of this size and above have no digit left for the remainder: NaN. */
const REDUCIBLE = 360 * 2 ** 52;

/** The sine of an angle in degrees; NaN for infinite and huge angles. */
export function sinDegrees(x: number): number {
  if (!(x >= 0 && x < 360)) {
    if (!(Math.abs(x) < REDUCIBLE)) return Number.NaN;
    x -= 360 * Math.floor(x / 360);
  }
  let negative = false;
  if (x >= 180) {
    negative = true;
    x -= 180;
  }
  if (x > 90) x = 180 - x;
  const sine =
    x < 45
      ? x === 30
        ? 0.5
        : Math.sin(x * RADIANS)
      : x === 45
        ? SQRT_HALF
        : x === 60
          ? SQRT_THREE_QUARTERS
          : Math.cos((90 - x) * RADIANS);
  return negative ? -sine : sine;
}

/** The cosine of an angle in degrees; NaN for infinite and huge angles. */
export function cosDegrees(x: number): number {
  if (!(x >= 0 && x < 360)) {
    if (!(Math.abs(x) < REDUCIBLE)) return Number.NaN;
    x -= 360 * Math.floor(x / 360);
  }
  let negative = false;
  if (x >= 180) {
    negative = true;
    x -= 180;
  }
  if (x > 90) {
    negative = !negative;
    x = 180 - x;
  }
  const cosine =
    x > 45
      ? x === 60
        ? 0.5
        : Math.sin((90 - x) * RADIANS)
      : x === 45
        ? SQRT_HALF
        : x === 30
          ? SQRT_THREE_QUARTERS
          : Math.cos(x * RADIANS);
  return negative ? -cosine : cosine;
}

/** The tangent of an angle in degrees: ±infinity at odd multiples of 90, signed zero at multiples of 180. */
export function tanDegrees(x: number): number {
  const turns = Math.floor(x / 180);
  if (!(x >= 0 && x < 180)) {
    if (!(Math.abs(x) < REDUCIBLE)) return Number.NaN;
    x -= 180 * turns;
  }
  let negative = false;
  if (x > 90) {
    negative = true;
    x = 180 - x;
  }
  const even = turns % 2 === 0;
  if (x === 0) return even ? 0 : -0;
  if (x === 90) return even ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const tangent = x === 30 ? TAN_30 : x === 45 ? 1 : x === 60 ? TAN_60 : Math.tan(x * RADIANS);
  return negative ? -tangent : tangent;
}

/** The arc sine in degrees: a whole number of degrees where its sine is exactly `x`. */
export function asinDegrees(x: number): number {
  const degrees = Math.asin(x) * DEGREES;
  const whole = roundHalfAway(degrees);
  return sinDegrees(whole) === x ? whole : degrees;
}

/** The arc cosine in degrees: a whole number of degrees where its cosine is exactly `x`. */
export function acosDegrees(x: number): number {
  const degrees = Math.acos(x) * DEGREES;
  const whole = roundHalfAway(degrees);
  return cosDegrees(whole) === x ? whole : degrees;
}

/** The arc tangent in degrees: a whole number of degrees where its tangent is exactly `x`. */
export function atanDegrees(x: number): number {
  const degrees = Math.atan(x) * DEGREES;
  const whole = roundHalfAway(degrees);
  return tanDegrees(whole) === x ? whole : degrees;
}

/** The angle of the vector (x, y) in degrees, made whole where it is within 3e-14 of a whole number. */
export function atan2Degrees(y: number, x: number): number {
  const degrees = Math.atan2(y, x) * DEGREES;
  const whole = roundHalfAway(degrees);
  return Math.abs(degrees - whole) < 3.0e-14 ? whole : degrees;
}

/** Degrees to radians, by the factor that the functions above use. */
export function toRadians(degrees: number): number {
  return degrees * RADIANS;
}

/** C's `round`: halves go away from zero, unlike Math.round; the sign of zero is kept. */
export function roundHalfAway(x: number): number {
  const whole = Math.trunc(x);
  return Math.abs(x - whole) >= 0.5 ? whole + Math.sign(x) : whole;
}
