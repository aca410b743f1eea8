// Triangles with three different corners in a line: the edge opposite to the middle corner is turned, so that the middle
// corner becomes one of the neighbor's. No vertex moves and no edge is opened.

import { after, before, doubleArea } from "../../kernel/mesh/orient.ts";
import type { Context } from "../../shared/context.ts";
import { Edges } from "../edges.ts";
import type { Soup } from "../soup.ts";
import { issue, repair, type Step, unchanged } from "./step.ts";

/** Heights of triangles up to this part of the largest coordinate are what rounding leaves of zero. */
const rounding = 1e-14;
/** A turned edge may leave the neighbor without area. */
const mostRounds = 8;

export const turnSlivers: Step = (ctx, given) => {
  let largest = 0;
  for (const vertex of given.triangles) {
    for (let axis = 0; axis < 3; axis++) {
      largest = Math.max(largest, Math.abs(given.positions[3 * vertex + axis] as number));
    }
  }
  const flattest = rounding * largest;
  const found = sliversOf(given, flattest).length;
  if (found === 0) return unchanged(given);
  let soup = given;
  let left = found;
  for (let round = 0; round < mostRounds && left > 0; round++) {
    const turned = turnRound(ctx, soup, flattest);
    const still = sliversOf(turned, flattest).length;
    if (still >= left) break;
    soup = turned;
    left = still;
  }
  const code = "degenerate-facets";
  const issues = [issue(code, found, "warning")];
  return left === found
    ? { soup: given, issues, repairs: [] }
    : { soup, issues, repairs: [repair(code, found - left)] };
};

/** The longest edges of triangles without area. */
function sliversOf({ positions, triangles }: Soup, flattest: number): number[] {
  const found: number[] = [];
  for (let first = 0; first < triangles.length; first += 3) {
    const edges = [first, first + 1, first + 2] as const;
    const lengths = edges.map((edge) =>
      distance(positions, triangles[edge] as number, triangles[after(edge)] as number),
    ) as [number, number, number];
    const longest = lengths[1] > lengths[0] ? 1 : 0;
    const at = lengths[2] > lengths[longest] ? 2 : longest;
    const [a, b, c] = [triangles[first] as number, triangles[first + 1] as number, triangles[first + 2] as number];
    if (doubleArea(positions, a, b, c) <= flattest * lengths[at]) found.push(edges[at]);
  }
  return found;
}

/** Turns what can be turned without touching a triangle twice. */
function turnRound(ctx: Context, soup: Soup, flattest: number): Soup {
  const edges = new Edges(soup.positions.length / 3, soup.triangles);
  const twins = twinsOf(edges);
  const known = new Set<string>();
  for (let edge = 0; edge < edges.count; edge++) known.add(nameOf(soup.triangles, edges.members(edge)[0] as number));
  const triangles = soup.triangles.slice();
  const touched = new Set<number>();
  for (const edge of sliversOf(soup, flattest)) {
    ctx.deadline.check();
    const twin = twins[edge] as number;
    const [own, other] = [Math.floor(edge / 3), Math.floor(twin / 3)];
    if (twin < 0 || touched.has(own) || touched.has(other)) continue;
    const middle = triangles[before(edge)] as number;
    const opposite = triangles[before(twin)] as number;
    const turned = middle < opposite ? `${middle} ${opposite}` : `${opposite} ${middle}`;
    if (middle === opposite || known.has(turned)) continue;
    known.add(turned);
    touched.add(own).add(other);
    triangles[edge] = opposite;
    triangles[twin] = middle;
  }
  return { ...soup, triangles };
}

function nameOf(triangles: Uint32Array, edge: number): string {
  const [a, b] = [triangles[edge] as number, triangles[after(edge)] as number];
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

/** For each half-edge its only partner in the other direction, or −1. */
function twinsOf(edges: Edges): Int32Array {
  const twins = new Int32Array(edges.triangles.length).fill(-1);
  for (let edge = 0; edge < edges.count; edge++) {
    const members = edges.members(edge);
    const [a, b] = members;
    if (members.length !== 2 || a === undefined || b === undefined || edges.isForward(a) === edges.isForward(b))
      continue;
    twins[a] = b;
    twins[b] = a;
  }
  return twins;
}

function distance(p: Float64Array, a: number, b: number): number {
  const side = (axis: number): number => (p[3 * b + axis] as number) - (p[3 * a + axis] as number);
  return Math.hypot(side(0), side(1), side(2));
}
