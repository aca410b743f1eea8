// Meshes, slices and segments of linear_extrude (spec/geometry.md §7.2-7.4).
import { describe, expect, test } from "bun:test";
import { defaultFragments } from "../../../backend/csg/fragments.ts";
import type { Mesh, Polygon } from "../../../backend/csg/geometry.ts";
import type { LinearExtrudeNode } from "../../../backend/csg/nodes.ts";
import { linearExtrude } from "../../../backend/kernel/extrude/linear.ts";
import { segmentOutlines } from "../../../backend/kernel/extrude/segment.ts";
import { countSlices } from "../../../backend/kernel/extrude/slices.ts";
import { LimitError } from "../../../backend/shared/limits.ts";
import { empty, makeContext, outline, polygon, print, square } from "../polygon/shapes.ts";
import { facets, vertices, volume } from "./meshes.ts";

const { ctx } = makeContext();

function node(options: Partial<LinearExtrudeNode> = {}, fn = 0): LinearExtrudeNode {
  return {
    kind: "linear_extrude",
    modifiers: 0,
    position: 0,
    children: [],
    height: [0, 0, 5],
    center: false,
    twist: 0,
    scale: [1, 1],
    slices: undefined,
    segments: undefined,
    convexity: 1,
    fragments: { ...defaultFragments, fn },
    ...options,
  };
}

function extrude(options: Partial<LinearExtrudeNode>, shape: Polygon): Mesh {
  return linearExtrude(ctx, node(options), shape);
}

describe("verified meshes (spec/geometry.md §7.4, §16.2)", () => {
  test("twisted", () => {
    const mesh = extrude({ twist: 90, slices: 2 }, polygon([0, 0], [2, 0], [2, 1], [0, 1]));
    expect(vertices(mesh)).toBe(
      "0 0 0|2 0 0|2 1 0|0 1 0|0 0 2.5|1.41421 -1.41421 2.5|2.12132 -0.707107 2.5|0.707107 0.707107 2.5|" +
        "0 0 5|0 -2 5|1 -2 5|1 0 5",
    );
    expect(facets(mesh)).toBe(
      "1 5 0, 4 0 5, 2 6 1, 5 1 6, 3 7 2, 6 2 7, 0 4 3, 7 3 4, 5 9 4, 8 4 9, 6 10 5, 9 5 10, 7 11 6, 10 6 11, " +
        "4 8 7, 11 7 8, 8 9 11, 9 10 11, 3 1 0, 3 2 1",
    );
    expect(mesh.convex).toBeUndefined();
  });

  test("to a point", () => {
    const mesh = extrude({ height: [0, 0, 2], scale: [0, 0] }, square(-1, -1, 2));
    expect(vertices(mesh)).toEndWith("0 0 2|0 0 2|0 0 2|0 0 2");
    expect(facets(mesh)).toBe("1 5 0, 4 0 5, 2 6 1, 5 1 6, 3 7 2, 6 2 7, 0 4 3, 7 3 4, 4 5 7, 5 6 7, 3 1 0, 3 2 1");
  });

  test("scaled in one direction only", () => {
    const mesh = extrude({ height: [0, 0, 2], scale: [1, 2] }, square(0, 0, 1));
    expect(mesh.positions.length).toBe(3 * 12);
    expect(mesh.offsets.length - 1).toBe(20);
  });
});

test("a prism", () => {
  const mesh = extrude({}, square(0, 0, 2));
  expect(facets(mesh)).toBe("1 4 0, 1 5 4, 2 5 1, 2 6 5, 3 6 2, 3 7 6, 0 7 3, 0 4 7, 4 5 7, 5 6 7, 3 1 0, 3 2 1");
  expect(volume(mesh)).toBe(20);
  expect(mesh.convex).toBe(true);
});

