// Facets that go through each other. Facets that touch, or overlap by less than the tolerance, do not.
import type { Context } from "../../shared/context.ts";
import { BoxTree, triangleBoxes } from "../box-tree.ts";
import type { Soup } from "../soup.ts";
import { issue, type Step, unchanged } from "./step.ts";

/** Pairs that are counted; a mesh with so many is beyond counting. */
const mostPairs = 100_000;
/** Tests of pairs between two looks at the clock. */
const checkEvery = 4096;

export interface Crossings {
  /** Pairs of triangles, at most `mostPairs`. */
  readonly count: number;
  /** The middle of where the first pairs cross: x, y, z each. */
  readonly places: readonly (readonly [number, number, number])[];
}

/** Only finds: what can be done needs a Boolean kernel (resolve-crossings.ts). */
export const findCrossings: Step = (ctx, soup, tolerance) => {
  const { count } = crossingsOf(ctx, soup, tolerance);
  return count === 0 ? unchanged(soup) : { soup, issues: [issue("self-intersections", count)], repairs: [] };
};

export function crossingsOf(ctx: Context, { positions, triangles }: Soup, tolerance: number): Crossings {
  const tree = new BoxTree(triangleBoxes(positions, triangles));
  const test = new TriangleTest(positions, triangles, tolerance);
  const places: [number, number, number][] = [];
  let count = 0;
  let tests = 0;
  tree.pairs((a, b) => {
    if (++tests % checkEvery === 0) ctx.deadline.check();
    if (!test.cross(a, b)) return true;
    count++;
    if (places.length < 1000) places.push(test.place());
    return count < mostPairs;
  });
  return { count, places };
}

/**
 * Whether two triangles cross: each has corners on both sides of the other's plane, farther away than the tolerance, and
 * what the line of both planes has in common with both is longer than it (after T. Möller, A fast triangle-triangle
 * intersection test, 1997). Triangles whose height is below the tolerance have no plane and cross nothing.
 */
class TriangleTest {
  readonly #positions: Float64Array;
  readonly #triangles: Uint32Array;
  readonly #tolerance: number;
  /** Unit normal and distance from the origin, of the two triangles at hand. */
  readonly #planes = [new Float64Array(4), new Float64Array(4)] as const;
  /** Distances of the corners of one triangle from the plane of the other. */
  readonly #away = [new Float64Array(3), new Float64Array(3)] as const;
  /** Where the line of both planes enters and leaves each triangle: its range and both points. */
  readonly #lines = [new Float64Array(8), new Float64Array(8)] as const;
  readonly #direction = new Float64Array(3);

  constructor(positions: Float64Array, triangles: Uint32Array, tolerance: number) {
    this.#positions = positions;
    this.#triangles = triangles;
    this.#tolerance = tolerance;
  }

