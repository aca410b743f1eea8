// The edges of a triangle soup: every half-edge with the others between the same two vertices. Half-edge h goes from corner
// `triangles[h]` to the next corner of its triangle.
import { after } from "../kernel/mesh/orient.ts";

/** Items with equal keys, side by side: group g is `order[starts[g] .. starts[g + 1])`. */
export interface Groups {
  readonly order: Uint32Array;
  readonly starts: Uint32Array;
}

/**
 * Groups items 0, 1, … by `low` (below `lowCount`) and `key` (a whole number); within a group they stay in order. A bucket
 * sort by `low`, then a sort of each bucket: no object is made per item.
 */
export function groupItems(low: Uint32Array, key: Float64Array, lowCount: number): Groups {
  const bounds = new Uint32Array(lowCount + 1);
  for (const value of low) bounds[value + 1] = (bounds[value + 1] as number) + 1;
  for (let k = 0; k < lowCount; k++) bounds[k + 1] = (bounds[k + 1] as number) + (bounds[k] as number);
  const order = new Uint32Array(low.length);
  const next = bounds.slice(0, lowCount);
  for (let item = 0; item < low.length; item++) {
    const bucket = low[item] as number;
    const at = next[bucket] as number;
    order[at] = item;
    next[bucket] = at + 1;
  }
  const starts = new Uint32Array(low.length + 1);
  let groups = 0;
  for (let bucket = 0; bucket < lowCount; bucket++) {
    const from = bounds[bucket] as number;
    const to = bounds[bucket + 1] as number;
    sortByKey(order, key, from, to);
    for (let at = from; at < to; at++) {
      if (at > from && key[order[at] as number] === key[order[at - 1] as number]) continue;
      starts[groups++] = at;
    }
  }
  starts[groups] = low.length;
  return { order, starts: starts.slice(0, groups + 1) };
}

/** Buckets are small, as vertices have few neighbors; a bucket that is not takes the general way. */
function sortByKey(order: Uint32Array, key: Float64Array, from: number, to: number): void {
  if (to - from > 32) {
    order.subarray(from, to).sort((a, b) => (key[a] as number) - (key[b] as number) || a - b);
    return;
  }
  for (let at = from + 1; at < to; at++) {
    const item = order[at] as number;
    const value = key[item] as number;
    let place = at;
    while (place > from && (key[order[place - 1] as number] as number) > value) {
      order[place] = order[place - 1] as number;
      place--;
    }
    order[place] = item;
  }
}

/** Half-edges by the vertices at their ends, whatever their direction. No triangle may repeat a corner. */
export class Edges {
  readonly triangles: Uint32Array;
  readonly #groups: Groups;

  constructor(vertexCount: number, triangles: Uint32Array) {
    this.triangles = triangles;
    const low = new Uint32Array(triangles.length);
    const high = new Float64Array(triangles.length);
    for (let edge = 0; edge < triangles.length; edge++) {
      const from = triangles[edge] as number;
      const to = triangles[after(edge)] as number;
      low[edge] = Math.min(from, to);
      high[edge] = Math.max(from, to);
    }
    this.#groups = groupItems(low, high, vertexCount);
  }

  get count(): number {
    return this.#groups.starts.length - 1;
  }

  /** The half-edges of an edge. */
  members(edge: number): Uint32Array {
    const { order, starts } = this.#groups;
    return order.subarray(starts[edge] as number, starts[edge + 1] as number);
  }

  isForward(halfEdge: number): boolean {
    return (this.triangles[halfEdge] as number) < (this.triangles[after(halfEdge)] as number);
  }

  /** How much oftener an edge is used in one direction than in the other: 0 where no surface ends. */
  imbalance(members: Uint32Array): number {
    let sum = 0;
    for (const member of members) sum += this.isForward(member) ? 1 : -1;
    return Math.abs(sum);
  }

  /** The half-edges of all edges that are used oftener in one direction than in the other. */
  unbalanced(): number[] {
    const found: number[] = [];
    for (let edge = 0; edge < this.count; edge++) {
      const members = this.members(edge);
      if (this.imbalance(members) !== 0) for (const member of members) found.push(member);
    }
    return found;
  }
}
