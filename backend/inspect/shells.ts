// The connected parts of a soup: which triangles hang together, and which of these parts are closed.
import { VertexSets } from "../kernel/mesh/weld.ts";
import { Edges } from "./edges.ts";
import type { Soup } from "./soup.ts";

export interface Shell {
  readonly triangles: readonly number[];
  /** True when every edge is used as often one way as the other within the shell. */
  readonly closed: boolean;
}

/** Shells meet in edges with two facets. Where more meet, parts that are closed without each other stay apart. */
export function shellsOf({ positions, triangles, origins }: Soup): readonly Shell[] {
  const edges = new Edges(positions.length / 3, triangles);
  const parts = new VertexSets(origins.length);
  const crowded: number[] = [];
  for (let edge = 0; edge < edges.count; edge++) {
    const members = edges.members(edge);
    if (members.length === 2) parts.join(triangleOf(members[0] as number), triangleOf(members[1] as number));
    else if (members.length > 2) crowded.push(edge);
  }
  const open = new Set<number>();
  const rootsBefore = crowded.map((edge) => [...edges.members(edge)].map((member) => parts.find(triangleOf(member))));
  for (const [at, edge] of crowded.entries()) {
    const roots = rootsBefore[at] as number[];
    const sums = new Map<number, number>();
    for (const [k, member] of edges.members(edge).entries()) {
      const root = roots[k] as number;
      sums.set(root, (sums.get(root) ?? 0) + (edges.isForward(member) ? 1 : -1));
    }
    const uneven = [...sums].filter(([, sum]) => sum !== 0).map(([root]) => root);
    for (const root of uneven) parts.join(uneven[0] as number, root);
  }
  for (let edge = 0; edge < edges.count; edge++) {
    const members = edges.members(edge);
    if (edges.imbalance(members) !== 0) for (const member of members) open.add(parts.find(triangleOf(member)));
  }
  const shells = new Map<number, number[]>();
  for (let triangle = 0; triangle < origins.length; triangle++) {
    const root = parts.find(triangle);
    const own = shells.get(root);
    if (own === undefined) shells.set(root, [triangle]);
    else own.push(triangle);
  }
  return [...shells].map(([root, members]) => ({ triangles: members, closed: !open.has(root) }));
}

function triangleOf(halfEdge: number): number {
  return Math.floor(halfEdge / 3);
}
