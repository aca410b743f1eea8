// Convex hulls: every point lies inside or on every facet, and the surface is closed.
import { describe, expect, test } from "bun:test";
import { convexHull } from "../../../backend/kernel/mesh/convex-hull.ts";
import { LongArithmetic } from "../../../backend/kernel/mesh/orientation.ts";
import { makeCylinder, makeSphere } from "../../../backend/kernel/mesh/primitives.ts";
import { triangleOffsets } from "../../../backend/kernel/mesh/tessellate.ts";
import { type Facts, factsOf, makeContext, runMesh } from "./helpers.ts";

const { ctx } = makeContext();
const at = { modifiers: 0, position: 1, children: [] } as const;
const fragments = (fn: number) => ({ fn, fa: 12, fs: 2, fe: 0 });
const sphere = (r: number, fn: number) =>
  makeSphere(ctx, { ...at, kind: "sphere", r, fragments: fragments(fn) }).positions;
const cylinder = (r: number, fn: number) =>
  makeCylinder(ctx, { ...at, kind: "cylinder", h: 2, r1: r, r2: r, center: true, fragments: fragments(fn) }).positions;

let seed = 3;
function random(): number {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
}

function sums(a: Float64Array, b: Float64Array): Float64Array {
  const all: number[] = [];
  for (let i = 0; i < a.length; i += 3) {
    for (let j = 0; j < b.length; j += 3)
      for (let k = 0; k < 3; k++) all.push((a[i + k] as number) + (b[j + k] as number));
  }
  return Float64Array.from(all);
}

function turned(points: Float64Array): Float64Array {
  const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
  return points.map((_, k) => {
    const [x, y, z] = [0, 1, 2].map((axis) => points[k - (k % 3) + axis] as number) as [number, number, number];
    return [c * x - s * y, c * (s * x + c * y) - s * z, s * (s * x + c * y) + c * z][k % 3] as number;
  });
}

/** Facts of the hull, after checking that it is one. */
function checkedHull(points: Float64Array): Facts {
  const hull = convexHull(points);
  if (hull === undefined) throw new Error("no hull");
  const { positions: p, triangles } = hull;
  const size = Math.max(...points.map(Math.abs));
  for (let k = 0; k < triangles.length; k += 3) {
    const [a, b, c] = [0, 1, 2].map((corner) => 3 * (triangles[k + corner] as number)) as [number, number, number];
    const edge = (from: number, to: number) =>
      [0, 1, 2].map((axis) => (p[to + axis] as number) - (p[from + axis] as number));
    const [ux = 0, uy = 0, uz = 0] = edge(a, b);
    const [vx = 0, vy = 0, vz = 0] = edge(a, c);
    const normal = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx] as const;
    const length = Math.hypot(...normal);
    if (length < 1e-9 * size * size) continue;
    for (let q = 0; q < points.length; q += 3) {
      let height = 0;
      for (let axis = 0; axis < 3; axis++) {
        height += (normal[axis] as number) * ((points[q + axis] as number) - (p[a + axis] as number));
      }
      if (height / length > 1e-9 * size) throw new Error(`a point lies ${height / length} outside`);
    }
  }
  return factsOf({ dimension: 3, positions: p, indices: triangles, offsets: triangleOffsets(triangles.length / 3) });
}

describe("hulls", () => {
  const grid = Float64Array.from({ length: 3 * 1000 }, (_, k) => Math.floor(Math.floor(k / 3) / 10 ** (k % 3)) % 10);
  const cases: readonly (readonly [string, Float64Array, Partial<Facts>])[] = [
    ["a grid has the corners of its box only", grid, { volume: 729, area: 486 }],
    ["a turned grid", turned(grid), { volume: 729, area: 486 }],
    ["random points", Float64Array.from({ length: 3000 }, random), {}],
    ["points on a sphere", sphere(7, 60), {}],
    ["points on a cylinder", turned(cylinder(3, 200)), {}],
    ["sums of a sphere and a cube", sums(sphere(2, 16), Float64Array.from(grid.filter((_, k) => k < 300))), {}],
    [
      "sums of prisms, with many points in a plane up to rounding",
      turned(sums(cylinder(3, 24), turned(cylinder(1, 12)))),
      {},
    ],
    ["sums of equal cylinders", turned(sums(cylinder(3, 32), cylinder(3, 32))), {}],
    ["sums of spheres of five fragments", sums(sphere(0.37082, 5), turned(sphere(0.4, 5))), {}],
  ];
  for (const [name, points, expected] of cases) {
    test(name, () => {
      const facts = checkedHull(points);
      expect(facts.genus).toBe(0);
      for (const [fact, value] of Object.entries(expected))
        expect(facts[fact as "volume"]).toBeCloseTo(value as number, 6);
    });
  }

  test("points that are not finite are left out", () => {
    expect(checkedHull(Float64Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1)).volume).toBeCloseTo(1 / 6, 12);
    const { volume } = factsOfHull(
      Float64Array.of(0, 0, 0, Number.NaN, 0, 0, 1, 0, 0, 0, 1, 0, 0, Number.POSITIVE_INFINITY, 0, 0, 0, 1),
    );
    expect(volume).toBeCloseTo(1 / 6, 12);
  });

  test("huge and tiny points have one too", () => {
    for (const scale of [1e-120, 1e-30, 1e30, 1e90]) {
      const hull = convexHull(turned(grid).map((value) => value * scale));
      expect(hull?.triangles.length).toBeGreaterThanOrEqual(36);
    }
  });

  test("points in a plane, on a line, or at one place have none", () => {
    const plane = turned(Float64Array.from({ length: 60 }, (_, k) => (k % 3 === 2 ? 0 : random())));
    for (const points of [
      plane.map((value, k) => (k % 3 === 2 ? 0 : value)),
      new Float64Array(30),
      new Float64Array(0),
    ]) {
      expect(convexHull(points)).toBeUndefined();
    }
  });
});

function factsOfHull(points: Float64Array): Facts {
  const hull = convexHull(points);
  if (hull === undefined) throw new Error("no hull");
  const { positions, triangles } = hull;
  return factsOf({ dimension: 3, positions, indices: triangles, offsets: triangleOffsets(triangles.length / 3) });
}

test("a flat hull() is an object without volume", async () => {
  const mesh = await runMesh(
    "hull(){scale([1,1,0])cube(2); translate([1,1,0])scale([1,1,0])cube(2);} translate([9,0,0])cube(1);",
  );
  expect(factsOf(mesh).volume).toBeCloseTo(1, 9);
});

describe("triple products", () => {
  const long = new LongArithmetic();
  test("tell what doubles cannot", () => {
    const tiny = 2 ** -52;
    const points = Float64Array.of(0, 0, 0, 1, 1, 1, 1, 2, 3, 2, 3, 4, 2, 3, 4 + 4 * tiny);
    expect(long.tripleProduct(points, 0, 1, 2, 3)).toBe(0);
    expect(long.tripleProduct(points, 0, 1, 2, 4)).toBeGreaterThan(0);
    expect(long.tripleProduct(points, 0, 2, 1, 4)).toBeLessThan(0);
  });

  test("change their sign with every swap", () => {
    for (let round = 0; round < 200; round++) {
      const points = Float64Array.from({ length: 12 }, () => random() * 1e3 + 1e6);
      const volume = long.tripleProduct(points, 0, 1, 2, 3);
      expect(Math.sign(long.tripleProduct(points, 1, 0, 2, 3))).toBe(-Math.sign(volume));
      expect(Math.sign(long.tripleProduct(points, 3, 1, 2, 0))).toBe(-Math.sign(volume));
    }
  });
});