test("slices stand where multiplying before dividing puts them", () => {
  const { positions } = extrude({ slices: 3, twist: 40 }, square(0, 0, 1));
  expect([...positions.filter((_, k) => k % 12 === 2)]).toEqual([0, 1.6666666666666667, 3.3333333333333335, 5]);
});

test("centered and slanted", () => {
  const mesh = extrude({ height: [1, 2, 4], center: true }, square(0, 0, 1));
  expect(vertices(mesh)).toBe("-0.5 -1 -2|0.5 -1 -2|0.5 0 -2|-0.5 0 -2|0.5 1 2|1.5 1 2|1.5 2 2|0.5 2 2");
  expect(volume(mesh)).toBeCloseTo(4);
});

test("holes are closed tubes", () => {
  const hole = outline(
    [
      [1, 1],
      [1, 3],
      [3, 3],
      [3, 1],
    ],
    false,
  );
  const frame: Polygon = { dimension: 2, outlines: [...square(0, 0, 4).outlines, hole], sanitized: true };
  expect(volume(extrude({}, frame))).toBe(60);
  expect(volume(extrude({ twist: 200, slices: 20 }, frame))).toBeGreaterThan(50);
  expect(extrude({}, frame).convex).toBe(false);
});

test("nothing without height or outline", () => {
  expect(extrude({ height: [0, 0, 0] }, square(0, 0, 1)).offsets.length).toBe(1);
  expect(extrude({ height: [0, 0, Number.NaN] }, square(0, 0, 1)).offsets.length).toBe(1);
  expect(extrude({}, empty).offsets.length).toBe(1);
});

describe("number of slices (spec/geometry.md §7.2)", () => {
  const shape = square(0, 0, 10);
  const slices = (options: Partial<LinearExtrudeNode>, fn = 0): number => countSlices(node(options, fn), shape);

  test("given", () => expect(slices({ slices: 7, twist: 90 })).toBe(7));
  test("straight", () => expect(slices({ scale: [2, 2] })).toBe(1));
  test("helix, by the length on it", () => {
    // Radius √200, a quarter turn, height 5: the length is 22.8, in steps of 2.
    expect(slices({ twist: 90 })).toBe(8);
    expect(slices({ twist: -90 })).toBe(8);
    expect(slices({ twist: 90, height: [0, 0, 1000] })).toBe(8);
    expect(slices({ twist: 90, fragments: { ...defaultFragments, fa: 1, fs: 2 } })).toBe(12);
    expect(slices({ twist: 370, fragments: { ...defaultFragments, fa: 360, fs: 1000 } })).toBe(4);
  });
  test("helix, by $fn", () => {
    expect(slices({ twist: 90 }, 100)).toBe(25);
    expect(slices({ twist: 90 }, 1)).toBe(1);
    expect(slices({ twist: 241 }, 1)).toBe(3);
    expect(slices({ twist: 300 }, Number.POSITIVE_INFINITY)).toBe(3);
    expect(slices({ twist: -300 }, Number.POSITIVE_INFINITY)).toBe(1);
  });
  test("helix, by error", () => {
    const fragments = { ...defaultFragments, fe: 0.1 };
    expect(slices({ twist: 90, fragments })).toBeGreaterThan(1);
    expect(slices({ twist: 90, fragments: { ...defaultFragments, fe: 1000 } })).toBe(1);
  });
  test("conical helix", () => {
    expect(slices({ twist: 90, scale: [2, 2] })).toBe(8);
    expect(slices({ twist: 90, scale: [0.5, 0.5], fragments: { ...defaultFragments, fs: 5 } })).toBe(4);
    expect(slices({ twist: 90, scale: [2, 2] }, 100)).toBe(25);
  });
  test("diagonal", () => {
    expect(slices({ scale: [1, 2] })).toBe(6);
    expect(slices({ scale: [1, 2] }, 7.9)).toBe(7);
    expect(slices({ scale: [1, 2] }, Number.POSITIVE_INFINITY)).toBe(1);
    expect(slices({ scale: [1, 1 + 1e-9] })).toBe(1);
  });
});

