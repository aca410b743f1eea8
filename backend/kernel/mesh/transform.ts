// Affine maps, bounds and colors of meshes (spec/geometry.md §4.2, §4.3, §7.7).
import { facetCount, type Mesh } from "../../csg/geometry.ts";
import type { Matrix, ResizeNode, Rgba } from "../../csg/nodes.ts";

/** Lower and upper corner of a bounding box. */
export interface Box {
  readonly min: readonly [number, number, number];
  readonly max: readonly [number, number, number];
}

/** The determinant of the upper left 3×3 part. */
export function determinantOf(m: Matrix): number {
  const at = (row: number, column: number): number => m[4 * row + column] as number;
  return (
    at(0, 0) * (at(1, 1) * at(2, 2) - at(1, 2) * at(2, 1)) -
    at(0, 1) * (at(1, 0) * at(2, 2) - at(1, 2) * at(2, 0)) +
    at(0, 2) * (at(1, 0) * at(2, 1) - at(1, 1) * at(2, 0))
  );
}

/**
 * Moves every vertex; a map that mirrors turns the facets round. The last row of the matrix has no meaning. What is known to
 * be convex counts as that even when it is flat, as in OpenSCAD: so it enters sums with all of its points.
 */
export function transformMesh(m: Matrix, mesh: Mesh): Mesh {
  const determinant = determinantOf(m);
  const moved: Mesh = {
    ...mesh,
    placed: { mesh, matrix: m },
    positions: transformPositions(m, mesh.positions),
  };
  return determinant < 0 ? reverseFacets(moved) : moved;
}

function transformPositions(m: Matrix, positions: Float64Array): Float64Array {
  const [xx = 1, xy = 0, xz = 0, x = 0, yx = 0, yy = 1, yz = 0, y = 0, zx = 0, zy = 0, zz = 1, z = 0] = m;
  const moved = new Float64Array(positions.length);
  for (let i = 0; i < positions.length; i += 3) {
    const u = positions[i] as number;
    const v = positions[i + 1] as number;
    const w = positions[i + 2] as number;
    moved[i] = xx * u + xy * v + xz * w + x;
    moved[i + 1] = yx * u + yy * v + yz * w + y;
    moved[i + 2] = zx * u + zy * v + zz * w + z;
  }
  return moved;
}

/** The same facets seen from the other side. */
export function reverseFacets(mesh: Mesh): Mesh {
  const { offsets, indices } = mesh;
  const reversed = new Uint32Array(indices.length);
  for (let f = 0; f + 1 < offsets.length; f++) {
    const start = offsets[f] as number;
    const end = offsets[f + 1] as number;
    for (let k = start; k < end; k++) reversed[k] = indices[start + end - 1 - k] as number;
  }
  return { ...mesh, indices: reversed };
}

/** One color for all facets, in place of any they had. */
export function colorMesh(color: Rgba, mesh: Mesh): Mesh {
  return { ...mesh, placed: undefined, colors: [color], facetColors: new Int32Array(facetCount(mesh)) };
}

/** The box of all vertices, also of those that no facet uses; undefined when there are no facets. */
export function boundsOfMesh({ positions, indices }: Mesh): Box | undefined {
  if (indices.length === 0) return undefined;
  const min: [number, number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const max: [number, number, number] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let k = 0; k < positions.length; k++) {
    const axis = k % 3;
    const value = positions[k] as number;
    if (value < (min[axis] as number)) min[axis] = value;
    if (value > (max[axis] as number)) max[axis] = value;
  }
  return { min, max };
}

/** The scaling about the origin that gives a box the wanted sides. A side that is 0 cannot grow: no check is made. */
export function resizeMatrix({ newsize, auto }: ResizeNode, { min, max }: Box): Matrix {
  const size = [max[0] - min[0], max[1] - min[1], max[2] - min[2]];
  let largest: 0 | 1 | 2 = 0;
  if (newsize[1] > newsize[largest]) largest = 1;
  if (newsize[2] > newsize[largest]) largest = 2;
  const scaleOf = (axis: 0 | 1 | 2): number => (newsize[axis] > 0 ? newsize[axis] / (size[axis] as number) : 1);
  const automatic = scaleOf(largest);
  const factor = (axis: 0 | 1 | 2): number => (auto[axis] && !(newsize[axis] > 0) ? automatic : scaleOf(axis));
  return [factor(0), 0, 0, 0, 0, factor(1), 0, 0, 0, 0, factor(2), 0, 0, 0, 0, 1];
}
