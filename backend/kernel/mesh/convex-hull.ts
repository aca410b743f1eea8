// The convex hull of points in space: quickhull with decisions that agree with each other (orientation.ts). The Boolean
// library has a hull too, but points that nearly lie in a plane, as those of prisms and of sums do, can leave dents in it.
import type { TriangleSoup } from "./orient.ts";
import { LongArithmetic } from "./orientation.ts";

export interface Hull extends TriangleSoup {
  /** For each corner the number of its point among those that were given. */
  readonly sources: Uint32Array;
}

/** The hull as triangles, counter-clockwise from outside. Undefined when the points enclose no volume. */
export function convexHull(points: Float64Array): Hull | undefined {
  const size = sizeOf(points);
  const sources = distinct(points, size);
  // Squares of very small and very large coordinates would not be doubles; a power of two changes no digit.
  const unit = 2 ** -Math.floor(Math.log2(size || 1));
  const corners = new Float64Array(3 * sources.length);
  for (let k = 0, at = 0; k < sources.length; k++, at += 3) {
    const from = 3 * (sources[k] as number);
    corners[at] = (points[from] as number) * unit;
    corners[at + 1] = (points[from + 1] as number) * unit;
    corners[at + 2] = (points[from + 2] as number) * unit;
  }
  const builder = new HullBuilder(corners);
  return builder.build() ? builder.result(points, sources) : undefined;
}

/** Points nearer than this part of the extent, or of the distance from the origin, are one. */
const SAME = 2 ** -42;
const SAME_FAR_OUT = 2 ** -50;

function sizeOf(points: Float64Array): number {
  let size = 0;
  for (let k = 0; k < points.length; k++) {
    const value = points[k] as number;
    const magnitude = value < 0 ? -value : value;
    if (magnitude > size && magnitude < Number.POSITIVE_INFINITY) size = magnitude;
  }
  return size;
}

function extentOf(points: Float64Array): number {
  let extent = 0;
  for (let axis = 0; axis < 3; axis++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let k = axis; k < points.length; k += 3) {
      const value = points[k] as number;
      if (value < low && value !== Number.NEGATIVE_INFINITY) low = value;
      if (value > high && value !== Number.POSITIVE_INFINITY) high = value;
    }
    extent = Math.max(extent, high - low);
  }
  return extent;
}

/** The numbers of points: of those that rounding has set apart, and of equal ones, the first. Points that are not finite are left out. */
function distinct(points: Float64Array, size: number): Uint32Array {
  const cell = Math.max(extentOf(points) * SAME, size * SAME_FAR_OUT) || 1;
  const seen = new PointSet(points.length / 3);
  const kept = new Uint32Array(points.length / 3);
  let used = 0;
  for (let k = 0; k < points.length; k += 3) {
    const x = points[k] as number;
    const y = points[k + 1] as number;
    const z = points[k + 2] as number;
    if (!Number.isFinite(x + y + z) || !seen.add(Math.round(x / cell), Math.round(y / cell), Math.round(z / cell)))
      continue;
    kept[used++] = k / 3;
  }
  return kept.subarray(0, used);
}

/** Triples of whole numbers, by open addressing. */
class PointSet {
  readonly #slots: Int32Array;
  readonly #triples: Float64Array;
  #count = 0;

  constructor(most: number) {
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * most + 2)));
    this.#triples = new Float64Array(3 * most);
  }

  /** False when the triple is there already. */
  add(x: number, y: number, z: number): boolean {
    const slots = this.#slots;
    const triples = this.#triples;
    const mask = slots.length - 1;
    let hash =
      Math.imul(x % 2 ** 32, 0x9e3779b1) ^ Math.imul(y % 2 ** 32, 0x85ebca6b) ^ Math.imul(z % 2 ** 32, 0xc2b2ae35);
    hash ^= hash >>> 15;
    let slot = hash & mask;
    for (let found = slots[slot] as number; found !== 0; found = slots[slot] as number) {
      const at = 3 * (found - 1);
      if (triples[at] === x && triples[at + 1] === y && triples[at + 2] === z) return false;
      slot = (slot + 1) & mask;
    }
    const at = 3 * this.#count;
    triples[at] = x;
    triples[at + 1] = y;
    triples[at + 2] = z;
    slots[slot] = ++this.#count;
    return true;
  }
}

