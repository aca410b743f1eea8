// What extrusions share: the budget of triangles and the packing of triangles into a mesh.
import type { Mesh } from "../../csg/geometry.ts";
import type { Context } from "../../shared/context.ts";
import { LimitError } from "../../shared/limits.ts";

/** More than this many triangles do not fit into arrays that the process could hold. */
const REPRESENTABLE = 2 ** 27;

/** Throws when a mesh of so many triangles is not allowed. Called before anything is allocated. */
export function checkTriangles(ctx: Context, count: number, position: number): void {
  const allowed = Math.min(ctx.limits.triangles, REPRESENTABLE);
  if (count > allowed) throw new LimitError("triangles", allowed, position);
}

/** A mesh of triangles. */
export function trianglesMesh(positions: Float64Array, indices: Uint32Array, convex: boolean | undefined): Mesh {
  const offsets = new Uint32Array(indices.length / 3 + 1);
  for (let i = 0; i < offsets.length; i++) offsets[i] = 3 * i;
  return { dimension: 3, positions, offsets, indices, convex };
}

/** Writes the two triangles of a side. */
export function writePair(
  indices: Uint32Array,
  at: number,
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  f: number,
): void {
  indices[at] = a;
  indices[at + 1] = b;
  indices[at + 2] = c;
  indices[at + 3] = d;
  indices[at + 4] = e;
  indices[at + 5] = f;
}
