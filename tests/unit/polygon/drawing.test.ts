// 2D files as polygons: strokes, matrices, centering.
import { describe, expect, test } from "bun:test";
import type { ImportedDrawing, ShapePath } from "../../../backend/input/result.ts";
import { loadClipper } from "../../../backend/kernel/polygon/clipper.ts";
import { realizeDrawing } from "../../../backend/kernel/polygon/drawing.ts";
import { area, makeContext, print } from "./shapes.ts";

const clipper = await loadClipper();
const { ctx } = makeContext();

function closed(x: number, y: number, size: number): ShapePath {
  return { points: Float64Array.of(x, y, x + size, y, x + size, y + size, x, y + size) };
}

function realize(drawing: Omit<ImportedDrawing, "dimension">) {
  return realizeDrawing(ctx, clipper, { dimension: 2, ...drawing });
}

test("paths of one shape alternate, shapes are united", () => {
  expect(area(realize({ shapes: [{ paths: [closed(0, 0, 4), closed(1, 1, 2)] }] }))).toBe(12);
  expect(area(realize({ shapes: [{ paths: [closed(0, 0, 4)] }, { paths: [closed(1, 1, 2)] }] }))).toBe(16);
  expect(print(realize({ shapes: [] }))).toBe("");
});

describe("open paths become areas", () => {
  const line = (cap: "butt" | "round" | "square"): ShapePath => ({
    points: Float64Array.of(0, 0, 10, 0),
    stroke: { radius: 1, join: "miter", cap },
  });

  test("with the ends they ask for", () => {
    expect(area(realize({ shapes: [{ paths: [line("butt")] }] }))).toBe(20);
    expect(area(realize({ shapes: [{ paths: [line("square")] }] }))).toBe(24);
    const round = area(realize({ shapes: [{ paths: [line("round")] }] }));
    expect(round).toBeGreaterThan(20 + Math.PI * 0.99);
    expect(round).toBeLessThan(20 + Math.PI);
  });

  test("with the matrix applied after the stroke", () => {
    const shape = { paths: [line("butt")], matrix: [2, 0, 0, 3, 5, 7] as const };
    expect(print(realize({ shapes: [shape] }))).toBe("25,10 5,10 5,4 25,4");
  });
});

test("the middle of all shapes is moved", () => {
  const shapes = [{ paths: [closed(0, 0, 2)] }, { paths: [closed(8, 8, 2)] }];
  expect(print(realize({ shapes, center: [0, 0] }))).toBe("5,5 3,5 3,3 5,3 / -3,-3 -5,-3 -5,-5 -3,-5");
  expect(print(realize({ shapes: [], center: [0, 0] }))).toBe("");
});
