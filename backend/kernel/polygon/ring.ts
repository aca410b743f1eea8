// The working form of a triangulation: vertices linked into one closed ring, holes joined to it by bridges that are walked
// once in each direction.
import type { Outline } from "../../csg/geometry.ts";
import { boundsOfPoints, sizeOf } from "./bounds.ts";
import { signedArea } from "./grid.ts";

/** Nodes of one ring. A bridge gives its two vertices a second node each. */
export interface Ring {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Index of the vertex that a node stands for. */
  readonly vertex: Int32Array;
  readonly next: Int32Array;
  readonly previous: Int32Array;
  /** How far touching contours may lie apart or cross, because their points were rounded to the grid. */
  readonly rounding: number;
  /** Number of nodes. */
  count: number;
  /** Some node of the ring. */
  start: number;
}

/** A contour and the index of its first vertex. */
export interface Contour {
  readonly outline: Outline;
  readonly first: number;
}

/** Four units of the grid of 2^-27, but less in small polygons: this part of their size. */
const ROUNDING = 2 ** -25;
const RELATIVE_ROUNDING = 1e-7;

/** One counter-clockwise ring around an outer contour with the holes cut open. */
export function makeRing(outer: Contour, holes: readonly Contour[]): Ring {
  const points = holes.reduce((sum, { outline }) => sum + outline.points.length / 2, outer.outline.points.length / 2);
  const capacity = points + 2 * holes.length;
  const ring: Ring = {
    x: new Float64Array(capacity),
    y: new Float64Array(capacity),
    vertex: new Int32Array(capacity),
    next: new Int32Array(capacity),
    previous: new Int32Array(capacity),
    rounding: Math.min(ROUNDING, RELATIVE_ROUNDING * sizeOf(boundsOfPoints(outer.outline.points))),
    count: 0,
    start: 0,
  };
  addContour(ring, outer, 1);
  const leftmost = holes.map((hole) => leftmostNode(ring, addContour(ring, hole, -1)));
  const { x, y } = ring;
  leftmost.sort((a, b) => (x[a] as number) - (x[b] as number) || (y[a] as number) - (y[b] as number));
  for (const node of leftmost) cutOpen(ring, node);
  return ring;
}

/** Twice the signed area of the triangle of three nodes. */
export function turn(ring: Ring, a: number, b: number, c: number): number {
  const { x, y } = ring;
  const bx = x[b] as number;
  const by = y[b] as number;
  return (bx - (x[a] as number)) * ((y[c] as number) - by) - (by - (y[a] as number)) * ((x[c] as number) - bx);
}

export function coincide(ring: Ring, a: number, b: number): boolean {
  return ring.x[a] === ring.x[b] && ring.y[a] === ring.y[b];
}

/** Links a contour into a ring of its own that runs in the wanted direction. Gives one of its nodes. */
function addContour(ring: Ring, { outline, first }: Contour, direction: 1 | -1): number {
  const { points } = outline;
  const count = points.length / 2;
  const forward = signedArea(points) >= 0 === direction > 0;
  const base = ring.count;
  for (let i = 0; i < count; i++) {
    const from = forward ? i : count - 1 - i;
    ring.x[base + i] = points[2 * from] as number;
    ring.y[base + i] = points[2 * from + 1] as number;
    ring.vertex[base + i] = first + from;
    ring.next[base + i] = base + ((i + 1) % count);
    ring.previous[base + i] = base + ((i + count - 1) % count);
  }
  ring.count += count;
  return base;
}

function leftmostNode(ring: Ring, start: number): number {
  const { x, y, next } = ring;
  let best = start;
  for (let node = next[start] as number; node !== start; node = next[node] as number) {
    const difference = (x[node] as number) - (x[best] as number);
    if (difference < 0 || (difference === 0 && (y[node] as number) < (y[best] as number))) best = node;
  }
  return best;
}

/** Joins the ring that `hole` is on to the main ring. */
function cutOpen(ring: Ring, hole: number): void {
  const bridge = touchingNode(ring, hole) ?? visibleNode(ring, hole) ?? nearestNode(ring, hole);
  const { next, previous } = ring;
  const bridgeNext = next[bridge] as number;
  const holePrevious = previous[hole] as number;
  const bridgeTwin = copyNode(ring, bridge);
  const holeTwin = copyNode(ring, hole);
  link(ring, bridge, hole);
  link(ring, bridgeTwin, bridgeNext);
  link(ring, holeTwin, bridgeTwin);
  link(ring, holePrevious, holeTwin);
}

