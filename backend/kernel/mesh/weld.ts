// Joins vertices of a triangle mesh that stand at the same place: the two repairs that happen silently when a mesh becomes
// a solid (spec/geometry.md §8.3).

/** Sets of vertices, or of other numbered things, that are to become one. */
export class VertexSets {
  readonly #parents: Uint32Array;
  #joined = false;

  constructor(count: number) {
    this.#parents = new Uint32Array(count);
    for (let k = 0; k < count; k++) this.#parents[k] = k;
  }

  get hasJoined(): boolean {
    return this.#joined;
  }

  find(vertex: number): number {
    const parents = this.#parents;
    let root = vertex;
    while (parents[root] !== root) root = parents[root] as number;
    for (let k = vertex; k !== root; ) {
      const up = parents[k] as number;
      parents[k] = root;
      k = up;
    }
    return root;
  }

  /** The lower number stands for both. */
  join(a: number, b: number): void {
    const one = this.find(a);
    const other = this.find(b);
    if (one === other) return;
    this.#parents[Math.max(one, other)] = Math.min(one, other);
    this.#joined = true;
  }
}

/** Renumbered triangles; a triangle that lost a corner keeps its place with equal indices, see `isCollapsed`. */
function renumber(triangles: Uint32Array, sets: VertexSets): Uint32Array {
  return triangles.map((vertex) => sets.find(vertex));
}

/** True when triangle k has two equal corners. */
export function isCollapsed(triangles: Uint32Array, k: number): boolean {
  const a = triangles[3 * k];
  const b = triangles[3 * k + 1];
  const c = triangles[3 * k + 2];
  return a === b || b === c || c === a;
}

/**
 * Shrinks edges whose ends stand at the same place to points. The triangles beside them collapse. Returns the same array
 * when there are none, which is the normal case.
 */
export function contractEdges(positions: Float64Array, triangles: Uint32Array): Uint32Array {
  let sets: VertexSets | undefined;
  for (let k = 0; k < triangles.length; k++) {
    const from = triangles[k] as number;
    const to = triangles[k % 3 === 2 ? k - 2 : k + 1] as number;
    if (positions[3 * from] !== positions[3 * to] || from === to) continue;
    if (positions[3 * from + 1] !== positions[3 * to + 1] || positions[3 * from + 2] !== positions[3 * to + 2])
      continue;
    sets ??= new VertexSets(positions.length / 3);
    sets.join(from, to);
  }
  return sets === undefined ? triangles : renumber(triangles, sets);
}

/** Relative to the size of the mesh: what rounding of doubles can move apart. */
const ROUNDING = 1e-12;

/**
 * Joins the ends of open edges that stand at the same place: up to rounding, or up to `within` along each axis. Returns the
 * same array when there are none.
 */
export function mergeOpenEdges(positions: Float64Array, triangles: Uint32Array, within?: number): Uint32Array {
  const open = openVertices(positions.length / 3, triangles);
  let size = 0;
  for (const vertex of open) {
    for (let axis = 0; axis < 3; axis++) size = Math.max(size, Math.abs(positions[3 * vertex + axis] as number));
  }
  const tolerance = within ?? ROUNDING * size;
  // Along a direction that no facet is likely to be square to, only neighbors in space are neighbors in order.
  const along = (vertex: number): number =>
    0.3718 * (positions[3 * vertex] as number) +
    0.5527 * (positions[3 * vertex + 1] as number) +
    0.7459 * (positions[3 * vertex + 2] as number);
  const near = (a: number, b: number, axis: number): boolean =>
    Math.abs((positions[3 * a + axis] as number) - (positions[3 * b + axis] as number)) <= tolerance;
  open.sort((a, b) => along(a) - along(b));
  const sets = new VertexSets(positions.length / 3);
  for (let k = 0; k < open.length; k++) {
    const a = open[k] as number;
    for (let other = k + 1; other < open.length; other++) {
      const b = open[other] as number;
      if (!(along(b) - along(a) <= 2 * tolerance)) break;
      if (near(a, b, 0) && near(a, b, 1) && near(a, b, 2)) sets.join(a, b);
    }
  }
  return sets.hasJoined ? renumber(triangles, sets) : triangles;
}

/** The ends of edges that do not occur as often one way as the other. */
function openVertices(count: number, triangles: Uint32Array): number[] {
  const balance = new Map<number, number>();
  for (let k = 0; k < triangles.length; k++) {
    if (isCollapsed(triangles, Math.floor(k / 3))) continue;
    const from = triangles[k] as number;
    const to = triangles[k % 3 === 2 ? k - 2 : k + 1] as number;
    const key = from < to ? from * count + to : to * count + from;
    const difference = (balance.get(key) ?? 0) + (from < to ? 1 : -1);
    // Most edges are used again soon: the table stays small.
    if (difference === 0) balance.delete(key);
    else balance.set(key, difference);
  }
  const vertices = new Set<number>();
  for (const key of balance.keys()) {
    vertices.add(Math.floor(key / count));
    vertices.add(key % count);
  }
  return [...vertices];
}
