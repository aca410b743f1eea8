// The Minkowski sum of two convex polyhedra without looking at every pair of corners: two balls of five thousand corners
// have twenty-five million pairs, but their sum has some ten thousand corners. It is found from the inside: the hull of
// corners that are known is compared with the sum's extent across each of its facets, and what stands out is added, until
// nothing does.
import { convexHull, type Hull } from "./convex-hull.ts";

/** Up to this many pairs of corners, all of them go into the hull. */
const FEW = 1024;
/** What stands out of a facet by less than this part of the size counts as in it. */
const FLAT = 1e-12;

/** How many points `convexSum` looks at, about, for operands of so many points. */
export function sumWork(a: number, b: number): number {
  return Math.min(a * b, Math.max(FEW, 8 * (a + b)));
}

/**
 * Points whose convex hull is the sum of the hulls of `a` and `b`: x, y, z each, as in the operands. `check` is called now
 * and then and may throw.
 */
export function convexSum(a: Float64Array, b: Float64Array, check: () => void): Float64Array {
  if ((a.length / 3) * (b.length / 3) <= FEW) return pairSums(a, b);
  const left = convexHull(a);
  const right = convexHull(b);
  const ends = [left?.positions ?? a, right?.positions ?? b] as const;
  // What is flat has no facets to compare.
  if (left === undefined || right === undefined) return pairSums(...ends);
  if ((ends[0].length / 3) * (ends[1].length / 3) <= FEW) return pairSums(...ends);
  return new SumSearch(new Polyhedron(left), new Polyhedron(right)).run(check);
}

/** All sums of a point of one and a point of the other. */
function pairSums(a: Float64Array, b: Float64Array): Float64Array {
  const sums = new Float64Array((a.length / 3) * b.length);
  let at = 0;
  for (let i = 0; i < a.length; i += 3) {
    const x = a[i] as number;
    const y = a[i + 1] as number;
    const z = a[i + 2] as number;
    for (let j = 0; j < b.length; j += 3) {
      sums[at++] = x + (b[j] as number);
      sums[at++] = y + (b[j + 1] as number);
      sums[at++] = z + (b[j + 2] as number);
    }
  }
  return sums;
}

/** A convex polyhedron that can say which corner is farthest in a direction. */
class Polyhedron {
  readonly positions: Float64Array;
  readonly triangles: Uint32Array;
  readonly count: number;
  /** Neighbors of corner k: `#neighbors` from `#starts[k]` to `#starts[k + 1]`. */
  readonly #starts: Uint32Array;
  readonly #neighbors: Uint32Array;

  constructor({ positions, triangles }: Hull) {
    this.positions = positions;
    this.triangles = triangles;
    this.count = positions.length / 3;
    this.#starts = new Uint32Array(this.count + 1);
    this.#neighbors = new Uint32Array(triangles.length);
    // Each edge stands once in either direction, so a corner has a neighbor for each triangle that it begins an edge of.
    for (let k = 0; k < triangles.length; k++) {
      const corner = triangles[k] as number;
      this.#starts[corner + 1] = (this.#starts[corner + 1] as number) + 1;
    }
    for (let k = 0; k < this.count; k++)
      this.#starts[k + 1] = (this.#starts[k + 1] as number) + (this.#starts[k] as number);
    const used = this.#starts.slice();
    for (let k = 0; k < triangles.length; k++) {
      const corner = triangles[k] as number;
      const place = used[corner] as number;
      used[corner] = place + 1;
      this.#neighbors[place] = triangles[k % 3 === 2 ? k - 2 : k + 1] as number;
    }
  }

  height(corner: number, x: number, y: number, z: number): number {
    const p = this.positions;
    return (p[3 * corner] as number) * x + (p[3 * corner + 1] as number) * y + (p[3 * corner + 2] as number) * z;
  }

  /** A corner that is farthest in a direction, by walking uphill from `start`. */
  farthest(start: number, x: number, y: number, z: number): number {
    let corner = start;
    let height = this.height(corner, x, y, z);
    for (let improved = true; improved; ) {
      improved = false;
      const end = this.#starts[corner + 1] as number;
      let best = corner;
      for (let k = this.#starts[corner] as number; k < end; k++) {
        const other = this.#neighbors[k] as number;
        const value = this.height(other, x, y, z);
        if (value > height) {
          height = value;
          best = other;
          improved = true;
        }
      }
      corner = best;
    }
    return corner;
  }
}

