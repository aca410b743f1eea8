// Offsets of polygons: joins, holes, budgets.
import { describe, expect, test } from "bun:test";
import { defaultFragments } from "../../../backend/csg/fragments.ts";
import type { OffsetNode } from "../../../backend/csg/nodes.ts";
import { combine } from "../../../backend/kernel/polygon/boolean.ts";
import { loadClipper } from "../../../backend/kernel/polygon/clipper.ts";
import { offsetPolygon } from "../../../backend/kernel/polygon/offset.ts";
import { LimitError } from "../../../backend/shared/limits.ts";
import { area, empty, makeContext, print, square } from "./shapes.ts";

const clipper = await loadClipper();
const { ctx } = makeContext();

function node(distance: number, join: OffsetNode["join"], fn = 0): OffsetNode {
  const fragments = fn === 0 ? defaultFragments : { ...defaultFragments, fn };
  return { kind: "offset", modifiers: 0, position: 0, children: [], distance, join, fragments };
}

describe("offset of a square (spec/geometry.md §6.4)", () => {
  test("round corners have the arc of a circle of that radius", () => {
    const moved = offsetPolygon(ctx, clipper, node(1, "round"), square(0, 0, 4));
    expect(moved.outlines[0]?.points.length).toBe(24);
    expect(print(moved)).toStartWith("4.95106,-0.309017 5,0");
  });

  test("sharp corners", () => {
    expect(print(offsetPolygon(ctx, clipper, node(1, "miter"), square(0, 0, 4)))).toBe("5,5 -1,5 -1,-1 5,-1");
  });

  test("chamfered corners touch the circle", () => {
    expect(print(offsetPolygon(ctx, clipper, node(1, "chamfer"), square(0, 0, 4)))).toBe(
      "5,-0.414214 5,4.41421 4.41421,5 -0.414214,5 -1,4.41421 -1,-0.414214 -0.414214,-1 4.41421,-1",
    );
  });

  test("inwards", () => {
    expect(print(offsetPolygon(ctx, clipper, node(-1, "round"), square(0, 0, 4)))).toBe("3,1 3,3 1,3 1,1");
    expect(print(offsetPolygon(ctx, clipper, node(-2.5, "miter"), square(0, 0, 4)))).toBe("");
  });

  test("by no finite distance", () => {
    for (const distance of [Infinity, -Infinity, NaN]) {
      for (const join of ["round", "miter", "chamfer"] as const) {
        expect(print(offsetPolygon(ctx, clipper, node(distance, join), square(0, 0, 4)))).toBe("");
      }
    }
  });

  test("by nothing", () => {
    expect(print(offsetPolygon(ctx, clipper, node(0, "round"), square(0, 0, 4)))).toBe("4,4 0,4 0,0 4,0");
    expect(area(offsetPolygon(ctx, clipper, node(2 ** -30, "miter"), square(0, 0, 4)))).toBe(16);
  });

  test("of nothing", () => {
    expect(print(offsetPolygon(ctx, clipper, node(1, "round"), empty))).toBe("");
  });
});

test("holes shrink, and follow their outer contour", () => {
  const frames = [0, 20].map((x) => combine(ctx, clipper, "difference", [square(x, 0, 10), square(x + 2, 2, 6)]));
  const moved = offsetPolygon(ctx, clipper, node(1, "miter"), combine(ctx, clipper, "union", frames));
  expect(area(moved)).toBe(2 * (144 - 16));
  expect(moved.outlines.map(({ positive }) => positive)).toEqual([true, false, true, false]);
  for (const at of [0, 2]) {
    const [outer, hole] = [moved.outlines[at], moved.outlines[at + 1]];
    expect(Math.abs((outer?.points[0] ?? 0) - (hole?.points[0] ?? 100))).toBeLessThan(12);
  }
});

test("the number of segments is bounded", () => {
  const limited = makeContext({ facets: 1000 }).ctx;
  expect(() => offsetPolygon(limited, clipper, node(1, "round", 1001), square(0, 0, 4))).toThrow(LimitError);
  expect(area(offsetPolygon(limited, clipper, node(1, "round", 1000), square(0, 0, 4)))).toBeCloseTo(32 + Math.PI, 3);
});
