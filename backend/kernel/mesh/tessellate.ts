// Facets to triangles, for formats that know only triangles and for conversion to a solid (spec/geometry.md §8.2).
import { facetCount, isTriangular, type Mesh } from "../../csg/geometry.ts";
import type { Context } from "../../shared/context.ts";
import { FacetTriangulator } from "./facet.ts";

/** The same surface in triangles; a mesh of triangles comes back as it is. Warns about facets with fewer than three corners. */
export function tessellate(ctx: Context, mesh: Mesh): Mesh {
  if (isTriangular(mesh)) return mesh;
  const positions = new Float32Array(mesh.positions);
  const loops = new LoopReader(positions, mesh);
  const facets = facetCount(mesh);
  // A facet of n corners gives n − 2 triangles at most.
  const triangles = new Uint32Array(3 * Math.max(0, mesh.indices.length - 2 * facets + 2 * loops.degenerate));
  const colors = mesh.facetColors === undefined ? undefined : new Int32Array(triangles.length / 3);
  let used = 0;
  let color = -1;
  const keep = (a: number, b: number, c: number): void => {
    if (colors !== undefined) colors[used / 3] = color;
    triangles[used] = a;
    triangles[used + 1] = b;
    triangles[used + 2] = c;
    used += 3;
  };
  const triangulator = new FacetTriangulator(positions);
  for (let facet = 0; facet < facets; facet++) {
    const count = loops.read(facet);
    if (count < 3) continue;
    const { corners } = loops;
    color = mesh.facetColors?.[facet] ?? -1;
    if (count === 3) keep(corners[0] as number, corners[1] as number, corners[2] as number);
    else triangulator.triangulate(corners, count, keep);
  }
  if (loops.degenerate > 0) {
    ctx.report.push({
      severity: "warning",
      code: "degenerate-polygons",
      message: "PolySet has degenerate polygons",
    });
  }
  const compact = dropUnused(mesh.positions, triangles.subarray(0, used));
  const result: Mesh = { dimension: 3, ...compact, offsets: triangleOffsets(used / 3), convex: mesh.convex };
  if (colors === undefined || mesh.colors === undefined) return result;
  return { ...result, colors: mesh.colors, facetColors: colors.subarray(0, used / 3) };
}

/** The offsets of `count` triangles. */
export function triangleOffsets(count: number): Uint32Array {
  const offsets = new Uint32Array(count + 1);
  for (let k = 1; k <= count; k++) offsets[k] = 3 * k;
  return offsets;
}

/** Removes vertices that no triangle uses; the others keep their order. */
export function dropUnused(
  positions: Float64Array,
  indices: Uint32Array,
): { readonly positions: Float64Array; readonly indices: Uint32Array } {
  const places = new Int32Array(positions.length / 3).fill(-1);
  for (const index of indices) places[index] = 0;
  let count = 0;
  for (let k = 0; k < places.length; k++) if (places[k] === 0) places[k] = count++;
  if (count === places.length) return { positions, indices };
  const kept = new Float64Array(3 * count);
  for (let k = 0; k < places.length; k++) {
    const at = places[k] as number;
    if (at >= 0) kept.set(positions.subarray(3 * k, 3 * k + 3), 3 * at);
  }
  return { positions: kept, indices: indices.map((index) => places[index] as number) };
}

/** Reads the corners of a facet without the ones that stand, in single precision, where the one before stands. */
class LoopReader {
  readonly #positions: Float32Array;
  readonly #mesh: Mesh;
  /** The corners of the facet read last. */
  readonly corners: Uint32Array;
  /** Facets of the mesh with fewer than three corners. */
  readonly degenerate: number;

  constructor(positions: Float32Array, mesh: Mesh) {
    this.#positions = positions;
    this.#mesh = mesh;
    let longest = 0;
    let degenerate = 0;
    for (let facet = 0; facet < facetCount(mesh); facet++) {
      const length = (mesh.offsets[facet + 1] as number) - (mesh.offsets[facet] as number);
      if (length > longest) longest = length;
      if (length < 3) degenerate++;
    }
    this.corners = new Uint32Array(longest);
    this.degenerate = degenerate;
  }

  /** Fills `corners` and says how many there are. Corners with infinities or NaN are left out of larger facets. */
  read(facet: number): number {
    const { offsets, indices } = this.#mesh;
    const { corners } = this;
    const end = offsets[facet + 1] as number;
    let count = 0;
    for (let k = offsets[facet] as number; k < end; k++) {
      const index = indices[k] as number;
      if (count > 0 && this.#coincide(index, corners[count - 1] as number)) continue;
      corners[count++] = index;
    }
    while (count > 1 && this.#coincide(corners[count - 1] as number, corners[0] as number)) count--;
    return count > 3 ? this.#clean(count) : count;
  }

  /** Drops corners that are not finite, and the tips of spikes (a, b, a). */
  #clean(count: number): number {
    const { corners } = this;
    let kept = 0;
    for (let k = 0; k < count; k++) {
      const index = corners[k] as number;
      if (!this.#isFinite(index)) continue;
      if (kept >= 2 && this.#coincide(corners[kept - 2] as number, index)) kept--;
      else corners[kept++] = index;
    }
    while (kept >= 3) {
      const first = corners[0] as number;
      if (this.#coincide(first, corners[kept - 1] as number)) kept--;
      else if (this.#coincide(first, corners[kept - 2] as number)) kept -= 2;
      else if (this.#coincide(corners[1] as number, corners[kept - 1] as number)) {
        corners.copyWithin(0, 1, kept--);
        kept--;
      } else break;
    }
    return kept;
  }

  #isFinite(index: number): boolean {
    const positions = this.#positions;
    const sum =
      (positions[3 * index] as number) + (positions[3 * index + 1] as number) + (positions[3 * index + 2] as number);
    return Number.isFinite(sum);
  }

  #coincide(a: number, b: number): boolean {
    const positions = this.#positions;
    return (
      a === b ||
      (positions[3 * a] === positions[3 * b] &&
        positions[3 * a + 1] === positions[3 * b + 1] &&
        positions[3 * a + 2] === positions[3 * b + 2])
    );
  }
}
