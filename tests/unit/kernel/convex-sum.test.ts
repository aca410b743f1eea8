// Sums of convex polyhedra: the same volume as the hull of all sums of two corners, and few points.
import { describe, expect, test } from "bun:test";
import { convexHull } from "../../../backend/kernel/mesh/convex-hull.ts";
import { convexSum, sumWork } from "../../../backend/kernel/mesh/convex-sum.ts";
import { makeCylinder, makeSphere } from "../../../backend/kernel/mesh/primitives.ts";
import { triangleOffsets } from "../../../backend/kernel/mesh/tessellate.ts";
import { factsOf, makeContext, runMesh } from "./helpers.ts";

const { ctx } = makeContext();
const at = { modifiers: 0, position: 1, children: [] } as const;
const fragments = (fn: number) => ({ fn, fa: 12, fs: 2, fe: 0 });
const sphere = (r: number, fn: number) =>
  makeSphere(ctx, { ...at, kind: "sphere", r, fragments: fragments(fn) }).positions;
const cylinder = (r: number, fn: number) =>
  makeCylinder(ctx, { ...at, kind: "cylinder", h: 2, r1: r, r2: r / 2, center: true, fragments: fragments(fn) })
    .positions;
const nothing = (): void => {};

function turned(points: Float64Array, angle: number): Float64Array {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const result = points.slice();
  for (let k = 0; k < points.length; k += 3) {
    const [x = 0, y = 0, z = 0] = points.subarray(k, k + 3);
    const [u, v] = [c * x - s * y, s * x + c * y];
    result.set([u, c * v - s * z, s * v + c * z], k);
  }
  return result;
}

function volumeOf(points: Float64Array): number {
  const hull = convexHull(points);
  if (hull === undefined) throw new Error("no hull");
  const { positions, triangles: indices } = hull;
  return factsOf({ dimension: 3, positions, indices, offsets: triangleOffsets(indices.length / 3) }).volume;
}

function allSums(a: Float64Array, b: Float64Array): Float64Array {
  const sums: number[] = [];
  for (let i = 0; i < a.length; i += 3) {
    for (let j = 0; j < b.length; j += 3) {
      for (let axis = 0; axis < 3; axis++) sums.push((a[i + axis] as number) + (b[j + axis] as number));
    }
  }
  return Float64Array.from(sums);
}

const inside = Float64Array.from({ length: 900 }, (_, k) => Math.sin(k) / 4);

describe("the sum of convex polyhedra is the hull of all sums", () => {
  const cases: readonly (readonly [string, Float64Array, Float64Array])[] = [
    ["two balls whose facets are parallel", sphere(5, 16), sphere(2, 16)],
    ["two balls whose facets are not", sphere(5, 16), turned(sphere(2, 16), 0.7)],
    ["balls of different fineness", sphere(5, 20), turned(sphere(0.1, 12), 0.3)],
    ["a ball and a cone", turned(sphere(2, 14), 1), cylinder(4, 30)],
    ["long edges that cross", turned(cylinder(1, 50), 0.4), turned(cylinder(1, 50), 2)],
    ["with points inside", Float64Array.from([...inside, ...sphere(2, 16)]), turned(cylinder(1, 30), 0.2)],
    ["a disk without volume", Float64Array.from(cylinder(3, 60).map((v, k) => (k % 3 === 2 ? 1 : v))), sphere(1, 12)],
  ];
  test.each(cases)("%s", (_, a, b) => {
    const sum = convexSum(a, b, nothing);
    const volume = volumeOf(allSums(a, b));
    expect(Math.abs(volumeOf(sum) - volume)).toBeLessThan(1e-11 * volume);
    expect(volumeOf(convexSum(b, a, nothing))).toBeCloseTo(volume, 9);
  });
});

test("two fine balls need few points", () => {
  const [a, b] = [sphere(5, 50), turned(sphere(2, 50), 0.3)];
  const [m, n] = [a.length / 3, b.length / 3];
  expect(convexSum(a, b, nothing).length / 3).toBeLessThan((m * n) / 100);
  expect(sumWork(m, n)).toBeLessThan((m * n) / 50);
});

test("sums of several: the order does not matter, and balls are added to each other first", async () => {
  const frame = "difference() { cube([9, 9, 2]); translate([2, 2, -1]) cube([5, 5, 4]); }";
  const balls = ["sphere(2, $fn = 16);", "rotate([20, 30, 0]) sphere(1, $fn = 8);"];
  const [first, second] = await Promise.all(
    [
      [frame, ...balls],
      [...balls, frame],
    ].map(async (operands) => factsOf(await runMesh(`minkowski() { ${operands.join(" ")} }`))),
  );
  expect(first?.volume).toBeCloseTo(second?.volume ?? 0, 6);
  expect(first?.volume).toBeGreaterThan(13 * 13 * 4);
});
