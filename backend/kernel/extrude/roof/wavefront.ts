// The inward moving front of a polygon, from which roofs are made (spec/geometry.md §7.9): every edge moves at unit speed,
// vertices run along bisectors, and where the front meets itself, arcs of the straight skeleton end.
import type { Polygon } from "../../../csg/geometry.ts";
import {
  type Site,
  type Skeleton,
  type SkeletonArc,
  SkeletonError,
  type SkeletonNode,
  type WaveEdge,
} from "./skeleton.ts";

/** A vertex of the front between an edge that ends and one that begins there. */
interface WaveVertex {
  /** At time t it is at (x + vx·t, y + vy·t). */
  readonly x: number;
  readonly y: number;
  readonly vx: number;
  readonly vy: number;
  readonly left: number;
  readonly right: number;
  readonly node: number;
  /** By how much the front turns left here, in radians; negative at a reflex vertex. */
  readonly turn: number;
  /** Its edges lie on each other: what is between them goes at once. */
  readonly spike: boolean;
  alive: boolean;
  previous: WaveVertex;
  next: WaveVertex;
  /** When and where it runs into another edge of the front, which begins at `start`. */
  split: { readonly time: number; readonly start: WaveVertex; readonly end: WaveVertex } | undefined;
}

/** Corners that turn by less, in radians, need no arc. */
const LEAST_ARC = 1e-6;

/** Parts of the polygon's size that count as nothing. */
const TOLERANCE = 1e-9;

export interface WavefrontOptions {
  /** Largest angle, in degrees, between the edges that stand for the arc at a reflex corner. Undefined: no arcs. */
  readonly arcStep?: number;
  /** Called once per event: may throw to end the work. */
  readonly onEvent: () => void;
}

/** Runs the front of a sanitized polygon until it has vanished. */
export function runWavefront(polygon: Polygon, options: WavefrontOptions): Skeleton {
  const front = new Wavefront(polygon, options);
  front.run(options.onEvent);
  return front;
}

class Wavefront implements Skeleton {
  readonly edges: WaveEdge[] = [];
  readonly sites: Site[] = [];
  readonly nodes: SkeletonNode[] = [];
  readonly arcs: SkeletonArc[] = [];
  readonly #live = new Set<WaveVertex>();
  readonly #epsilon: number;
  readonly #nodeIndex = new Map<string, number>();
  /** Vertices made by the current event. */
  #fresh: WaveVertex[] = [];
  #now = 0;

