// Convex pieces of solids: together they have the volume of the solid, and there are few of them.
import { describe, expect, test } from "bun:test";
import type { Mesh } from "../../../backend/csg/geometry.ts";
import { convexCells } from "../../../backend/kernel/mesh/convex-cells.ts";
import { convexHull } from "../../../backend/kernel/mesh/convex-hull.ts";
import { triangleOffsets } from "../../../backend/kernel/mesh/tessellate.ts";
import { factsOf, runMesh } from "./helpers.ts";

function hullVolume(points: Float64Array): number {
  const hull = convexHull(points);
  if (hull === undefined) throw new Error("a piece without volume");
  const { positions, triangles: indices } = hull;
  return factsOf({ dimension: 3, positions, indices, offsets: triangleOffsets(indices.length / 3) }).volume;
}

function cellsOf({ positions, indices }: Mesh): readonly Float64Array[] | undefined {
  return convexCells({ positions, triangles: indices }, { most: indices.length / 6 });
}

describe("pieces have the volume of the solid", () => {
  test.each([
    ["a ring is cut across", "rotate_extrude($fn = 24) translate([10, 0]) circle(3, $fn = 12);", 36],
    ["a hollow ball", "difference() { sphere(5, $fn = 12); sphere(4, $fn = 12); }", 90],
    ["a dented block", "difference() { cube(20, center = true); sphere(11, $fn = 16); }", 130],
    ["a twisted bar", "linear_extrude(20, twist = 90, slices = 6) square([4, 9], center = true);", 80],
    ["teeth", "for (i = [0 : 7]) rotate(45 * i) translate([-9, -1, 0]) cube([18, 2, 3]);", 40],
    ["blocks that touch along an edge", "cube(1); translate([1, 1, 0]) cube(1);", 2],
    ["blocks that touch in a point", "cube(1); translate([1, 1, 1]) cube(1);", 2],
    ["parts with nothing between them", "for (i = [0 : 3]) translate([9 * i, 0, 0]) sphere(4, $fn = 12);", 4],
  ])("%s", async (_, program, most) => {
    const mesh = await runMesh(`union() { ${program} translate([-50, 0, 0]) cube(1); }`);
    const cells = cellsOf(mesh);
    const volume = cells?.reduce((sum, points) => sum + hullVolume(points), 0) ?? Number.NaN;
    expect(Math.abs(volume - factsOf(mesh).volume)).toBeLessThan(1e-9 * volume);
    expect(cells?.length).toBeLessThanOrEqual(most + 1);
  });
});
