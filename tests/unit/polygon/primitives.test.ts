// square(), circle() and polygon().
import { describe, expect, test } from "bun:test";
import { defaultFragments } from "../../../backend/csg/fragments.ts";
import type { CircleNode, PolygonNode, SquareNode } from "../../../backend/csg/nodes.ts";
import { makeCircle, makePolygon, makeSquare } from "../../../backend/kernel/polygon/primitives.ts";
import { LimitError } from "../../../backend/shared/limits.ts";
import { makeContext, print } from "./shapes.ts";

const { ctx } = makeContext();
const base = { modifiers: 0, position: 0, children: [] as const };

function circle(r: number, fn = 0): CircleNode {
  return { ...base, kind: "circle", r, fragments: { ...defaultFragments, fn } };
}

describe("square", () => {
  const square = (size: readonly [number, number], center = false): SquareNode => ({
    ...base,
    kind: "square",
    size,
    center,
  });

  test("with a corner or the middle at the origin", () => {
    expect(print(makeSquare(square([2, 1])))).toBe("0,0 2,0 2,1 0,1");
    expect(print(makeSquare(square([2, 1], true)))).toBe("-1,-0.5 1,-0.5 1,0.5 -1,0.5");
  });

  test("is empty when a side is not positive and finite", () => {
    for (const side of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(makeSquare(square([side, 1])).outlines).toEqual([]);
      expect(makeSquare(square([1, side])).outlines).toEqual([]);
    }
  });
});

describe("circle", () => {
  test("has exact points at multiples of 30 and 45 degrees", () => {
    expect([...(makeCircle(ctx, circle(1, 4)).outlines[0]?.points ?? [])]).toEqual([1, 0, 0, 1, -1, -0, -0, -1]);
    expect(makeCircle(ctx, circle(2, 12)).outlines[0]?.points[2]).toBe(Math.sqrt(0.75) * 2);
  });

  test("follows $fa and $fs", () => {
    expect(makeCircle(ctx, circle(10)).outlines[0]?.points.length).toBe(60);
    expect(makeCircle(ctx, circle(1)).outlines[0]?.points.length).toBe(10);
  });

  test("has three points when there is no meaningful number", () => {
    expect(makeCircle(ctx, circle(1e-9)).outlines[0]?.points.length).toBe(6);
    expect(makeCircle(ctx, circle(1, Number.POSITIVE_INFINITY)).outlines[0]?.points.length).toBe(6);
  });

  test("is empty when the radius is not positive and finite", () => {
    for (const r of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(makeCircle(ctx, circle(r)).outlines).toEqual([]);
    }
  });

  test("has a bounded number of points", () => {
    const limited = makeContext({ facets: 100 }).ctx;
    expect(makeCircle(limited, circle(1, 100)).outlines[0]?.points.length).toBe(200);
    expect(() => makeCircle(limited, circle(1, 101))).toThrow(LimitError);
  });
});

describe("polygon", () => {
  const polygon = (points: PolygonNode["points"], paths: PolygonNode["paths"] = []): PolygonNode => ({
    ...base,
    kind: "polygon",
    points,
    paths,
    convexity: 1,
  });

  test("one contour without paths, else one per path", () => {
    expect(
      print(
        makePolygon(
          ctx,
          polygon([
            [0, 0],
            [1, 0],
            [0, 1],
          ]),
        ),
      ),
    ).toBe("0,0 1,0 0,1");
    const points: PolygonNode["points"] = [
      [0, 0],
      [9, 0],
      [0, 9],
      [1, 1],
      [2, 1],
      [1, 2],
    ];
    expect(
      print(
        makePolygon(
          ctx,
          polygon(points, [
            [0, 1, 2],
            [3, 4, 5],
          ]),
        ),
      ),
    ).toBe("0,0 9,0 0,9 / 1,1 2,1 1,2");
  });

  test("two points make nothing", () => {
    expect(
      makePolygon(
        ctx,
        polygon([
          [0, 0],
          [1, 0],
        ]),
      ).outlines,
    ).toEqual([]);
  });

  test("has a bounded number of points, repeated ones included", () => {
    const limited = makeContext({ facets: 9 }).ctx;
    expect(() =>
      makePolygon(
        limited,
        polygon(
          [
            [0, 0],
            [1, 0],
            [0, 1],
          ],
          [[0, 1, 2, 0, 1, 2, 0]],
        ),
      ),
    ).toThrow(LimitError);
  });
});
