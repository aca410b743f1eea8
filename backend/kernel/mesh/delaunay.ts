// Improves the triangulation of a facet by flipping edges until it is Delaunay (spec/geometry.md §8.2).
import type { Projection } from "./projection.ts";

/** Flips inner edges of `triangles` (corners of the facet, three each, counter-clockwise) in place. */
export function refine(plane: Projection, triangles: Int32Array): void {
  const twins = pairEdges(plane.count, triangles);
  const waiting = new Uint8Array(triangles.length);
  const stack: number[] = [];
  const wait = (edge: number): void => {
    const twin = twins[edge] as number;
    if (twin < 0 || waiting[edge] === 1 || waiting[twin] === 1) return;
    waiting[edge] = 1;
    stack.push(edge);
  };
  for (let edge = 0; edge < triangles.length; edge++) wait(edge);
  for (let edge = stack.pop(); edge !== undefined; edge = stack.pop()) {
    waiting[edge] = 0;
    const twin = twins[edge] as number;
    const a = triangles[edge] as number;
    const b = triangles[twin] as number;
    const c = triangles[before(edge)] as number;
    const d = triangles[before(twin)] as number;
    if (plane.kept.has(a * plane.count + b) || !plane.mustFlip(a, d, b, c)) continue;
    flip(triangles, twins, edge);
    for (const side of [after(edge), before(edge), after(twin), before(twin)]) wait(side);
  }
}

/** The next edge of the same triangle. */
function after(edge: number): number {
  return edge % 3 === 2 ? edge - 2 : edge + 1;
}

function before(edge: number): number {
  return edge % 3 === 0 ? edge + 2 : edge - 1;
}

/** For each edge (from corner `triangles[edge]` to the next) the same edge in the neighbor triangle, −1 on the border. */
function pairEdges(count: number, triangles: Int32Array): Int32Array {
  const twins = new Int32Array(triangles.length).fill(-1);
  const open = new Map<number, number>();
  for (let edge = 0; edge < triangles.length; edge++) {
    const from = triangles[edge] as number;
    const to = triangles[after(edge)] as number;
    const twin = open.get(to * count + from);
    if (twin === undefined) {
      open.set(from * count + to, edge);
      continue;
    }
    open.delete(to * count + from);
    twins[edge] = twin;
    twins[twin] = edge;
  }
  return twins;
}

/** Turns the edge a–b of the quadrilateral a d b c into d–c. The same two places in the arrays hold it afterwards. */
function flip(triangles: Int32Array, twins: Int32Array, edge: number): void {
  const twin = twins[edge] as number;
  const [bc, ca, ad, db] = [after(edge), before(edge), after(twin), before(twin)];
  const [a, b] = [triangles[edge] as number, triangles[twin] as number];
  const [c, d] = [triangles[ca] as number, triangles[db] as number];
  const [beyondBc, beyondCa, beyondAd, beyondDb] = [twins[bc], twins[ca], twins[ad], twins[db]] as [
    number,
    number,
    number,
    number,
  ];
  const place = (at: number, corner: number, beyond: number): void => {
    triangles[at] = corner;
    twins[at] = beyond;
    if (beyond >= 0) twins[beyond] = at;
  };
  triangles[edge] = d;
  place(bc, c, beyondCa);
  place(ca, a, beyondAd);
  triangles[twin] = c;
  place(ad, d, beyondDb);
  place(db, b, beyondBc);
}
