// Convex hulls and Minkowski sums in the plane.
import { describe, expect, test } from "bun:test";
import type { MinkowskiNode } from "../../../backend/csg/nodes.ts";
import { combine } from "../../../backend/kernel/polygon/boolean.ts";
import { loadClipper } from "../../../backend/kernel/polygon/clipper.ts";
import { hullOfPolygons } from "../../../backend/kernel/polygon/hull.ts";
import { minkowskiOfPolygons } from "../../../backend/kernel/polygon/minkowski.ts";
import { orientation } from "../../../backend/kernel/polygon/orientation.ts";
import { LimitError } from "../../../backend/shared/limits.ts";
import { area, empty, makeContext, polygon, print, square } from "./shapes.ts";

const clipper = await loadClipper();
const { ctx } = makeContext();
const node: MinkowskiNode = { kind: "minkowski", modifiers: 0, position: 0, children: [], convexity: 1 };
const diamond = polygon([1, 0], [0, 1], [-1, 0], [0, -1]);

describe("hull (spec/geometry.md §6.5, §16.2)", () => {
  test("starts at the smallest point and runs counter-clockwise", () => {
    const moved = polygon([4, 0], [3, 1], [2, 0], [3, -1]);
    expect(print(hullOfPolygons([moved, square(0, 0, 1)]))).toBe("0,0 3,-1 4,0 3,1 0,1");
  });

  test("drops points on its edges, exactly", () => {
    const row = polygon([0.1, 0.1], [0.2, 0.2], [0.3, 0.3], [0.3, 0], [0.1, 0]);
    // As doubles 0.1, 0.2 and 0.3 are not on one line through the origin, but these three points are on the diagonal.
    expect(print(hullOfPolygons([row]))).toBe("0.1,0 0.3,0 0.3,0.3 0.1,0.1");
  });

  test("of points on a line, or of none, is empty", () => {
    expect(print(hullOfPolygons([polygon([0, 0], [1, 1], [2, 2])]))).toBe("");
    expect(print(hullOfPolygons([]))).toBe("");
    expect(print(hullOfPolygons([polygon([Number.NaN, 0], [1, Number.POSITIVE_INFINITY], [2, 2])]))).toBe("");
  });
});

describe("orientation", () => {
  test("is exact where doubles cancel", () => {
    expect(orientation([0.1, 0.1], [0.2, 0.2], [0.3, 0.3])).toBe(0);
    expect(orientation([0, 0], [1e-300, 1e-300], [1e300, 1e300])).toBe(0);
    expect(orientation([12, 12], [24, 24], [0.5, 0.5 + 2 ** -53])).toBeGreaterThan(0);
    expect(orientation([12, 12], [24, 24], [0.5 + 2 ** -53, 0.5])).toBeLessThan(0);
    expect(orientation([0, 0], [5e-324, 0], [0, 5e-324])).toBeGreaterThan(0);
  });
});

describe("Minkowski sum (spec/geometry.md §6.6, §16.2)", () => {
  const sum = (...operands: Parameters<typeof minkowskiOfPolygons>[3]) =>
    minkowskiOfPolygons(ctx, clipper, node, operands);

  test("square and diamond", () => {
    expect(print(sum(square(0, 0, 2), diamond) ?? empty)).toBe("2,-1 3,0 3,2 2,3 0,3 -1,2 -1,0 0,-1");
  });

  test("a hole that is too small closes, a larger one shrinks", () => {
    const frame = (hole: number) => combine(ctx, clipper, "difference", [square(0, 0, 10), square(1, 1, hole)]);
    expect(area(sum(frame(2), square(0, 0, 2)) ?? empty)).toBe(144);
    expect(area(sum(frame(8), square(0, 0, 2)) ?? empty)).toBe(144 - 36);
  });

  test("empty operands", () => {
    expect(sum()).toBeNull();
    expect(sum(empty, empty)).toBeNull();
    expect(sum(square(0, 0, 2), empty)).toEqual(empty);
    expect(print(sum(empty, diamond) ?? square(0, 0, 1))).toBe("");
    expect(area(sum(square(0, 0, 2), empty, square(0, 0, 1)) ?? empty)).toBe(9);
    expect(print(sum(diamond) ?? empty)).toBe(print(diamond));
  });

  test("many terms are united in groups, with the same result", () => {
    const circle = (count: number, r: number) =>
      polygon(
        ...Array.from({ length: count }, (_, i) => {
          const angle = (2 * Math.PI * i) / count;
          return [r * Math.cos(angle), r * Math.sin(angle)] as const;
        }),
      );
    const whole = sum(circle(150, 20), circle(150, 1)) ?? empty;
    expect(whole.outlines.length).toBe(1);
    expect(area(whole)).toBeCloseTo(area(circle(150, 21)), 5);
  });

  test("the number of pairs is bounded", () => {
    const limited = makeContext({ minkowskiPairs: 15 }).ctx;
    expect(() => minkowskiOfPolygons(limited, clipper, node, [square(0, 0, 2), diamond])).toThrow(LimitError);
  });
});
