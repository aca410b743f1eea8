// Cuts triangles off a ring until nothing is left. Whatever the ring looks like, n − 2 triangles with exactly the ring as
// their border come out: only which ear is cut depends on geometry, so a cap always closes its mesh.
import { type Ring, turn } from "./ring.ts";

/** From this many nodes on, nodes are found through a Z-order curve instead of walking the whole ring. */
const MANY = 80;

/**
 * How an ear is chosen. `careful`: nothing is inside it, nor as near to it as the rounding of the grid can move touching
 * contours. `exact`: nothing inside or on its border. `touching`: what is that near to its border does not count.
 * `spikes`: only spikes, as wide as that rounding. `convex`: it turns left. `any`. The later ones are used only when the
 * earlier ones find no ear at all.
 */
const CAREFUL = 0;
const EXACT = 1;
const TOUCHING = 2;
const SPIKES = 3;
const CONVEX = 4;
const ANY = 5;

/** A triangle that may be cut off, and what counts as outside of it. */
interface Candidate {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly level: number;
  /** A node is outside if its signed area with some side is less than this. */
  readonly marginA: number;
  readonly marginB: number;
  readonly marginC: number;
}

/** Appends the triangles of a counter-clockwise ring as vertex indices. The ring is used up. */
export function clipEars(ring: Ring, triangles: number[]): void {
  const { next, previous } = ring;
  const order = ring.count > MANY ? makeOrder(ring) : undefined;
  let ear = ring.start;
  let stop = ear;
  let level = CAREFUL;
  while (next[ear] !== previous[ear]) {
    let a = previous[ear] as number;
    let c = next[ear] as number;
    if (!isEar(ring, order, a, ear, c, level)) {
      ear = c;
      if (ear === stop) level++;
      continue;
    }
    cut(ring, order, ear, triangles);
    // Spikes go at once: an ear across a spike's foot would cover the wrong side.
    for (;;) {
      const before = previous[a] as number;
      const after = next[c] as number;
      if (before === c) break;
      if (isSpike(ring, before, a, c, level)) {
        cut(ring, order, a, triangles);
        a = before;
      } else if (isSpike(ring, a, c, after, level)) {
        cut(ring, order, c, triangles);
        c = after;
      } else {
        break;
      }
    }
    // Skipping one node leads to fewer slivers.
    ear = next[c] as number;
    stop = ear;
    level = CAREFUL;
  }
}

function cut(ring: Ring, order: Order | undefined, node: number, triangles: number[]): void {
  const a = ring.previous[node] as number;
  const c = ring.next[node] as number;
  addTriangle(ring.vertex[a] as number, ring.vertex[node] as number, ring.vertex[c] as number, triangles);
  ring.next[a] = c;
  ring.previous[c] = a;
  if (order !== undefined) removeFromOrder(order, node);
}

/** A triangle that runs along a bridge and back has no area and no border: it is left out. */
function addTriangle(a: number, b: number, c: number, triangles: number[]): void {
  if (a !== b && b !== c && c !== a) triangles.push(a, b, c);
}

function isEar(ring: Ring, order: Order | undefined, a: number, b: number, c: number, level: number): boolean {
  if (level === ANY || isSpike(ring, a, b, c, level)) return true;
  if (level === SPIKES || !(turn(ring, a, b, c) > 0)) return false;
  if (level === CONVEX) return true;
  const width = level === EXACT ? 0 : (level === CAREFUL ? -1 : 1) * ring.rounding;
  const candidate: Candidate = {
    a,
    b,
    c,
    level,
    marginA: width * distance(ring, a, b),
    marginB: width * distance(ring, b, c),
    marginC: width * distance(ring, c, a),
  };
  return order === undefined ? isFree(ring, candidate) : isFreeInOrder(ring, order, candidate);
}

/** Where contours touch, ears leave spikes without area behind: there and back on one line. */
function isSpike(ring: Ring, a: number, b: number, c: number, level: number): boolean {
  const { x, y, rounding } = ring;
  const ux = (x[b] as number) - (x[a] as number);
  const uy = (y[b] as number) - (y[a] as number);
  const vx = (x[c] as number) - (x[b] as number);
  const vy = (y[c] as number) - (y[b] as number);
  if (ux * vx + uy * vy > 0) return false;
  const area = Math.abs(ux * vy - uy * vx);
  return area === 0 || (level === SPIKES && area < rounding * Math.max(Math.hypot(ux, uy), Math.hypot(vx, vy)));
}

function isFree(ring: Ring, candidate: Candidate): boolean {
  const { a, c } = candidate;
  for (let node = ring.next[c] as number; node !== a; node = ring.next[node] as number) {
    if (isInTheWay(ring, candidate, node)) return false;
  }
  return true;
}

