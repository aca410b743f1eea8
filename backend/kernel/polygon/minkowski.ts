// The Minkowski sum of polygons (spec/geometry.md §6.6): the union of the quads that pairs of edges span and of copies of
// each operand at a point of the other.
import { emptyPolygon, type Polygon } from "../../csg/geometry.ts";
import type { MinkowskiNode } from "../../csg/nodes.ts";
import type { Context } from "../../shared/context.ts";
import { LimitError } from "../../shared/limits.ts";
import { sanitize } from "./boolean.ts";
import type { Clipper } from "./clipper.ts";
import { type GridPath, reversePath, signedArea, toGridPaths, toPolygon } from "./grid.ts";

/** Operands in order, empty ones as empty polygons. Null when all are empty. */
export function minkowskiOfPolygons(
  ctx: Context,
  clipper: Clipper,
  node: MinkowskiNode,
  operands: readonly Polygon[],
): Polygon | null {
  const [first, ...others] = operands;
  if (first === undefined || operands.every(({ outlines }) => outlines.length === 0)) return null;
  if (others.length === 0) return first;
  if (others.length === 1 && others[0]?.outlines.length === 0) return emptyPolygon;
  let sum = toGridPaths(ctx, sanitize(ctx, clipper, first));
  for (const other of others) {
    if (other.outlines.length === 0) continue;
    const paths = toGridPaths(ctx, sanitize(ctx, clipper, other));
    ctx.deadline.check(node.position);
    checkPairs(ctx, node, sum, paths);
    sum = clipper.execute("union", "non-zero", condensed(ctx, clipper, node, termsOf(sum, paths)));
  }
  return toPolygon(sum);
}

/** From this many terms on, neighbors are united before all are: the time of one union grows faster than its terms. */
const MANY_TERMS = 20_000;
const GROUP = 1024;

/** The same area in fewer paths. Terms that follow each other overlap most. */
function condensed(
  ctx: Context,
  clipper: Clipper,
  node: MinkowskiNode,
  terms: readonly GridPath[],
): readonly GridPath[] {
  let paths = terms;
  while (paths.length > MANY_TERMS) {
    const united: GridPath[] = [];
    for (let i = 0; i < paths.length; i += GROUP) {
      ctx.deadline.check(node.position);
      for (const path of clipper.execute("union", "non-zero", paths.slice(i, i + GROUP))) united.push(path);
    }
    // Paths that have nothing in common cannot become fewer.
    if (united.length > paths.length / 2) return united;
    paths = united;
  }
  return paths;
}

function checkPairs(ctx: Context, node: MinkowskiNode, left: readonly GridPath[], right: readonly GridPath[]): void {
  const pairs = pointCount(left) * pointCount(right);
  if (pairs > ctx.limits.minkowskiPairs) {
    throw new LimitError("minkowskiPairs", ctx.limits.minkowskiPairs, node.position);
  }
}

function pointCount(paths: readonly GridPath[]): number {
  return paths.reduce((sum, { length }) => sum + length / 2, 0);
}

function termsOf(left: readonly GridPath[], right: readonly GridPath[]): GridPath[] {
  const terms: GridPath[] = [];
  for (const path of right) {
    for (const pattern of left) addQuads(pattern, path, terms);
  }
  addCopies(left, right, terms);
  addCopies(right, left, terms);
  return terms;
}

/** The quads between each edge of one contour and each edge of the other, all counter-clockwise. */
function addQuads(pattern: GridPath, path: GridPath, terms: GridPath[]): void {
  for (let i = 0, before = path.length - 2; i < path.length; before = i, i += 2) {
    const x = path[i] as number;
    const y = path[i + 1] as number;
    const lastX = path[before] as number;
    const lastY = path[before + 1] as number;
    for (let j = 0, previous = pattern.length - 2; j < pattern.length; previous = j, j += 2) {
      const u = pattern[j] as number;
      const v = pattern[j + 1] as number;
      const lastU = pattern[previous] as number;
      const lastV = pattern[previous + 1] as number;
      const quad = Float64Array.of(
        lastX + lastU,
        lastY + lastV,
        x + lastU,
        y + lastV,
        x + u,
        y + v,
        lastX + u,
        lastY + v,
      );
      if (signedArea(quad) < 0) reversePath(quad);
      terms.push(quad);
    }
  }
}

/** All contours moved to the first point of every outer contour of the other operand. */
function addCopies(paths: readonly GridPath[], places: readonly GridPath[], terms: GridPath[]): void {
  for (const place of places) {
    if (signedArea(place) <= 0) continue;
    const x = place[0] as number;
    const y = place[1] as number;
    for (const path of paths) terms.push(path.map((value, i) => value + (i % 2 === 0 ? x : y)));
  }
}
