// Which diagonals of a facet's sweep are never flipped (backend/kernel/mesh/monotone.ts), against triangles of OpenSCAD.
import { expect, test } from "bun:test";
import { FacetTriangulator } from "../../../backend/kernel/mesh/facet.ts";

/** Its corner 6 splits the inside: the sweep joins it to corner 1, the left end of the edge below or above. */
const heptagon = [
  [12.133, 8.384],
  [9.209, 3.638],
  [4.67, 5.946],
  [0.787, 11.64],
  [7.02, 18.241],
  [15.078, 16.539],
  [11.86, 10.895],
] as const;

/** The triangles of the facet with these corners, each from its smallest corner, in order. */
function trianglesOf(corners: readonly number[]): string[] {
  const triangles: string[] = [];
  const positions = Float32Array.from(heptagon.flatMap(([x, y]) => [x, y, 0]));
  new FacetTriangulator(positions).triangulate(corners, corners.length, (...triangle) => {
    triangles.push(triangle.toSorted((a, b) => a - b).join(" "));
  });
  return triangles.sort();
}

test("the sweep's diagonal to the left end of the lower edge stays, though it is not Delaunay", () => {
  expect(trianglesOf([6, 5, 4, 3, 2, 1, 0])).toEqual(["0 1 6", "1 2 6", "2 3 6", "3 4 6", "4 5 6"]);
});

test("seen from the other side, where that edge is the upper one, it is flipped", () => {
  expect(trianglesOf([0, 1, 2, 3, 4, 5, 6])).toEqual(["0 1 2", "0 2 6", "2 3 6", "3 4 6", "4 5 6"]);
});
