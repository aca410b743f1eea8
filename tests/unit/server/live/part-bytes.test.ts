// The bytes of a mesh, written as the service does and read as the playground does.
import { expect, test } from "bun:test";
import type { Mesh } from "../../../../backend/csg/geometry.ts";
import { readPart } from "../../../../backend/server/web/playground/part-mesh.ts";
import { partBytes } from "../../../../backend/server/work/part-bytes.ts";
import { defaultFaceColors } from "../../../../backend/shared/context.ts";
import { evaluateShape } from "../../../contract/evaluate-shape.ts";

const written = (geometry: Parameters<typeof partBytes>[0]) => readPart(partBytes(geometry).slice().buffer);

const mesh: Mesh = {
  dimension: 3,
  positions: Float64Array.of(1e6, 0, 0, 1e6 + 0.001, 0, 0, 1e6, 0.002, 0, 1e6, 0, 0.004),
  offsets: Uint32Array.of(0, 3, 6, 9, 12),
  indices: Uint32Array.of(0, 2, 1, 0, 1, 3, 1, 2, 3, 2, 0, 3),
};

test("a mesh far from the origin keeps its details", () => {
  const { dimension, positions, center, triangles, colors } = written(mesh);
  expect([dimension, colors.length, [...triangles]]).toEqual([3, 0, [...mesh.indices]]);
  for (const [k, value] of mesh.positions.entries())
    expect(Math.abs((positions[k] as number) + (center[k % 3] as number) - value)).toBeLessThan(1e-9);
});

test("colors come with their triangles, the default one as none", () => {
  const blue = [0, 0, 1, 0.5] as const;
  const unset = [-1, -1, -1, 1] as const;
  const colored: Mesh = {
    ...mesh,
    colors: [defaultFaceColors.front, blue, unset],
    facetColors: Int32Array.of(0, 1, 2, -1),
  };
  const { colors, triangleColors } = written(colored);
  expect([[...colors], [...triangleColors]]).toEqual([
    [0, 0, 1, 0.5],
    [-1, 0, -1, -1],
  ]);
});

test("outlines come with their holes", async () => {
  const { geometry } = await evaluateShape(
    "translate([7, 7]) difference() { square(4); translate([1, 1]) square(2); }",
  );
  const { dimension, outlines } = written(geometry ?? null);
  expect(dimension).toBe(2);
  expect(outlines.map(({ hole, points }) => [hole, Math.min(...points), Math.max(...points)])).toEqual([
    [false, 7, 11],
    [true, 8, 10],
  ]);
});

test("nothing, and what is not finite, is empty", () => {
  const broken: Mesh = { ...mesh, positions: mesh.positions.map((value, k) => (k === 4 ? Number.NaN : value)) };
  for (const geometry of [null, broken, { ...mesh, positions: mesh.positions.map((value) => value * 1e300) }])
    expect(written(geometry)).toMatchObject({ dimension: 0, triangles: new Uint32Array(0), outlines: [] });
});
