// Meshes of rotate_extrude (spec/geometry.md §7.5).
import { describe, expect, test } from "bun:test";
import { defaultFragments } from "../../../backend/csg/fragments.ts";
import type { Polygon } from "../../../backend/csg/geometry.ts";
import type { RotateExtrudeNode } from "../../../backend/csg/nodes.ts";
import { rotateExtrude } from "../../../backend/kernel/extrude/rotate.ts";
import { LimitError } from "../../../backend/shared/limits.ts";
import { empty, makeContext, outline, polygon, square } from "../polygon/shapes.ts";
import { facets, vertices, volume } from "./meshes.ts";

const { ctx } = makeContext();

function node(angle: number, fn: number, start = 0): RotateExtrudeNode {
  const fragments = { ...defaultFragments, fn };
  return { kind: "rotate_extrude", modifiers: 0, position: 0, children: [], angle, start, convexity: 2, fragments };
}

function extrude(angle: number, fn: number, shape: Polygon, start = 0) {
  const mesh = rotateExtrude(ctx, node(angle, fn, start), shape);
  if (mesh === null) throw new Error("no mesh");
  return mesh;
}

describe("verified meshes (spec/geometry.md §7.5, §16.2)", () => {
  test("a quarter turn", () => {
    const mesh = extrude(90, 4, polygon([1, 0], [2, 0], [2, 2], [1, 2]));
    expect(vertices(mesh)).toBe("1 0 0|2 0 0|2 0 2|1 0 2|0 1 0|0 2 0|0 2 2|0 1 2");
    expect(facets(mesh)).toBe("0 5 1, 5 0 4, 1 6 2, 6 1 5, 2 7 3, 7 2 6, 3 4 0, 4 3 7, 0 1 3, 1 2 3, 7 5 4, 7 6 5");
  });

  test("a full turn that starts behind the axis", () => {
    const mesh = extrude(360, 4, polygon([1, 0], [2, 0], [2, 1], [1, 1]), 180);
    expect(vertices(mesh)).toStartWith("-1 -0 0|-2 -0 0|-2 -0 1|-1 -0 1|-0 -1 0");
    expect(mesh.positions.length).toBe(3 * 16);
    expect(mesh.offsets.length - 1).toBe(32);
    expect(facets(mesh)).toStartWith("0 5 1, 5 0 4");
  });
});

describe("the surface is outside in every case", () => {
  const right = polygon([1, 0], [2, 0], [2, 1], [1, 1]);
  const left = polygon([-2, 0], [-1, 0], [-1, 1], [-2, 1]);
  const exact = 4 * Math.sin(Math.PI / 4) * (4 - 1) * 0.5;

  test("full turn", () => {
    expect(volume(extrude(360, 4, right))).toBeCloseTo(2 * (4 - 1));
    expect(volume(extrude(360, 4, left))).toBeCloseTo(2 * (4 - 1));
  });

  test("part of a turn, either way", () => {
    for (const angle of [90, -90]) {
      expect(volume(extrude(angle, 8, right))).toBeCloseTo(exact / 2);
      expect(volume(extrude(angle, 8, left))).toBeCloseTo(exact / 2);
    }
  });

  test("with a hole", () => {
    const hole = outline(
      [
        [1.25, 0.25],
        [1.25, 0.75],
        [1.75, 0.75],
        [1.75, 0.25],
      ],
      false,
    );
    const frame: Polygon = { dimension: 2, outlines: [...right.outlines, hole], sanitized: true };
    expect(volume(extrude(180, 4, frame))).toBeCloseTo(3 - 2 * (1.75 ** 2 - 1.25 ** 2) * 0.5 * 0.5);
  });
});

test("points on the axis are kept as they are", () => {
  const mesh = extrude(360, 4, square(0, 0, 1));
  expect(mesh.positions.length).toBe(3 * 16);
  expect(mesh.offsets.length - 1).toBe(32);
  expect(volume(mesh)).toBeCloseTo(2);
});

test("sections follow the width from the axis and the angle", () => {
  const rings = (angle: number) => extrude(angle, 0, square(4, 0, 6)).positions.length / 12;
  expect(rings(360)).toBe(30);
  expect(rings(180)).toBe(16);
});

test("nothing", () => {
  expect(rotateExtrude(ctx, node(0, 8), square(0, 0, 1))).toBeNull();
  expect(rotateExtrude(ctx, node(90, 8), empty)?.offsets.length).toBe(1);
});

test("a polygon across the axis is an error", () => {
  const { ctx: own, lines } = makeContext();
  expect(rotateExtrude(own, node(360, 8), square(-1, 0, 3))).toBeNull();
  expect(lines).toEqual([
    "ERROR: Children of rotate_extrude() may not lie across the Y axis (Range of X coords for all children [-1.00 : 2.00])",
  ]);
});

test("the number of triangles is bounded before anything is made", () => {
  const limited = makeContext({ triangles: 1000 }).ctx;
  expect(() => rotateExtrude(limited, node(360, 1e9), square(0, 0, 1))).toThrow(LimitError);
  expect(() => rotateExtrude(limited, node(360, 100), square(0, 0, 1))).not.toThrow();
  expect(() => rotateExtrude(ctx, node(360, 1e9), square(0, 0, 1))).toThrow(LimitError);
});
