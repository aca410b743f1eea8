// T-vertices: a vertex at a border that lies on an edge of another border. The triangle beside that edge is split there, so
// that both borders have the same edges and meet.
import { after } from "../../kernel/mesh/orient.ts";
import type { Context } from "../../shared/context.ts";
import { BoxTree } from "../box-tree.ts";
import { Edges } from "../edges.ts";
import type { Soup } from "../soup.ts";
import { issue, repair, type Step, unchanged } from "./step.ts";

/** A triangle loses one edge in a round; the parts of a split edge may have vertices of others on them. */
const mostRounds = 16;

export const splitAtVertices: Step = (ctx, given, tolerance) => {
  let soup = given;
  let count = 0;
  for (let round = 0; round < mostRounds; round++) {
    const splits = findSplits(ctx, soup, tolerance);
    if (splits.size === 0) break;
    for (const vertices of splits.values()) count += vertices.length;
    soup = split(soup, splits);
  }
  if (count === 0) return unchanged(given);
  const code = "t-vertices";
  return { soup, issues: [issue(code, count)], repairs: [repair(code, count)] };
};

/** Half-edge → the vertices on it in order; one half-edge per triangle. */
type Splits = ReadonlyMap<number, readonly number[]>;

function findSplits(ctx: Context, { positions, triangles }: Soup, tolerance: number): Splits {
  const open = new Edges(positions.length / 3, triangles).unbalanced();
  const splits = new Map<number, readonly number[]>();
  if (open.length === 0) return splits;
  const vertices = [...new Set(open.flatMap((edge) => [triangles[edge] as number, triangles[after(edge)] as number]))];
  const boxes = new Float64Array(6 * vertices.length);
  for (const [at, vertex] of vertices.entries()) {
    const point = positions.subarray(3 * vertex, 3 * vertex + 3);
    boxes.set(point, 6 * at);
    boxes.set(point, 6 * at + 3);
  }
  const tree = new BoxTree(boxes);
  const split = new Set<number>();
  for (const edge of open) {
    ctx.deadline.check();
    const triangle = Math.floor(edge / 3);
    if (split.has(triangle)) continue;
    const segment = new Segment(positions, triangles[edge] as number, triangles[after(edge)] as number);
    const opposite = triangles[after(after(edge))] as number;
    const on: { readonly vertex: number; readonly along: number }[] = [];
    tree.overlapping(segment.box(tolerance), (item) => {
      const vertex = vertices[item] as number;
      const along = vertex === opposite ? undefined : segment.locate(vertex, tolerance);
      if (along !== undefined) on.push({ vertex, along });
    });
    if (on.length === 0) continue;
    on.sort((a, b) => a.along - b.along);
    split.add(triangle);
    // Vertices in the same place would make a triangle without area.
    const apart = on.filter(({ along }, at) => at === 0 || along - (on[at - 1] as { along: number }).along > tolerance);
    splits.set(
      edge,
      apart.map(({ vertex }) => vertex),
    );
  }
  return splits;
}

function split({ positions, triangles, origins }: Soup, splits: Splits): Soup {
  const added = [...splits.values()].reduce((sum, vertices) => sum + vertices.length, 0);
  const more = new Uint32Array(triangles.length + 3 * added);
  const moreOrigins = new Uint32Array(origins.length + added);
  more.set(triangles);
  moreOrigins.set(origins);
  let used = origins.length;
  for (const [edge, vertices] of splits) {
    const triangle = Math.floor(edge / 3);
    const opposite = triangles[after(after(edge))] as number;
    const end = triangles[after(edge)] as number;
    // The first part keeps the triangle's place.
    more[after(edge)] = vertices[0] as number;
    for (const [at, vertex] of vertices.entries()) {
      more.set([vertex, vertices[at + 1] ?? end, opposite], 3 * used);
      moreOrigins[used++] = origins[triangle] as number;
    }
  }
  return { positions, triangles: more, origins: moreOrigins };
}

class Segment {
  readonly #positions: Float64Array;
  readonly #a: number;
  readonly #b: number;
  readonly #direction: readonly [number, number, number];
  readonly #length: number;

  constructor(positions: Float64Array, a: number, b: number) {
    this.#positions = positions;
    this.#a = a;
    this.#b = b;
    const side = (axis: number): number => (positions[3 * b + axis] as number) - (positions[3 * a + axis] as number);
    this.#length = Math.hypot(side(0), side(1), side(2));
    this.#direction = [side(0) / this.#length, side(1) / this.#length, side(2) / this.#length];
  }

  box(margin: number): number[] {
    const at = (vertex: number, axis: number): number => this.#positions[3 * vertex + axis] as number;
    const ends = [0, 1, 2].map((axis) => [at(this.#a, axis), at(this.#b, axis)] as const);
    return [...ends.map(([a, b]) => Math.min(a, b) - margin), ...ends.map(([a, b]) => Math.max(a, b) + margin)];
  }

  /** The distance from the first end to a vertex on the segment; undefined for one that is not, or that is at an end. */
  locate(vertex: number, tolerance: number): number | undefined {
    if (vertex === this.#a || vertex === this.#b) return undefined;
    const p = this.#positions;
    const offset = (axis: number): number => (p[3 * vertex + axis] as number) - (p[3 * this.#a + axis] as number);
    const [x, y, z] = [offset(0), offset(1), offset(2)];
    const [dx, dy, dz] = this.#direction;
    const along = x * dx + y * dy + z * dz;
    if (!(along > tolerance && along < this.#length - tolerance)) return undefined;
    const away = Math.hypot(x - along * dx, y - along * dy, z - along * dz);
    return away <= tolerance ? along : undefined;
  }
}
