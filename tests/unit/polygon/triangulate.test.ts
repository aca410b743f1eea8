// Triangulations keep every vertex and cover exactly the polygon.
import { describe, expect, test } from "bun:test";
import type { Polygon } from "../../../backend/csg/geometry.ts";
import { combine, sanitize } from "../../../backend/kernel/polygon/boolean.ts";
import { loadClipper } from "../../../backend/kernel/polygon/clipper.ts";
import { isConvexPolygon, triangulate } from "../../../backend/kernel/polygon/triangulate.ts";
import { area, contourArea, empty, makeContext, makeRandom, outline, polygon, raw, square } from "./shapes.ts";

const clipper = await loadClipper();
const { ctx } = makeContext();

/** Throws unless the triangles have exactly the outlines as border and cover their area. Gives the area covered twice. */
function check(shape: Polygon): number {
  const vertices: (readonly [number, number])[] = [];
  const balance = new Map<string, number>();
  const add = (a: number, b: number, amount: number): void => {
    const [key, sign] = a < b ? [`${a} ${b}`, 1] : [`${b} ${a}`, -1];
    balance.set(key, (balance.get(key) ?? 0) + sign * amount);
  };
  for (const { points } of shape.outlines) {
    const [first, count] = [vertices.length, points.length / 2];
    for (let i = 0; i < count; i++) {
      vertices.push([points[2 * i] as number, points[2 * i + 1] as number]);
      add(first + i, first + ((i + 1) % count), -1);
    }
  }
  const triangles = triangulate(shape);
  let covered = 0;
  let backwards = 0;
  for (let i = 0; i < triangles.length; i += 3) {
    const corners = [...triangles.subarray(i, i + 3)];
    const size = contourArea(corners.flatMap((index) => vertices[index] ?? []));
    covered += size;
    if (size < 0) backwards -= size;
    corners.forEach((corner, k) => {
      add(corner, corners[(k + 1) % 3] as number, 1);
    });
  }
  expect([...balance.values()].filter((value) => value !== 0)).toEqual([]);
  expect(covered).toBeCloseTo(area(shape), 6);
  return backwards;
}

test("a convex polygon is cut in a zigzag (spec/geometry.md §7.4)", () => {
  expect([...triangulate(square(0, 0, 1))]).toEqual([0, 1, 3, 1, 2, 3]);
});

test("nothing has no triangles", () => {
  expect(triangulate(empty).length).toBe(0);
});

describe("every vertex is kept", () => {
  test("also in the middle of an edge", () => {
    const notched = polygon([0, 0], [1, 0], [2, 0], [2, 2], [1, 2], [0, 2]);
    expect(check(notched)).toBe(0);
    expect(triangulate(notched).length).toBe(3 * 4);
  });

  test("also where a contour touches itself", () => {
    expect(check(polygon([0, 0], [2, 2], [4, 0], [4, 4], [2, 2], [0, 4]))).toBe(0);
  });
});

describe("holes", () => {
  test("several in one outline, with an island", () => {
    const holes = [square(1, 1, 2), square(5, 1, 3), square(1, 5, 4), square(6, 6, 2)];
    const plate = combine(ctx, clipper, "difference", [square(0, 0, 10), ...holes]);
    expect(check(combine(ctx, clipper, "union", [plate, square(2, 6, 1)]))).toBe(0);
  });

  test("that touch an edge, a corner and each other", () => {
    const left = polygon([0, 4], [1, 3], [2, 4], [1, 5]);
    const right = polygon([2, 4], [3, 3], [4, 4], [3, 5]);
    const corner = polygon([8, 8], [6, 7], [7, 6]);
    const plate = combine(ctx, clipper, "difference", [square(0, 0, 8), left, right, corner]);
    expect(check(plate)).toBe(0);
  });

  test("a clockwise contour around nothing counts negative", () => {
    const hole = {
      ...square(0, 0, 1),
      outlines: [
        outline(
          [
            [0, 0],
            [0, 1],
            [1, 1],
            [1, 0],
          ],
          false,
        ),
      ],
    };
    expect(check(hole)).toBeCloseTo(1);
  });
});

test("random polygons on a coarse grid: touching, pinched, nested", () => {
  const random = makeRandom(7);
  for (let round = 0; round < 300; round++) {
    const count = 3 + Math.floor(random() * 25);
    const points = Array.from({ length: count }, () => [Math.floor(random() * 7), Math.floor(random() * 7)] as const);
    const shape = sanitize(ctx, clipper, raw(points));
    expect(check(shape)).toBeLessThan(1e-6);
  }
});

test("many vertices, as a curve has", () => {
  const points = Array.from({ length: 3000 }, (_, i) => {
    const angle = (2 * Math.PI * i) / 3000;
    const radius = 10 + Math.sin(20 * angle) + (i % 2) * 0.1;
    return [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
  });
  expect(check(sanitize(ctx, clipper, raw(points)))).toBe(0);
});

test("convexity", () => {
  expect(isConvexPolygon(square(0, 0, 1))).toBe(true);
  expect(isConvexPolygon(polygon([0, 0], [1, 0], [2, 0], [2, 2], [0, 2]))).toBe(true);
  expect(isConvexPolygon(polygon([0, 0], [2, 0], [2, 2], [1, 1], [0, 2]))).toBe(false);
  expect(isConvexPolygon({ ...empty, outlines: [...square(0, 0, 1).outlines, ...square(2, 0, 1).outlines] })).toBe(
    false,
  );
});