/** Part of the sizes of its terms below which the sign of a volume in doubles is not certain. */
const UNCERTAIN = 2e-15;
const NONE = -1;

/** A facet: corners, the facets beyond its three edges (from corner i to the next), and the points outside of it. */
interface Facet {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** Beyond a–b, b–c, c–a. */
  readonly beyond: [Facet, Facet, Facet];
  /** Normal times twice the area, and the sizes of the terms that it is made of. */
  readonly nx: number;
  readonly ny: number;
  readonly nz: number;
  readonly sx: number;
  readonly sy: number;
  readonly sz: number;
  /** First of the points outside, and the farthest of them. */
  first: number;
  farthest: number;
  height: number;
  /** The round in which the facet was found visible; `GONE` when it is no longer part of the hull. */
  seen: number;
}

const GONE = -2;

class HullBuilder {
  readonly #points: Float64Array;
  /** For each point the next one outside of the same facet. */
  readonly #next: Int32Array;
  /** For each point the new facet that starts there on the horizon, of the round in `#rounds`. */
  readonly #starts: (Facet | undefined)[] = [];
  readonly #rounds: Int32Array;
  #facets: Facet[] = [];
  #round = 0;

  readonly #long = new LongArithmetic();

  constructor(points: Float64Array) {
    this.#points = points;
    this.#next = new Int32Array(points.length / 3).fill(NONE);
    this.#rounds = new Int32Array(points.length / 3).fill(NONE);
  }

  /** False when there is no hull with a volume. */
  build(): boolean {
    const corners = this.#findSimplex();
    if (corners === undefined) return false;
    const waiting = this.#makeSimplex(corners);
    for (let facet = waiting.pop(); facet !== undefined; facet = waiting.pop()) {
      if (facet.seen === GONE || facet.first === NONE) continue;
      const grown = this.#grow(facet, facet.farthest);
      if (grown === undefined) return false;
      for (const fresh of grown) if (fresh.first !== NONE) waiting.push(fresh);
    }
    return true;
  }

