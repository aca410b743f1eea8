// Predictable output (feature `predictible-output`, spec/geometry.md §11.2): the same mesh gives the same file whatever
// order the kernel left it in.
import { facetCount, type Mesh } from "../csg/geometry.ts";

/** The mesh with −0 replaced, distinct vertices and facets in lexicographic order; each facet starts at its smallest index. */
export function sortMesh(mesh: Mesh): Mesh {
  const { positions, offsets, indices } = mesh;
  // Adding 0 turns −0 into 0.
  const clean = positions.map((value) => value + 0);
  const used = new Uint8Array(positions.length / 3);
  for (const index of indices) used[index] = 1;
  const order = Uint32Array.from(used.keys().filter((vertex) => used[vertex] === 1));
  order.sort((a, b) => compareVertices(clean, a, b));

  const renumbered = new Uint32Array(used.length);
  const kept = new Float64Array(3 * order.length);
  let count = 0;
  for (let i = 0; i < order.length; i++) {
    const vertex = order[i] as number;
    if (i === 0 || compareVertices(clean, vertex, order[i - 1] as number) !== 0) {
      kept.set(clean.subarray(3 * vertex, 3 * vertex + 3), 3 * count);
      count++;
    }
    renumbered[vertex] = count - 1;
  }

  const facets = facetCount(mesh);
  const corners = new Uint32Array(indices.length);
  for (let facet = 0; facet < facets; facet++) {
    rotateFacet(indices, renumbered, corners, offsets[facet] as number, offsets[facet + 1] as number);
  }
  const facetOrder = Uint32Array.from({ length: facets }, (_, facet) => facet);
  facetOrder.sort((a, b) => compareFacets(corners, offsets, a, b));

  const sortedOffsets = new Uint32Array(facets + 1);
  const sortedIndices = new Uint32Array(indices.length);
  const facetColors = mesh.facetColors === undefined ? undefined : new Int32Array(facets);
  let at = 0;
  for (let i = 0; i < facets; i++) {
    const facet = facetOrder[i] as number;
    for (let from = offsets[facet] as number; from < (offsets[facet + 1] as number); from++) {
      sortedIndices[at++] = corners[from] as number;
    }
    sortedOffsets[i + 1] = at;
    if (facetColors !== undefined) facetColors[i] = mesh.facetColors?.[facet] ?? -1;
  }
  return { ...mesh, positions: kept.slice(0, 3 * count), offsets: sortedOffsets, indices: sortedIndices, facetColors };
}

function compareVertices(positions: Float64Array, a: number, b: number): number {
  for (let axis = 0; axis < 3; axis++) {
    const difference = (positions[3 * a + axis] as number) - (positions[3 * b + axis] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Writes the corners `start..end` renumbered, starting with the smallest. */
function rotateFacet(
  indices: Uint32Array,
  renumbered: Uint32Array,
  corners: Uint32Array,
  start: number,
  end: number,
): void {
  let first = start;
  let smallest = Number.POSITIVE_INFINITY;
  for (let at = start; at < end; at++) {
    const index = renumbered[indices[at] as number] as number;
    if (index < smallest) {
      smallest = index;
      first = at;
    }
  }
  for (let i = 0; i < end - start; i++) {
    const from = first + i < end ? first + i : first + i - (end - start);
    corners[start + i] = renumbered[indices[from] as number] as number;
  }
}

function compareFacets(corners: Uint32Array, offsets: Uint32Array, a: number, b: number): number {
  let atA = offsets[a] as number;
  let atB = offsets[b] as number;
  const endA = offsets[a + 1] as number;
  const endB = offsets[b + 1] as number;
  while (atA < endA && atB < endB) {
    const difference = (corners[atA++] as number) - (corners[atB++] as number);
    if (difference !== 0) return difference;
  }
  return endA - atA - (endB - atB);
}