  cross(a: number, b: number): boolean {
    if (this.#shared(a, b) > 1) return false;
    if (!this.#plane(a, 0) || !this.#straddles(b, 0)) return false;
    if (!this.#plane(b, 1) || !this.#straddles(a, 1)) return false;
    const [p, q] = this.#planes;
    const direction = this.#direction;
    for (let axis = 0; axis < 3; axis++) {
      const [y, z] = [(axis + 1) % 3, (axis + 2) % 3];
      direction[axis] = (p[y] as number) * (q[z] as number) - (p[z] as number) * (q[y] as number);
    }
    const length = Math.hypot(direction[0] as number, direction[1] as number, direction[2] as number);
    if (!(length > 0)) return false;
    for (let axis = 0; axis < 3; axis++) direction[axis] = (direction[axis] as number) / length;
    this.#cut(a, 1);
    this.#cut(b, 0);
    const [one, other] = this.#lines;
    const from = Math.max(one[0] as number, other[0] as number);
    const to = Math.min(one[1] as number, other[1] as number);
    return to - from > this.#tolerance;
  }

  /** The middle of what the two triangles tested last have in common. */
  place(): [number, number, number] {
    const [one, other] = this.#lines;
    const from = (one[0] as number) > (other[0] as number) ? one : other;
    const to = (one[1] as number) < (other[1] as number) ? one : other;
    return [0, 1, 2].map((axis) => ((from[2 + axis] as number) + (to[5 + axis] as number)) / 2) as [
      number,
      number,
      number,
    ];
  }

  #shared(a: number, b: number): number {
    let shared = 0;
    for (let i = 3 * a; i < 3 * a + 3; i++) {
      for (let j = 3 * b; j < 3 * b + 3; j++) if (this.#triangles[i] === this.#triangles[j]) shared++;
    }
    return shared;
  }

  /** False for a triangle that has no plane. */
  #plane(triangle: number, which: 0 | 1): boolean {
    const p = this.#positions;
    const [a, b, c] = [0, 1, 2].map((k) => 3 * (this.#triangles[3 * triangle + k] as number)) as [
      number,
      number,
      number,
    ];
    const [ux, uy, uz] = [
      (p[b] as number) - (p[a] as number),
      (p[b + 1] as number) - (p[a + 1] as number),
      (p[b + 2] as number) - (p[a + 2] as number),
    ];
    const [vx, vy, vz] = [
      (p[c] as number) - (p[a] as number),
      (p[c + 1] as number) - (p[a + 1] as number),
      (p[c + 2] as number) - (p[a + 2] as number),
    ];
    const x = uy * vz - uz * vy;
    const y = uz * vx - ux * vz;
    const z = ux * vy - uy * vx;
    const double = Math.hypot(x, y, z);
    const longest = Math.max(Math.hypot(ux, uy, uz), Math.hypot(vx, vy, vz), Math.hypot(vx - ux, vy - uy, vz - uz));
    if (!(double > this.#tolerance * longest)) return false;
    const plane = this.#planes[which];
    plane[0] = x / double;
    plane[1] = y / double;
    plane[2] = z / double;
    plane[3] = a;
    return true;
  }

  /** Whether a triangle has corners on both sides of a plane. */
  #straddles(triangle: number, which: 0 | 1): boolean {
    const plane = this.#planes[which];
    const away = this.#away[which];
    const p = this.#positions;
    const base = plane[3] as number;
    let low = 0;
    let high = 0;
    for (let k = 0; k < 3; k++) {
      const at = 3 * (this.#triangles[3 * triangle + k] as number);
      let distance = 0;
      for (let axis = 0; axis < 3; axis++) {
        distance += (plane[axis] as number) * ((p[at + axis] as number) - (p[base + axis] as number));
      }
      away[k] = distance;
      low = Math.min(low, distance);
      high = Math.max(high, distance);
    }
    return low < -this.#tolerance && high > this.#tolerance;
  }

  /** Where the common line enters and leaves a triangle, from the distances of its corners. */
  #cut(triangle: number, which: 0 | 1): void {
    const away = this.#away[which];
    const line = this.#lines[which];
    const p = this.#positions;
    line[0] = Number.POSITIVE_INFINITY;
    line[1] = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < 3; k++) {
      const next = (k + 1) % 3;
      const [from, to] = [away[k] as number, away[next] as number];
      if (from === to || from > 0 === to > 0) continue;
      const share = from / (from - to);
      const [a, b] = [
        3 * (this.#triangles[3 * triangle + k] as number),
        3 * (this.#triangles[3 * triangle + next] as number),
      ];
      let along = 0;
      const point: number[] = [];
      for (let axis = 0; axis < 3; axis++) {
        const value = (p[a + axis] as number) + share * ((p[b + axis] as number) - (p[a + axis] as number));
        point.push(value);
        along += value * (this.#direction[axis] as number);
      }
      if (along < (line[0] as number)) {
        line[0] = along;
        line.set(point, 2);
      }
      if (along > (line[1] as number)) {
        line[1] = along;
        line.set(point, 5);
      }
    }
  }
}
