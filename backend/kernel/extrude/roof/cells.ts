// The cells of a skeleton: for every site the closed path around the part of the plane that the front swept from it.
import { type Skeleton, SkeletonError } from "./skeleton.ts";

/** A line between two cells, from one junction of such lines to another. */
export interface Border {
  /** Sites on its left and right. */
  readonly left: number;
  readonly right: number;
  /** Nodes along it, both ends included. */
  readonly path: readonly number[];
}

/** A closed path around a cell, counter-clockwise, without repeating the first node. */
export interface Cell {
  readonly site: number;
  readonly path: readonly number[];
}

/** One direction of an arc that separates two cells. */
interface HalfArc {
  readonly arc: number;
  readonly to: number;
  readonly left: number;
  readonly right: number;
}

/** The borders of all cells: arcs between the same two sites are joined where nothing else ends. */
export function findBorders({ arcs, edges }: Skeleton): Border[] {
  const outgoing = new Map<number, HalfArc[]>();
  const add = (from: number, half: HalfArc): void => {
    const known = outgoing.get(from);
    if (known === undefined) outgoing.set(from, [half]);
    else known.push(half);
  };
  arcs.forEach(({ from, to, left, right }, arc) => {
    const [a, b] = [siteOf(edges, left), siteOf(edges, right)];
    // Between two edges of one corner there is no border.
    if (a === b) return;
    add(from, { arc, to, left: a, right: b });
    add(to, { arc, to: from, left: b, right: a });
  });
  const isJunction = (node: number): boolean => {
    const [a, b, ...others] = outgoing.get(node) ?? [];
    return a === undefined || b === undefined || others.length > 0 || a.left !== b.right || a.right !== b.left;
  };
  const borders: Border[] = [];
  const used = new Set<number>();
  const follow = (start: number, first: HalfArc): void => {
    if (used.has(first.arc)) return;
    const path = [start];
    for (let half: HalfArc | undefined = first; half !== undefined; ) {
      const { arc, to }: HalfArc = half;
      used.add(arc);
      path.push(to);
      half = isJunction(to) ? undefined : outgoing.get(to)?.find((next) => !used.has(next.arc));
    }
    borders.push({ left: first.left, right: first.right, path });
  };
  for (const [node, halves] of outgoing) if (isJunction(node)) for (const half of halves) follow(node, half);
  // Closed borders without a junction.
  for (const [node, halves] of outgoing) for (const half of halves) follow(node, half);
  return borders;
}

function siteOf(edges: Skeleton["edges"], edge: number): number {
  return (edges[edge] as Skeleton["edges"][number]).site;
}

/** Puts the borders of each cell, and the segment of the outline that it stands on, one after the other. */
export function findCells({ edges, sites }: Skeleton, borders: readonly Border[]): Cell[] {
  const pieces: Map<number, (readonly number[])[]>[] = sites.map(() => new Map());
  const add = (site: number, path: readonly number[]): void => {
    const from = path[0] as number;
    const known = pieces[site]?.get(from);
    if (known === undefined) pieces[site]?.set(from, [path]);
    else known.push(path);
  };
  for (const { site, from, to } of edges) if (from !== to) add(site, [from, to]);
  for (const { left, right, path } of borders) {
    add(left, path);
    add(right, [...path].reverse());
  }
  return pieces.flatMap((byStart, site): Cell[] => {
    const cells: Cell[] = [];
    for (const paths of byStart.values()) {
      for (let first = paths.pop(); first !== undefined; first = paths.pop()) {
        const start = first[0];
        const path: number[] = [];
        for (let piece: readonly number[] = first; ; ) {
          path.push(...piece.slice(0, -1));
          const end = piece.at(-1) as number;
          if (end === start) break;
          const next = byStart.get(end)?.pop();
          if (next === undefined) throw new SkeletonError("a face is not closed");
          piece = next;
        }
        cells.push({ site, path });
      }
    }
    return cells;
  });
}
