// On which side of a plane a point lies, decided with more digits than a double has where a double cannot tell. Convex hulls
// need decisions that agree with each other.

/** Splits a double into halves whose products are exact. */
const SPLITTER = 2 ** 27 + 1;
/** Below this part of the sum of all terms' sizes, 32 digits cannot tell the sign of a volume. */
const UNCERTAIN = 1e-28;

/**
 * Numbers of about 32 digits, as sums of two doubles: each operation returns the high part and leaves the low part in
 * `low`, so that nothing is allocated.
 */
export class LongArithmetic {
  /** The low part of the last result. */
  low = 0;

  /**
   * Six times the volume of the tetrahedron of four points of `p` (x, y, z each): positive when d lies on the side of the
   * triangle a b c from which it is counter-clockwise. The sign is exact.
   */
  tripleProduct(p: Float64Array, a: number, b: number, c: number, d: number): number {
    const [ax, ay, az] = [p[3 * a] as number, p[3 * a + 1] as number, p[3 * a + 2] as number];
    const bx = this.difference(p[3 * b] as number, ax);
    const bxLow = this.low;
    const by = this.difference(p[3 * b + 1] as number, ay);
    const byLow = this.low;
    const bz = this.difference(p[3 * b + 2] as number, az);
    const bzLow = this.low;
    const cx = this.difference(p[3 * c] as number, ax);
    const cxLow = this.low;
    const cy = this.difference(p[3 * c + 1] as number, ay);
    const cyLow = this.low;
    const cz = this.difference(p[3 * c + 2] as number, az);
    const czLow = this.low;
    const nx = this.#minor(by, byLow, bz, bzLow, cy, cyLow, cz, czLow);
    const nxLow = this.low;
    const ny = this.#minor(bz, bzLow, bx, bxLow, cz, czLow, cx, cxLow);
    const nyLow = this.low;
    const nz = this.#minor(bx, bxLow, by, byLow, cx, cxLow, cy, cyLow);
    const nzLow = this.low;
    const dx = this.difference(p[3 * d] as number, ax);
    const tx = this.#times(dx, this.low, nx, nxLow);
    const txLow = this.low;
    const dy = this.difference(p[3 * d + 1] as number, ay);
    const ty = this.#times(dy, this.low, ny, nyLow);
    const txy = this.#sum(tx, txLow, ty, this.low);
    const txyLow = this.low;
    const dz = this.difference(p[3 * d + 2] as number, az);
    const tz = this.#times(dz, this.low, nz, nzLow);
    const volume = this.#sum(txy, txyLow, tz, this.low);
    const size =
      Math.abs(dx) * (Math.abs(by * cz) + Math.abs(bz * cy)) +
      Math.abs(dy) * (Math.abs(bz * cx) + Math.abs(bx * cz)) +
      Math.abs(dz) * (Math.abs(bx * cy) + Math.abs(by * cx));
    // Points with few digits in a plane give zero without any rounding.
    if (volume === 0 || Math.abs(volume) > UNCERTAIN * size) return volume;
    return exactTripleProduct([a, b, c, d].map((k) => p.subarray(3 * k, 3 * k + 3)));
  }

  /** Exactly a − b. */
  difference(a: number, b: number): number {
    const high = a - b;
    const back = high + b;
    this.low = a - back - (b - (back - high));
    return high;
  }

  /** a·d − b·c, each of the four with its low part after it. */
  #minor(a: number, aLow: number, b: number, bLow: number, c: number, cLow: number, d: number, dLow: number): number {
    const first = this.#times(a, aLow, d, dLow);
    const firstLow = this.low;
    const second = this.#times(b, bLow, c, cLow);
    return this.#sum(first, firstLow, -second, -this.low);
  }

  #sum(a: number, aLow: number, b: number, bLow: number): number {
    const high = a + b;
    const back = high - a;
    return this.#normalized(high, a - (high - back) + (b - back) + aLow + bLow);
  }

  #times(a: number, aLow: number, b: number, bLow: number): number {
    const high = a * b;
    const largeA = SPLITTER * a;
    const a1 = largeA - (largeA - a);
    const a2 = a - a1;
    const largeB = SPLITTER * b;
    const b1 = largeB - (largeB - b);
    const b2 = b - b1;
    return this.#normalized(high, a1 * b1 - high + a1 * b2 + a2 * b1 + a2 * b2 + (a * bLow + aLow * b));
  }

  #normalized(high: number, low: number): number {
    const total = high + low;
    this.low = low - (total - high);
    return total;
  }
}

/** The same in whole numbers: slow, but nothing is lost. */
function exactTripleProduct(points: readonly Float64Array[]): number {
  const parts = points.map((point) => Array.from(point, partsOf));
  const lowest = Math.min(...parts.flat().map(({ exponent }) => exponent));
  const whole = parts.map((point) =>
    point.map(({ digits, exponent }) => BigInt(digits) << BigInt(exponent - lowest)),
  ) as [bigint, bigint, bigint][];
  const [a, b, c, d] = whole as [Whole, Whole, Whole, Whole];
  const minus = (p: Whole): Whole => [p[0] - a[0], p[1] - a[1], p[2] - a[2]];
  const [u, v, w] = [minus(b), minus(c), minus(d)];
  const volume =
    w[0] * (u[1] * v[2] - u[2] * v[1]) + w[1] * (u[2] * v[0] - u[0] * v[2]) + w[2] * (u[0] * v[1] - u[1] * v[0]);
  if (volume === 0n) return 0;
  const size = Number(volume) * 2 ** (3 * lowest);
  if (Number.isFinite(size) && size !== 0) return size;
  return volume > 0n ? Number.MIN_VALUE : -Number.MIN_VALUE;
}

type Whole = [bigint, bigint, bigint];

/** A double as a whole number times a power of two. */
function partsOf(value: number): { readonly digits: number; readonly exponent: number } {
  if (value === 0) return { digits: 0, exponent: 0 };
  let exponent = Math.floor(Math.log2(Math.abs(value))) - 53;
  // Powers beyond the range of doubles are applied in two steps.
  const half = Math.trunc(exponent / 2);
  let digits = value / 2 ** half / 2 ** (exponent - half);
  while (!Number.isInteger(digits)) {
    digits *= 2;
    exponent--;
  }
  return { digits, exponent };
}