describe("settings that are no numbers", () => {
  const odd = [Number.NaN, Number.POSITIVE_INFINITY];
  const shape = polygon([-4, 0], [4, -1], [0, 5]);

  test.each(odd)("%d ask for the least number of slices", (value) => {
    for (const name of ["fa", "fs", "fn"] as const) {
      const fragments = { ...defaultFragments, fa: 1, fs: 1, [name]: value };
      for (const scale of [
        [1, 1],
        [2, 2],
        [2, 0],
      ] as const) {
        const count = countSlices(node({ twist: 130, scale, fragments }), shape);
        expect(count, `${name} ${scale}`).toBeGreaterThan(0);
        expect(count, `${name} ${scale}`).toBeLessThan(200);
      }
    }
  });

  test.each(odd)("%d divide no edges", (value) => {
    const fragments = { ...defaultFragments, fa: value, fs: value };
    expect(segmentOutlines(ctx, node({ twist: 60, fragments }), shape, 3)).toEqual(shape);
  });

  test("edges that have no length are not divided for ever", () => {
    const broken = polygon([Number.NaN, 0], [Number.NaN, 1], [Number.NaN, 2]);
    expect(segmentOutlines(ctx, node({ segments: 50 }), broken, 1).outlines[0]?.points).toHaveLength(6);
  });
});

describe("segments of the outline (spec/geometry.md §7.3)", () => {
  const counts = (options: Partial<LinearExtrudeNode>, shape: Polygon, fn = 0): number => {
    const parts = segmentOutlines(ctx, node(options, fn), shape, 4);
    return (parts.outlines[0]?.points.length ?? 0) / 2;
  };
  const bar = polygon([0, 0], [9, 0], [9, 1], [0, 1]);

  test("only where sides are not flat, or when asked for", () => {
    expect(counts({}, bar)).toBe(4);
    expect(counts({ scale: [2, 2] }, bar)).toBe(4);
    expect(counts({ segments: 0, twist: 90 }, bar)).toBe(4);
    expect(counts({ segments: 10 }, bar)).toBe(10);
    expect(counts({ segments: 3 }, bar)).toBe(4);
  });

  test("by $fs, unless that makes more than $fa allows", () => {
    expect(counts({ twist: 90 }, bar)).toBe(5 + 1 + 5 + 1);
    expect(counts({ twist: 90, scale: [2, 2] }, bar)).toBe(9 + 1 + 9 + 1);
    expect(counts({ twist: 90 }, polygon([0, 0], [80, 0], [80, 10], [0, 10]))).toBe(30);
    // Here all four edges come to the same length at 28, and four more parts are too many.
    expect(counts({ twist: 90 }, polygon([0, 0], [90, 0], [90, 10], [0, 10]))).toBe(28);
  });

  test("by $fn, the longest edges first", () => {
    const parts = segmentOutlines(ctx, node({ twist: 90 }, 9), bar, 4);
    expect(print(parts)).toBe("0,0 3,0 6,0 9,0 9,1 6,1 3,1 0,1");
  });

  test("uneven scaling measures the edge where it is longest", () => {
    expect(counts({ scale: [1, 9] }, bar)).toBe(5 + 5 + 5 + 5);
  });
});

test("the number of triangles is bounded before anything is made", () => {
  const limited = makeContext({ triangles: 1000 }).ctx;
  const many = (options: Partial<LinearExtrudeNode>) => () => linearExtrude(limited, node(options), square(0, 0, 1));
  expect(many({ slices: 1e9, twist: 1 })).toThrow(LimitError);
  expect(many({ segments: 1e9 })).toThrow(LimitError);
  expect(many({ slices: 200 })).toThrow(LimitError);
  expect(many({ slices: 100 })).not.toThrow();
  expect(() => linearExtrude(ctx, node({ slices: 1e9, twist: 1 }), square(0, 0, 1))).toThrow(LimitError);
});
