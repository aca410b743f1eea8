// Roofs by both methods: closed, of the right height, also over polygons that touch themselves.
import { describe, expect, test } from "bun:test";
import { defaultFragments } from "../../../backend/csg/fragments.ts";
import type { Mesh, Polygon } from "../../../backend/csg/geometry.ts";
import type { RoofNode } from "../../../backend/csg/nodes.ts";
import { makeRoof } from "../../../backend/kernel/extrude/roof/roof.ts";
import { combine, sanitize } from "../../../backend/kernel/polygon/boolean.ts";
import { loadClipper } from "../../../backend/kernel/polygon/clipper.ts";
import { LimitError } from "../../../backend/shared/limits.ts";
import { empty, makeContext, makeRandom, type Points, polygon, raw, square } from "../polygon/shapes.ts";
import { vertices, volume } from "./meshes.ts";

const clipper = await loadClipper();
const { ctx, lines } = makeContext();
const methods: readonly RoofNode["method"][] = ["voronoi", "straight"];

function roof(method: RoofNode["method"], shape: Polygon, fa = 12): Mesh {
  const fragments = { ...defaultFragments, fa, fs: fa / 6 };
  return makeRoof(
    ctx,
    { kind: "roof", modifiers: 0, position: 0, children: [], method, convexity: 1, fragments },
    shape,
  );
}

/** The same mesh in triangles, fanned from the first corner: facets are plane and convex. */
function inTriangles(mesh: Mesh): Mesh {
  const indices: number[] = [];
  for (let facet = 0; facet + 1 < mesh.offsets.length; facet++) {
    const corners = [...mesh.indices.subarray(mesh.offsets[facet], mesh.offsets[facet + 1])] as [number, ...number[]];
    for (let i = 1; i + 1 < corners.length; i++)
      indices.push(corners[0], corners[i] as number, corners[i + 1] as number);
  }
  return { ...mesh, indices: Uint32Array.from(indices) };
}

function roofVolume(method: RoofNode["method"], shape: Polygon, fa?: number): number {
  return volume(inTriangles(roof(method, shape, fa)));
}

describe.each(methods)("%s", (method) => {
  test("a rectangle has two ridge points (spec/geometry.md §7.9)", () => {
    const mesh = roof(method, polygon([0, 0], [4, 0], [4, 2], [0, 2]));
    expect(vertices(mesh).split("|").sort()).toEqual(["0 0 0", "0 2 0", "1 1 1", "3 1 1", "4 0 0", "4 2 0"]);
    expect(volume(inTriangles(mesh))).toBeCloseTo(10 / 3);
  });

  test("a square and a regular polygon have a tip: many edges end at once", () => {
    expect(roof(method, square(0, 0, 4)).positions.length / 3).toBe(5);
    const points = Array.from(
      { length: 12 },
      (_, i) => [Math.cos((i * Math.PI) / 6), Math.sin((i * Math.PI) / 6)] as const,
    );
    const inner = Math.cos(Math.PI / 12);
    expect(roofVolume(method, sanitize(ctx, clipper, raw(points)))).toBeCloseTo((3 * inner) / 3, 6);
  });

  test("a frame has a level ridge all round", () => {
    const frame = combine(ctx, clipper, "difference", [square(0, 0, 10), square(3, 3, 4)]);
    expect(roofVolume(method, frame)).toBeGreaterThanOrEqual(63 - 1e-9);
    expect(Math.max(...roof(method, frame).positions.filter((_, i) => i % 3 === 2))).toBeCloseTo(
      method === "straight" ? 1.5 : 1.7574,
      3,
    );
  });

  test("nothing", () => {
    expect(roof(method, empty).offsets.length).toBe(1);
  });

  test("random polygons that touch themselves have closed roofs", () => {
    const random = makeRandom(5);
    for (let round = 0; round < 60; round++) {
      const count = 3 + Math.floor(random() * 12);
      const points = Array.from({ length: count }, () => [Math.floor(random() * 7), Math.floor(random() * 7)] as const);
      const shape = sanitize(ctx, clipper, raw(points));
      if (shape.outlines.length === 0) continue;
      const mesh = roof(method, shape);
      expect(volume(inTriangles(mesh))).toBeGreaterThan(0);
      expect(Math.min(...mesh.positions.filter((_, i) => i % 3 === 2))).toBeGreaterThanOrEqual(0);
    }
    expect(lines).toEqual([]);
  });
});

describe("a reflex corner", () => {
  const corner: Points = [
    [0, 0],
    [4, 0],
    [4, 1],
    [1, 1],
    [1, 4],
    [0, 4],
  ];
  const shape = polygon(...corner);

  test("straight: both faces go on to the diagonal", () => {
    expect(roofVolume("straight", shape)).toBeCloseTo(5 / 3);
  });

  test("voronoi: heights are distances, finer with smaller $fa", () => {
    const exact = meanDistance(shape) * 7;
    expect(roofVolume("voronoi", shape, 1)).toBeCloseTo(exact, 2);
    expect(roof("voronoi", shape, 1).offsets.length).toBeGreaterThan(roof("voronoi", shape, 12).offsets.length);
  });
});

/** Mean distance from the outline over the inside, sampled. */
function meanDistance({ outlines }: Polygon): number {
  const points = outlines[0]?.points ?? new Float64Array(0);
  const count = 200;
  let sum = 0;
  let inside = 0;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      const [x, y] = [(4 * (i + 0.5)) / count, (4 * (j + 0.5)) / count];
      if (x > 1 && y > 1) continue;
      let nearest = Number.POSITIVE_INFINITY;
      for (let k = 0; k < points.length; k += 2) {
        const next = (k + 2) % points.length;
        const [ax, ay] = [points[k] as number, points[k + 1] as number];
        const [dx, dy] = [(points[next] as number) - ax, (points[next + 1] as number) - ay];
        const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
        nearest = Math.min(nearest, Math.hypot(x - ax - t * dx, y - ay - t * dy));
      }
      inside++;
      sum += nearest;
    }
  }
  return sum / inside;
}

test("the size of the outline is bounded", () => {
  const limited = makeContext({ triangles: 1000 }).ctx;
  const node: RoofNode = {
    kind: "roof",
    modifiers: 0,
    position: 0,
    children: [],
    method: "straight",
    convexity: 1,
    fragments: defaultFragments,
  };
  expect(() => makeRoof(limited, node, polygon([0, 0], [1, 0], [2, 1], [1, 2], [0, 1]))).toThrow(LimitError);
  expect(() => makeRoof(limited, node, square(0, 0, 1))).not.toThrow();
});

test("the points of curves are bounded, however fine they are asked for", () => {
  const limited = makeContext({ triangles: 20_000 }).ctx;
  const node: RoofNode = {
    kind: "roof",
    modifiers: 0,
    position: 0,
    children: [],
    method: "voronoi",
    convexity: 1,
    fragments: { ...defaultFragments, fn: Number.POSITIVE_INFINITY },
  };
  const arrow = polygon([0, 0], [4, -4], [2, 0], [4, 4]);
  expect(() => makeRoof(limited, node, arrow)).toThrow(LimitError);
});
