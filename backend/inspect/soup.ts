// The form in which a mesh is examined: triangles over vertices, each with the number of the facet that it came from.
import type { Mesh } from "../csg/geometry.ts";
import { dropUnused, tessellate, triangleOffsets } from "../kernel/mesh/tessellate.ts";
import type { Context } from "../shared/context.ts";

export interface Soup {
  /** x, y, z per vertex. */
  readonly positions: Float64Array;
  /** Three vertices per triangle. */
  readonly triangles: Uint32Array;
  /** For each triangle the one of the mesh that it is or is a part of. */
  readonly origins: Uint32Array;
}

/** Gaps and overlaps that are smaller do not count: 0.0001 mm (spec/server.md R-52), less in models below 10 mm. */
const largestTolerance = 1e-4;
const toleranceShare = 1e-5;

/** The triangles of a mesh, and the triangular mesh that `origins` and colors refer to. */
export function soupOf(ctx: Context, mesh: Mesh): { readonly soup: Soup; readonly triangular: Mesh } {
  const triangular = tessellate(ctx, mesh);
  const { positions, indices } = triangular;
  const origins = Uint32Array.from({ length: indices.length / 3 }, (_, triangle) => triangle);
  return { soup: { positions, triangles: indices, origins }, triangular };
}

/** The mesh of a soup with the colors of the triangles that it came from. */
export function meshOfSoup({ positions, triangles, origins }: Soup, { colors, facetColors }: Mesh): Mesh {
  const mesh: Mesh = { dimension: 3, ...dropUnused(positions, triangles), offsets: triangleOffsets(origins.length) };
  if (colors === undefined || facetColors === undefined) return mesh;
  return { ...mesh, colors, facetColors: Int32Array.from(origins, (origin) => facetColors[origin] as number) };
}

/** The triangles for which `keep` is true; the same soup when those are all. */
export function filterTriangles(soup: Soup, keep: (triangle: number) => boolean): Soup {
  const { triangles, origins } = soup;
  const kept = new Uint32Array(triangles.length);
  const keptOrigins = new Uint32Array(origins.length);
  let count = 0;
  for (let triangle = 0; triangle < origins.length; triangle++) {
    if (!keep(triangle)) continue;
    kept.set(triangles.subarray(3 * triangle, 3 * triangle + 3), 3 * count);
    keptOrigins[count++] = origins[triangle] as number;
  }
  if (count === origins.length) return soup;
  return { ...soup, triangles: kept.slice(0, 3 * count), origins: keptOrigins.slice(0, count) };
}

/** The distance below which points are the same place, from the finite coordinates of a mesh. */
export function toleranceOf({ positions, triangles }: Pick<Soup, "positions" | "triangles">): number {
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const vertex of triangles) {
    for (let axis = 0; axis < 3; axis++) {
      const value = positions[3 * vertex + axis] as number;
      if (!Number.isFinite(value)) continue;
      if (value < (low[axis] as number)) low[axis] = value;
      if (value > (high[axis] as number)) high[axis] = value;
    }
  }
  const sides = high.map((value, axis) => Math.max(0, value - (low[axis] as number)));
  return Math.min(largestTolerance, toleranceShare * Math.hypot(...sides));
}