  constructor(polygon: Polygon, { arcStep }: WavefrontOptions) {
    let size = 0;
    for (const { points } of polygon.outlines) for (const value of points) size = Math.max(size, Math.abs(value));
    this.#epsilon = Math.max(size * TOLERANCE, Number.MIN_VALUE);
    for (const { points } of polygon.outlines) this.#addContour(points);
    for (const vertex of this.#live) this.#findSplit(vertex);
    if (arcStep === undefined) return;
    // Contours that touch come apart first: a corner gets its arc when it is clear which corner it is.
    while (this.#step(this.#epsilon)) {}
    for (const vertex of [...this.#live]) if (isReflex(vertex)) this.#roundOff(vertex, arcStep);
    for (const vertex of this.#live) this.#findSplit(vertex);
  }

  run(onEvent: () => void): void {
    const budget = 20 * this.edges.length + 100;
    for (let events = 0; this.#live.size > 0; events++) {
      if (events > budget) throw new SkeletonError("the front does not vanish");
      onEvent();
      if (!this.#step()) throw new SkeletonError("the front stands still");
    }
  }

  #addContour(points: Float64Array): void {
    const count = points.length / 2;
    const firstEdge = this.edges.length;
    const nodes: number[] = [];
    for (let i = 0; i < count; i++) {
      nodes.push(this.nodes.length);
      this.nodes.push({ x: points[2 * i] as number, y: points[2 * i + 1] as number, height: 0 });
    }
    for (let i = 0; i < count; i++) this.#addSegment(nodes[i] as number, nodes[(i + 1) % count] as number);
    const vertices = nodes.map((node, i) =>
      this.#makeVertex(node, firstEdge + ((i + count - 1) % count), firstEdge + i),
    );
    vertices.forEach((vertex, i) => {
      connect(vertex, vertices[(i + 1) % count] as WaveVertex);
      this.#live.add(vertex);
    });
  }

  #addSegment(from: number, to: number): void {
    const a = this.nodes[from] as SkeletonNode;
    const b = this.nodes[to] as SkeletonNode;
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    const nx = -(b.y - a.y) / length;
    const ny = (b.x - a.x) / length;
    const offset = nx * a.x + ny * a.y;
    this.edges.push({ nx, ny, offset, site: this.sites.length, from, to });
    this.sites.push({ kind: "segment", nx, ny, offset });
  }

  /** Puts edges of no length in the place of a reflex corner: their normals divide the angle between its edges evenly. */
  #roundOff(vertex: WaveVertex, step: number): void {
    if (-vertex.turn < LEAST_ARC) return;
    const before = this.edges[vertex.left] as WaveEdge;
    const after = this.edges[vertex.right] as WaveEdge;
    const { x, y } = this.nodes[vertex.node] as SkeletonNode;
    const site = this.sites.length;
    this.sites.push({ kind: "corner", x, y, before: before.site, after: after.site });
    const parts = Math.ceil((-vertex.turn * 180) / Math.PI / step);
    const chain = [vertex.left];
    for (let k = 1; k <= parts; k++) {
      const turn = (vertex.turn * (k - 0.5)) / parts;
      const nx = before.nx * Math.cos(turn) - before.ny * Math.sin(turn);
      const ny = before.nx * Math.sin(turn) + before.ny * Math.cos(turn);
      chain.push(this.edges.length);
      this.edges.push({ nx, ny, offset: nx * x + ny * y, site, from: vertex.node, to: vertex.node });
    }
    chain.push(vertex.right);
    let last = vertex.previous;
    for (let k = 0; k + 1 < chain.length; k++) {
      const next = this.#makeVertex(vertex.node, chain[k] as number, chain[k + 1] as number);
      this.#live.add(next);
      connect(last, next);
      last = next;
    }
    connect(last, vertex.next);
    vertex.alive = false;
    this.#live.delete(vertex);
  }

  #makeVertex(node: number, left: number, right: number): WaveVertex {
    const a = this.edges[left] as WaveEdge;
    const b = this.edges[right] as WaveEdge;
    const along = a.nx * b.nx + a.ny * b.ny;
    const across = a.nx * b.ny - a.ny * b.nx;
    const spike = 1 + along < 1e-12;
    const vx = spike ? 0 : (a.nx + b.nx) / (1 + along);
    const vy = spike ? 0 : (a.ny + b.ny) / (1 + along);
    const { x, y } = this.nodes[node] as SkeletonNode;
    const vertex = {
      x: x - vx * this.#now,
      y: y - vy * this.#now,
      vx,
      vy,
      left,
      right,
      node,
      turn: Math.atan2(across, along),
      spike,
      alive: true,
      split: undefined,
    } as WaveVertex;
    vertex.previous = vertex;
    vertex.next = vertex;
    return vertex;
  }

  /**
   * The next event: a spike, a vanishing edge, or a vertex that runs into an edge. False when there is none, or none
   * until the time `until`.
   */
  #step(until = Number.POSITIVE_INFINITY): boolean {
    let edge: WaveVertex | undefined;
    let split: WaveVertex | undefined;
    let edgeTime = Number.POSITIVE_INFINITY;
    let splitTime = Number.POSITIVE_INFINITY;
    for (const vertex of this.#live) {
      if (vertex.next.next === vertex) {
        this.#closeLoop(vertex);
        return true;
      }
      if (vertex.spike) {
        this.#removeSpike(vertex);
        return true;
      }
      const time = this.#collapseTime(vertex);
      if (time < edgeTime) {
        edgeTime = time;
        edge = vertex;
      }
      if (vertex.split !== undefined && vertex.split.time < splitTime) {
        splitTime = vertex.split.time;
        split = vertex;
      }
    }
    if (Math.min(edgeTime, splitTime) > until) return false;
    if (edge !== undefined && edgeTime <= splitTime + this.#epsilon) {
      this.#now = Math.max(this.#now, edgeTime);
      this.#collapse(edge);
    } else if (split !== undefined) {
      this.#now = Math.max(this.#now, splitTime);
      this.#split(split);
    } else {
      return false;
    }
    return true;
  }

  /** When the edge after a vertex has no length left. */
  #collapseTime(a: WaveVertex): number {
    const b = a.next;
    const { nx, ny } = this.edges[a.right] as WaveEdge;
    const length = (b.x - a.x) * ny - (b.y - a.y) * nx;
    const growth = (b.vx - a.vx) * ny - (b.vy - a.vy) * nx;
    const left = length + growth * this.#now;
    if (left <= this.#epsilon && growth <= 1e-12) return this.#now;
    return growth < 0 ? Math.max(this.#now, -length / growth) : Number.POSITIVE_INFINITY;
  }

  /** The edge after `a` has vanished. */
  #collapse(a: WaveVertex): void {
    const b = a.next;
    const [x, y] = this.#placeOf(a);
    const [u, v] = this.#placeOf(b);
    const node = this.#nodeAt((x + u) / 2, (y + v) / 2);
    this.#end(a, node);
    this.#end(b, node);
    const merged = this.#begin(node, a.left, b.right);
    connect(a.previous, merged);
    connect(merged, b.next);
    this.#update([a, b]);
  }

  /** A reflex vertex has run into another edge: the loop falls into two, or two loops become one. */
  #split(vertex: WaveVertex): void {
    const { start, end } = vertex.split as NonNullable<WaveVertex["split"]>;
    const [x, y] = this.#placeOf(vertex);
    for (const met of [start, end]) {
      const [u, v] = this.#placeOf(met);
      if (Math.hypot(u - x, v - y) > this.#epsilon) continue;
      if (met === vertex.next) this.#collapse(vertex);
      else if (met === vertex.previous) this.#collapse(met);
      else this.#exchange(vertex, met);
      return;
    }
    const node = this.#nodeAt(x, y);
    this.#end(vertex, node);
    const before = vertex.previous;
    const after = vertex.next;
    const first = this.#begin(node, vertex.left, start.right);
    const second = this.#begin(node, start.right, vertex.right);
    connect(before, first);
    connect(first, end);
    connect(start, second);
    connect(second, after);
    this.#update([vertex]);
  }

  /** Two vertices have met head on: what came before each goes on with what comes after the other. */
  #exchange(a: WaveVertex, b: WaveVertex): void {
    const node = this.#nodeAt(...this.#placeOf(a));
    this.#end(a, node);
    this.#end(b, node);
    const [beforeA, afterA, beforeB, afterB] = [a.previous, a.next, b.previous, b.next];
    const first = this.#begin(node, a.left, b.right);
    const second = this.#begin(node, b.left, a.right);
    connect(beforeA, first);
    connect(first, afterB);
    connect(beforeB, second);
    connect(second, afterA);
    this.#update([a, b]);
  }