function copyNode(ring: Ring, node: number): number {
  const copy = ring.count++;
  ring.x[copy] = ring.x[node] as number;
  ring.y[copy] = ring.y[node] as number;
  ring.vertex[copy] = ring.vertex[node] as number;
  return copy;
}

function link(ring: Ring, from: number, to: number): void {
  ring.next[from] = to;
  ring.previous[to] = from;
}

/** A node of the main ring at the same place, such that the hole lies in its corner. */
function touchingNode(ring: Ring, hole: number): number | undefined {
  const { next, start } = ring;
  let node = start;
  do {
    if (coincide(ring, node, hole) && isInCorner(ring, node, next[hole] as number)) return node;
    node = next[node] as number;
  } while (node !== start);
  return undefined;
}

/** David Eberly's rule: shoot a ray to the left; the end of the edge it hits is visible, or a reflex node before it is. */
function visibleNode(ring: Ring, hole: number): number | undefined {
  const { x, y, next, start } = ring;
  const hx = x[hole] as number;
  const hy = y[hole] as number;
  let hit = Number.NEGATIVE_INFINITY;
  let end: number | undefined;
  let node = start;
  do {
    const after = next[node] as number;
    const ny = y[node] as number;
    const ay = y[after] as number;
    if (hy <= ny && hy >= ay && ny !== ay) {
      const nx = x[node] as number;
      const ax = x[after] as number;
      const at = nx + ((hy - ny) * (ax - nx)) / (ay - ny);
      if (at <= hx && at > hit) {
        hit = at;
        end = nx < ax ? node : after;
        if (at === hx) return end;
      }
    }
    node = after;
  } while (node !== start);
  return end === undefined ? undefined : firstInTheWay(ring, hole, end, hit);
}

/** Of the nodes in the triangle between hole, hit point and `end`, the one seen under the smallest angle; else `end`. */
function firstInTheWay(ring: Ring, hole: number, end: number, hit: number): number {
  const { x, y, next } = ring;
  const hx = x[hole] as number;
  const hy = y[hole] as number;
  const ex = x[end] as number;
  const ey = y[end] as number;
  let best = end;
  let smallest = Number.POSITIVE_INFINITY;
  let node = end;
  do {
    const nx = x[node] as number;
    const ny = y[node] as number;
    if (hx > nx && nx >= ex && isInTriangle(hx, hy, hit, hy, ex, ey, nx, ny)) {
      const slope = Math.abs(hy - ny) / (hx - nx);
      const better = slope < smallest || (slope === smallest && nx > (x[best] as number));
      if (better && isInCorner(ring, node, hole)) {
        best = node;
        smallest = slope;
      }
    }
    node = next[node] as number;
  } while (node !== end);
  return best;
}

function nearestNode(ring: Ring, hole: number): number {
  const { x, y, next, start } = ring;
  let best = start;
  let nearest = Number.POSITIVE_INFINITY;
  let node = start;
  do {
    const distance = Math.hypot((x[node] as number) - (x[hole] as number), (y[node] as number) - (y[hole] as number));
    if (distance < nearest) {
      best = node;
      nearest = distance;
    }
    node = next[node] as number;
  } while (node !== start);
  return best;
}

/** True when the direction from a node to another one lies in the inner corner at the node, borders included. */
function isInCorner(ring: Ring, node: number, other: number): boolean {
  const before = ring.previous[node] as number;
  const after = ring.next[node] as number;
  const corner = turn(ring, before, node, after);
  const leftOfNext = turn(ring, node, after, other) >= 0;
  const leftOfPrevious = turn(ring, before, node, other) >= 0;
  if (corner > 0) return leftOfNext && leftOfPrevious;
  // A bridge along an edge folds the ring back on itself: a corner without an inside.
  return (corner < 0 || !isFold(ring, before, node, after)) && (leftOfNext || leftOfPrevious);
}

function isFold({ x, y }: Ring, a: number, b: number, c: number): boolean {
  const bx = x[b] as number;
  const by = y[b] as number;
  return (bx - (x[a] as number)) * ((x[c] as number) - bx) + (by - (y[a] as number)) * ((y[c] as number) - by) < 0;
}

/** Borders count as inside; the triangle may run either way. */
function isInTriangle(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
  x: number,
  y: number,
): boolean {
  const a = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
  const b = (cx - bx) * (y - by) - (cy - by) * (x - bx);
  const c = (ax - cx) * (y - cy) - (ay - cy) * (x - cx);
  return (a >= 0 && b >= 0 && c >= 0) || (a <= 0 && b <= 0 && c <= 0);
}