/** True when a node keeps the triangle from being cut off: the ring there reaches into it. */
function isInTheWay(ring: Ring, candidate: Candidate, node: number): boolean {
  const { a, b, c, level, marginA, marginB, marginC } = candidate;
  if (turn(ring, a, b, node) < marginA || turn(ring, b, c, node) < marginB || turn(ring, c, a, node) < marginC) {
    return false;
  }
  if (level !== TOUCHING) {
    const near = level === CAREFUL ? ring.rounding : 0;
    if (distance(ring, node, a) <= near) return reachesInto(ring, node, c, a, b);
    if (distance(ring, node, b) <= near) return reachesInto(ring, node, a, b, c);
    if (distance(ring, node, c) <= near) return reachesInto(ring, node, b, c, a);
  }
  return turn(ring, ring.previous[node] as number, node, ring.next[node] as number) <= 0;
}

/** For a node at the corner `at` of a triangle: does one of its edges go into the triangle there? */
function reachesInto(ring: Ring, node: number, before: number, at: number, after: number): boolean {
  const enters = (other: number): boolean => turn(ring, before, at, other) > 0 && turn(ring, at, after, other) > 0;
  return enters(ring.previous[node] as number) || enters(ring.next[node] as number);
}

function distance(ring: Ring, a: number, b: number): number {
  const x = (ring.x[b] as number) - (ring.x[a] as number);
  const y = (ring.y[b] as number) - (ring.y[a] as number);
  return Math.sqrt(x * x + y * y);
}

/** The nodes sorted along a Z-order curve over their bounding box. */
interface Order {
  readonly code: Int32Array;
  readonly higher: Int32Array;
  readonly lower: Int32Array;
  readonly left: number;
  readonly bottom: number;
  readonly scale: number;
}

/** Bits per coordinate of a code, and its largest cell. */
const CELLS = 32767;
const NONE = -1;

function makeOrder(ring: Ring): Order {
  const { x, y, count } = ring;
  let left = Number.POSITIVE_INFINITY;
  let bottom = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    left = Math.min(left, x[i] as number);
    right = Math.max(right, x[i] as number);
    bottom = Math.min(bottom, y[i] as number);
    top = Math.max(top, y[i] as number);
  }
  const size = Math.max(right - left, top - bottom);
  const code = new Int32Array(count);
  const order: Order = {
    code,
    higher: new Int32Array(count).fill(NONE),
    lower: new Int32Array(count).fill(NONE),
    left,
    bottom,
    scale: size > 0 ? CELLS / size : 0,
  };
  // Code and node in one double: typed arrays sort numbers fast.
  const keys = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    code[i] = codeOf(order, x[i] as number, y[i] as number);
    keys[i] = (code[i] as number) * count + i;
  }
  keys.sort();
  for (let i = 1; i < count; i++) {
    const low = (keys[i - 1] as number) % count;
    const high = (keys[i] as number) % count;
    order.higher[low] = high;
    order.lower[high] = low;
  }
  return order;
}

function removeFromOrder({ higher, lower }: Order, node: number): void {
  const above = higher[node] as number;
  const below = lower[node] as number;
  if (above !== NONE) lower[above] = below;
  if (below !== NONE) higher[below] = above;
}

/** Interleaves the bits of the cell's column and row. */
function codeOf(order: Order, x: number, y: number): number {
  return spread((x - order.left) * order.scale) | (spread((y - order.bottom) * order.scale) << 1);
}

function spread(cell: number): number {
  let bits = Math.max(0, Math.min(CELLS, Math.trunc(cell)));
  bits = (bits | (bits << 8)) & 0x00ff00ff;
  bits = (bits | (bits << 4)) & 0x0f0f0f0f;
  bits = (bits | (bits << 2)) & 0x33333333;
  bits = (bits | (bits << 1)) & 0x55555555;
  return bits;
}

/** All nodes in the triangle's bounding box have codes between those of the box's corners. */
function isFreeInOrder(ring: Ring, order: Order, candidate: Candidate): boolean {
  const { a, b, c } = candidate;
  const { x, y, rounding } = ring;
  const { code, higher, lower } = order;
  const [ax, bx, cx] = [x[a] as number, x[b] as number, x[c] as number];
  const [ay, by, cy] = [y[a] as number, y[b] as number, y[c] as number];
  const left = Math.min(ax, bx, cx) - rounding;
  const right = Math.max(ax, bx, cx) + rounding;
  const bottom = Math.min(ay, by, cy) - rounding;
  const top = Math.max(ay, by, cy) + rounding;
  const lowest = codeOf(order, left, bottom);
  const highest = codeOf(order, right, top);
  const blocks = (node: number): boolean => {
    const nx = x[node] as number;
    const ny = y[node] as number;
    if (nx < left || nx > right || ny < bottom || ny > top || node === a || node === c) return false;
    return isInTheWay(ring, candidate, node);
  };
  for (
    let node = higher[b] as number;
    node !== NONE && (code[node] as number) <= highest;
    node = higher[node] as number
  ) {
    if (blocks(node)) return false;
  }
  for (let node = lower[b] as number; node !== NONE && (code[node] as number) >= lowest; node = lower[node] as number) {
    if (blocks(node)) return false;
  }
  return true;
}