  /** Two edges lie on each other from the spike to the nearer of their other ends: that part is a level ridge. */
  #removeSpike(spike: WaveVertex): void {
    const { previous, next } = spike;
    const [x, y] = this.#placeOf(spike);
    const distanceTo = (vertex: WaveVertex): number => {
      const [u, v] = this.#placeOf(vertex);
      return Math.hypot(u - x, v - y);
    };
    const toPrevious = distanceTo(previous);
    const toNext = distanceTo(next);
    const nearer = toNext <= toPrevious ? next : previous;
    const node = this.#nodeAt(...this.#placeOf(nearer));
    this.#end(spike, node);
    this.#end(nearer, node);
    if (nearer === next) {
      const merged = this.#begin(node, spike.left, next.right);
      connect(previous, merged);
      connect(merged, next.next);
    } else {
      const merged = this.#begin(node, previous.left, spike.right);
      connect(previous.previous, merged);
      connect(merged, next);
    }
    this.#update([spike, nearer]);
  }

  /** Two vertices are left: their edges lie on each other. */
  #closeLoop(a: WaveVertex): void {
    const b = a.next;
    const [first, second] = [a, b].map((vertex) => this.#nodeAt(...this.#placeOf(vertex))) as [number, number];
    this.#end(a, first);
    this.#end(b, second);
    if (first !== second) this.arcs.push({ from: first, to: second, left: b.right, right: a.right });
    this.#update([a, b]);
  }

  #placeOf({ x, y, vx, vy }: WaveVertex): [number, number] {
    return [x + vx * this.#now, y + vy * this.#now];
  }

  #end(vertex: WaveVertex, node: number): void {
    vertex.alive = false;
    this.#live.delete(vertex);
    if (vertex.node !== node) this.arcs.push({ from: vertex.node, to: node, left: vertex.left, right: vertex.right });
  }

  #begin(node: number, left: number, right: number): WaveVertex {
    const vertex = this.#makeVertex(node, left, right);
    this.#live.add(vertex);
    this.#fresh.push(vertex);
    return vertex;
  }

  /** The node at a place at the present time; events at the same place share it. */
  #nodeAt(x: number, y: number): number {
    const cell = 4 * this.#epsilon;
    const column = Math.round(x / cell);
    const row = Math.round(y / cell);
    for (let i = -1; i <= 1; i++) {
      for (let j = -1; j <= 1; j++) {
        const index = this.#nodeIndex.get(`${column + i} ${row + j}`);
        const node = index === undefined ? undefined : this.nodes[index];
        if (node !== undefined && Math.abs(node.height - this.#now) <= cell) return index as number;
      }
    }
    const index = this.nodes.length;
    this.nodes.push({ x, y, height: this.#now });
    this.#nodeIndex.set(`${column} ${row}`, index);
    return index;
  }

  /** Looks again for what reflex vertices run into, where the event changed it. */
  #update(ended: readonly WaveVertex[]): void {
    const fresh = this.#fresh.filter(({ alive }) => alive);
    this.#fresh = [];
    for (const vertex of this.#live) {
      const { split } = vertex;
      const stale =
        split !== undefined &&
        (ended.includes(split.start) || ended.includes(split.end) || split.start.next !== split.end);
      if (stale || fresh.includes(vertex)) {
        this.#findSplit(vertex);
        continue;
      }
      for (const start of fresh) {
        this.#trySplit(vertex, start);
        if (!fresh.includes(start.previous)) this.#trySplit(vertex, start.previous);
      }
    }
  }

  #findSplit(vertex: WaveVertex): void {
    vertex.split = undefined;
    if (!isReflex(vertex)) return;
    for (const start of this.#live) this.#trySplit(vertex, start);
  }

  /** Notes that a reflex vertex runs into the edge after `start`, if it does so before anything known. */
  #trySplit(vertex: WaveVertex, start: WaveVertex): void {
    const end = start.next;
    if (!isReflex(vertex) || start === vertex || end === vertex || !start.alive || start.spike || end.spike) return;
    if (this.#shareCorner(vertex.left, start.right) || this.#shareCorner(vertex.right, start.right)) return;
    const { nx, ny, offset } = this.edges[start.right] as WaveEdge;
    const approach = 1 - (nx * vertex.vx + ny * vertex.vy);
    if (approach < 1e-12) return;
    const time = (nx * vertex.x + ny * vertex.y - offset) / approach;
    if (time < this.#now - this.#epsilon || (vertex.split !== undefined && time >= vertex.split.time)) return;
    const x = vertex.x + vertex.vx * time;
    const y = vertex.y + vertex.vy * time;
    const fromStart = (x - start.x - start.vx * time) * ny - (y - start.y - start.vy * time) * nx;
    const toEnd = (end.x + end.vx * time - x) * ny - (end.y + end.vy * time - y) * nx;
    if (fromStart < -this.#epsilon || toEnd < -this.#epsilon) return;
    // At an end of the edge, corners that together have less than a full turn inside only touch from outside.
    const met = fromStart <= this.#epsilon ? start : toEnd <= this.#epsilon ? end : undefined;
    if (met !== undefined && this.#turnAt(vertex, time) + this.#turnAt(met, time) > 1e-9) return;
    vertex.split = { time, start, end };
  }

  /** The turn of a corner: all vertices that are at the place of this one. */
  #turnAt(vertex: WaveVertex, time: number): number {
    const isHere = ({ x, y, vx, vy }: WaveVertex): boolean =>
      Math.abs(x - vertex.x + (vx - vertex.vx) * time) + Math.abs(y - vertex.y + (vy - vertex.vy) * time) <=
      this.#epsilon;
    let sum = vertex.turn;
    for (let other = vertex.previous; other !== vertex && isHere(other); other = other.previous) sum += other.turn;
    for (let other = vertex.next; other !== vertex && isHere(other); other = other.next) sum += other.turn;
    return sum;
  }

  /** True for edges that begin at one corner with an arc: they part there and never meet again. */
  #shareCorner(a: number, b: number): boolean {
    const [first, second] = [(this.edges[a] as WaveEdge).site, (this.edges[b] as WaveEdge).site];
    const isAround = (corner: Site | undefined, site: number): boolean =>
      corner?.kind === "corner" && (corner.before === site || corner.after === site);
    return (
      (first === second && this.sites[first]?.kind === "corner") ||
      isAround(this.sites[first], second) ||
      isAround(this.sites[second], first)
    );
  }
}

function isReflex({ turn, spike }: WaveVertex): boolean {
  return turn < 0 && !spike;
}

function connect(a: WaveVertex, b: WaveVertex): void {
  a.next = b;
  b.previous = a;
}