class SumSearch {
  readonly #left: Polyhedron;
  readonly #right: Polyhedron;
  /** Pairs of corners, as one number each, in the order in which they were found. */
  readonly #pairs: number[] = [];
  readonly #known = new Set<number>();
  readonly #tolerance: number;

  constructor(left: Polyhedron, right: Polyhedron) {
    this.#left = left;
    this.#right = right;
    this.#tolerance = FLAT * (largest(left.positions) + largest(right.positions));
  }

  run(check: () => void): Float64Array {
    this.#addFacets(this.#left, this.#right, (corner, other) => this.#add(corner, other));
    this.#addFacets(this.#right, this.#left, (corner, other) => this.#add(other, corner));
    for (;;) {
      check();
      const points = this.#points();
      const hull = convexHull(points);
      if (hull === undefined || !this.#addBeyond(hull)) return hull?.positions ?? points;
    }
  }

  /** Facets of an operand are facets of the sum, moved to the other's farthest corner. */
  #addFacets(operand: Polyhedron, other: Polyhedron, add: (corner: number, other: number) => void): void {
    let at = 0;
    eachFacet(operand, (corners, x, y, z) => {
      at = other.farthest(at, x, y, z);
      for (const corner of corners) add(corner, at);
    });
  }

  /** Adds what the sum has beyond facets of the hull of what is known. False when there is nothing. */
  #addBeyond(hull: Hull): boolean {
    const before = this.#pairs.length;
    const [left, right] = [this.#left, this.#right];
    eachFacet(hull, ([corner], x, y, z) => {
      const pair = this.#pairs[hull.sources[corner] as number] as number;
      const i = Math.floor(pair / right.count);
      const j = pair % right.count;
      const a = left.farthest(i, x, y, z);
      const b = right.farthest(j, x, y, z);
      if (a === i && b === j) return;
      const gain =
        left.height(a, x, y, z) + right.height(b, x, y, z) - left.height(i, x, y, z) - right.height(j, x, y, z);
      if (gain > this.#tolerance) this.#add(a, b);
    });
    return this.#pairs.length > before;
  }

  #add(i: number, j: number): void {
    const pair = i * this.#right.count + j;
    if (this.#known.has(pair)) return;
    this.#known.add(pair);
    this.#pairs.push(pair);
  }

  #points(): Float64Array {
    const [left, right] = [this.#left, this.#right];
    const points = new Float64Array(3 * this.#pairs.length);
    for (let k = 0; k < this.#pairs.length; k++) {
      const pair = this.#pairs[k] as number;
      const i = Math.floor(pair / right.count);
      const j = pair % right.count;
      for (let axis = 0; axis < 3; axis++) {
        points[3 * k + axis] = (left.positions[3 * i + axis] as number) + (right.positions[3 * j + axis] as number);
      }
    }
    return points;
  }
}

/** Calls with the corners of each triangle that has an area, and its normal of length 1. */
function eachFacet(
  { positions: p, triangles }: Pick<Hull, "positions" | "triangles">,
  visit: (corners: readonly [number, number, number], x: number, y: number, z: number) => void,
): void {
  for (let k = 0; k < triangles.length; k += 3) {
    const corners = [triangles[k], triangles[k + 1], triangles[k + 2]] as [number, number, number];
    const a = 3 * corners[0];
    const b = 3 * corners[1];
    const c = 3 * corners[2];
    const ux = (p[b] as number) - (p[a] as number);
    const uy = (p[b + 1] as number) - (p[a + 1] as number);
    const uz = (p[b + 2] as number) - (p[a + 2] as number);
    const vx = (p[c] as number) - (p[a] as number);
    const vy = (p[c + 1] as number) - (p[a + 1] as number);
    const vz = (p[c + 2] as number) - (p[a + 2] as number);
    const x = uy * vz - uz * vy;
    const y = uz * vx - ux * vz;
    const z = ux * vy - uy * vx;
    const length = Math.hypot(x, y, z);
    if (length > 0) visit(corners, x / length, y / length, z / length);
  }
}

function largest(positions: Float64Array): number {
  let size = 0;
  for (let k = 0; k < positions.length; k++) size = Math.max(size, Math.abs(positions[k] as number));
  return size;
}