  /** The builder was made with the points of these numbers, at another scale. */
  result(points: Float64Array, sources: Uint32Array): Hull {
    const facets = this.#facets.filter(({ seen }) => seen !== GONE);
    const places = new Int32Array(this.#points.length / 3).fill(NONE);
    const triangles = new Uint32Array(3 * facets.length);
    const positions = new Float64Array(this.#points.length);
    const origins = new Uint32Array(sources.length);
    let used = 0;
    const place = (point: number): number => {
      if (places[point] === NONE) {
        places[point] = used;
        const source = sources[point] as number;
        origins[used] = source;
        positions[3 * used] = points[3 * source] as number;
        positions[3 * used + 1] = points[3 * source + 1] as number;
        positions[3 * used + 2] = points[3 * source + 2] as number;
        used++;
      }
      return places[point] as number;
    };
    for (let k = 0, at = 0; k < facets.length; k++) {
      const { a, b, c } = facets[k] as Facet;
      triangles[at++] = place(a);
      triangles[at++] = place(b);
      triangles[at++] = place(c);
    }
    return { positions: positions.slice(0, 3 * used), triangles, sources: origins.slice(0, used) };
  }

  /** Four points that enclose a volume, as far apart as is easy to find; positively oriented. */
  #findSimplex(): readonly [number, number, number, number] | undefined {
    const count = this.#points.length / 3;
    if (count < 4) return undefined;
    const farthest = (score: (point: number) => number): number => {
      let found = 0;
      let highest = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < count; k++) {
        const value = score(k);
        if (value > highest) {
          highest = value;
          found = k;
        }
      }
      return found;
    };
    const a = farthest((k) => -(this.#points[3 * k] as number));
    const b = farthest((k) => this.#distance(a, k));
    const c = farthest((k) => this.#areaOf(a, b, k));
    const base = this.#facet(a, b, c);
    const d = farthest((k) => Math.abs(this.#roughHeight(base, k)));
    const volume = this.#long.tripleProduct(this.#points, a, b, c, d);
    if (volume === 0) return undefined;
    return volume < 0 ? [a, b, c, d] : [a, c, b, d];
  }

  /** The square of a distance. */
  #distance(a: number, b: number): number {
    const p = this.#points;
    return (
      ((p[3 * a] as number) - (p[3 * b] as number)) ** 2 +
      ((p[3 * a + 1] as number) - (p[3 * b + 1] as number)) ** 2 +
      ((p[3 * a + 2] as number) - (p[3 * b + 2] as number)) ** 2
    );
  }

  /** Four times the square of the area of a triangle. */
  #areaOf(a: number, b: number, c: number): number {
    const p = this.#points;
    const ux = (p[3 * b] as number) - (p[3 * a] as number);
    const uy = (p[3 * b + 1] as number) - (p[3 * a + 1] as number);
    const uz = (p[3 * b + 2] as number) - (p[3 * a + 2] as number);
    const vx = (p[3 * c] as number) - (p[3 * a] as number);
    const vy = (p[3 * c + 1] as number) - (p[3 * a + 1] as number);
    const vz = (p[3 * c + 2] as number) - (p[3 * a + 2] as number);
    const x = uy * vz - uz * vy;
    const y = uz * vx - ux * vz;
    const z = ux * vy - uy * vx;
    return x * x + y * y + z * z;
  }

  /** The facets of a tetrahedron, and every other point outside of the first facet that sees it. */
  #makeSimplex([a, b, c, d]: readonly [number, number, number, number]): Facet[] {
    const facets = [this.#facet(a, b, c), this.#facet(a, d, b), this.#facet(b, d, c), this.#facet(c, d, a)] as const;
    const [base, ab, bc, ca] = facets;
    base.beyond.splice(0, 3, ab, bc, ca);
    ab.beyond.splice(0, 3, ca, bc, base);
    bc.beyond.splice(0, 3, ab, ca, base);
    ca.beyond.splice(0, 3, bc, ab, base);
    this.#facets.push(...facets);
    for (let point = 0; point < this.#next.length; point++) {
      if (point !== a && point !== b && point !== c && point !== d) this.#assign(point, facets);
    }
    return [...facets];
  }

  #facet(a: number, b: number, c: number): Facet {
    const p = this.#points;
    const x = p[3 * a] as number;
    const y = p[3 * a + 1] as number;
    const z = p[3 * a + 2] as number;
    const ux = (p[3 * b] as number) - x;
    const uy = (p[3 * b + 1] as number) - y;
    const uz = (p[3 * b + 2] as number) - z;
    const vx = (p[3 * c] as number) - x;
    const vy = (p[3 * c + 1] as number) - y;
    const vz = (p[3 * c + 2] as number) - z;
    return {
      a,
      b,
      c,
      beyond: [] as unknown as [Facet, Facet, Facet],
      nx: uy * vz - uz * vy,
      ny: uz * vx - ux * vz,
      nz: ux * vy - uy * vx,
      sx: Math.abs(uy * vz) + Math.abs(uz * vy),
      sy: Math.abs(uz * vx) + Math.abs(ux * vz),
      sz: Math.abs(ux * vy) + Math.abs(uy * vx),
      first: NONE,
      farthest: NONE,
      height: 0,
      seen: NONE,
    };
  }

  /** Positive when a point lies outside of a facet; not certain near its plane. Heights over one facet can be compared. */
  #roughHeight({ a, nx, ny, nz }: Facet, point: number): number {
    const p = this.#points;
    return (
      nx * ((p[3 * point] as number) - (p[3 * a] as number)) +
      ny * ((p[3 * point + 1] as number) - (p[3 * a + 1] as number)) +
      nz * ((p[3 * point + 2] as number) - (p[3 * a + 2] as number))
    );
  }

  /** How large a rough height must be for its sign to be certain. */
  #doubt({ a, sx, sy, sz }: Facet, point: number): number {
    const p = this.#points;
    return (
      UNCERTAIN *
      (sx * Math.abs((p[3 * point] as number) - (p[3 * a] as number)) +
        sy * Math.abs((p[3 * point + 1] as number) - (p[3 * a + 1] as number)) +
        sz * Math.abs((p[3 * point + 2] as number) - (p[3 * a + 2] as number)))
    );
  }

  /** True when a point lies outside of a facet. The same for equal facets and points: rims stay simple. */
  #sees(point: number, facet: Facet): boolean {
    const height = this.#roughHeight(facet, point);
    const doubt = this.#doubt(facet, point);
    if (Math.abs(height) > doubt) return height > 0;
    return this.#long.tripleProduct(this.#points, facet.a, facet.b, facet.c, point) > 0;
  }

