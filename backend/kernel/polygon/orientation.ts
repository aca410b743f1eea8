// The exact side of a point relative to a line, for decisions that must not depend on rounding.

/** x, y. */
export type Point = readonly [number, number];

/** Relative error of the product difference in doubles (Shewchuk's bound for orient2d). */
const ERROR = 3.3306690738754716e-16;

/** Positive when a, b, c turn left, negative when they turn right, 0 when they lie exactly on one line. Finite input. */
export function orientation(a: Point, b: Point, c: Point): number {
  const left = (a[0] - c[0]) * (b[1] - c[1]);
  const right = (a[1] - c[1]) * (b[0] - c[0]);
  const sign = left - right;
  if (Math.abs(sign) > ERROR * (Math.abs(left) + Math.abs(right))) return sign;
  return exactSign(a, b, c);
}

function exactSign(a: Point, b: Point, c: Point): number {
  const exponent = Math.min(...[...a, ...b, ...c].map(exponentOf));
  const [ax, ay, bx, by, cx, cy] = [...a, ...b, ...c].map((value) => toInteger(value, exponent)) as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  const sign = (ax - cx) * (by - cy) - (ay - cy) * (bx - cx);
  return sign > 0n ? 1 : sign < 0n ? -1 : 0;
}

/** Exponent of the last bit of a double: the value is a whole multiple of 2^exponent. */
function exponentOf(value: number): number {
  if (value === 0) return 0;
  const exponent = Math.floor(Math.log2(Math.abs(value)));
  // One too high or too low at powers of two does no harm: two spare bits.
  return Math.max(exponent - 54, -1074);
}

function toInteger(value: number, exponent: number): bigint {
  const own = exponentOf(value);
  // Two steps, because 2^-own alone can overflow.
  const half = Math.trunc(-own / 2);
  return BigInt(value * 2 ** half * 2 ** (-own - half)) << BigInt(own - exponent);
}