  /** Puts a point outside of the first facet that sees it. One that none sees is inside, or a corner already. */
  #assign(point: number, facets: readonly Facet[]): void {
    for (let k = 0; k < facets.length; k++) {
      const facet = facets[k] as Facet;
      let height = this.#roughHeight(facet, point);
      const doubt = this.#doubt(facet, point);
      if (height < -doubt) continue;
      if (!(height > doubt)) {
        height = this.#long.tripleProduct(this.#points, facet.a, facet.b, facet.c, point);
        if (!(height > 0)) continue;
      }
      this.#next[point] = facet.first;
      facet.first = point;
      if (height > facet.height) {
        facet.height = height;
        facet.farthest = point;
      }
      return;
    }
  }

  /** Replaces the facets that a point sees by facets that join it to their rim. Undefined when the rim crosses itself. */
  #grow(start: Facet, point: number): readonly Facet[] | undefined {
    const round = ++this.#round;
    const visible = [start];
    start.seen = round;
    const fresh: Facet[] = [];
    for (const facet of visible) {
      for (let edge = 0; edge < 3; edge++) {
        const other = facet.beyond[edge as 0 | 1 | 2];
        if (other.seen === round) continue;
        if (this.#sees(point, other)) {
          other.seen = round;
          visible.push(other);
        }
      }
    }
    for (const facet of visible) {
      for (let edge = 0; edge < 3; edge++) {
        const other = facet.beyond[edge as 0 | 1 | 2];
        if (other.seen === round) continue;
        const from = edge === 0 ? facet.a : edge === 1 ? facet.b : facet.c;
        const to = edge === 0 ? facet.b : edge === 1 ? facet.c : facet.a;
        const made = this.#facet(from, to, point);
        made.beyond[0] = other;
        other.beyond[other.a === to ? 0 : other.b === to ? 1 : 2] = made;
        if (this.#rounds[from] === round) return undefined;
        this.#rounds[from] = round;
        this.#starts[from] = made;
        fresh.push(made);
      }
    }
    for (const made of fresh) {
      const follower = this.#starts[made.b] as Facet;
      made.beyond[1] = follower;
      follower.beyond[2] = made;
    }
    for (const facet of visible) {
      facet.seen = GONE;
      for (let outside = facet.first; outside !== NONE; ) {
        const next = this.#next[outside] as number;
        if (outside !== point) this.#assign(outside, fresh);
        outside = next;
      }
    }
    this.#facets.push(...fresh);
    if (this.#facets.length > 4 * this.#next.length + 64)
      this.#facets = this.#facets.filter(({ seen }) => seen !== GONE);
    return fresh;
  }
}
