// Facets that lie in one plane, joined: the faces of a polyhedron from the triangles of its mesh. A face is bounded by
// loops of vertices; vertices that only divide straight edges are left out (spec/kernels.md §3.2).
import { TooLarge } from "./engine.ts";

/** A face: its loops run counter-clockwise from outside for the outer one, clockwise for holes. */
export interface Region {
  readonly loops: readonly (readonly number[])[];
  /** Unit normal. */
  readonly normal: readonly [number, number, number];
  /** The triangle that it grew from. */
  readonly seed: number;
}

export interface Surface {
  /** x, y, z per vertex. */
  readonly positions: Float64Array;
  readonly triangles: Uint32Array;
  /** What sets triangles apart beside their plane: their color. */
  readonly groupOf?: ((triangle: number) => number) | undefined;
  /** True for a triangle that is a face by itself. */
  readonly isAlone?: (triangle: number) => boolean;
}

/** How far, relative to the size of the mesh, a vertex may lie off the plane of its face. */
const FLATNESS = 1e-9;
/** The square of the sine of the largest angle between triangles of one face. */
const PARALLEL = 1e-6;

export interface Regions {
  readonly regions: readonly Region[];
  /** By triangle, the number of its face. */
  readonly regionOf: Int32Array;
  /** By triangle, the number of the connected part of the surface. */
  readonly shellOf: Int32Array;
}

/** The faces of a closed surface. Undefined when an edge is open. Throws TooLarge for more than `most`. */
export function findRegions(surface: Surface, most = Number.POSITIVE_INFINITY): Regions | undefined {
  const { positions, triangles, groupOf = () => 0, isAlone = () => false } = surface;
  const count = triangles.length / 3;
  const twins = twinsOf(triangles, positions.length / 3);
  if (twins === undefined) return undefined;
  const { normals, areas } = normalsOf(positions, triangles);
  const tolerance = FLATNESS * sizeOf(positions);
  const regionOf = new Int32Array(count).fill(-1);
  const bySize = Array.from({ length: count }, (_, k) => k).sort((a, b) => (areas[b] as number) - (areas[a] as number));
  const seeds: number[] = [];
  for (const seed of bySize) {
    if (regionOf[seed] !== -1) continue;
    const region = seeds.push(seed) - 1;
    if (region >= most) throw new TooLarge(`it has more than the ${most} faces for which there is memory`);
    const plane = planeOf(positions, triangles, normals, seed);
    const group = groupOf(seed);
    const stack = [seed];
    regionOf[seed] = region;
    if (isAlone(seed)) continue;
    for (let triangle = stack.pop(); triangle !== undefined; triangle = stack.pop()) {
      for (let side = 0; side < 3; side++) {
        const other = Math.floor((twins[3 * triangle + side] as number) / 3);
        if (regionOf[other] !== -1 || groupOf(other) !== group || isAlone(other)) continue;
        if (!liesIn(plane, tolerance, { positions, triangles }, other)) continue;
        if (!isThin(surface, areas, other, tolerance) && !isParallel(normals, seed, other)) continue;
        regionOf[other] = region;
        stack.push(other);
      }
    }
  }
  const boundary = new Boundary(triangles, twins, regionOf);
  const loops = boundary.loops(seeds.length);
  const straight = straightVertices(positions, boundary, loops);
  const regions = loops.map((own, region): Region => {
    const seed = seeds[region] as number;
    const normal = [0, 1, 2].map((axis) => normals[3 * seed + axis] as number) as [number, number, number];
    return { loops: own.map((loop) => loop.filter((vertex) => !straight.has(vertex))), normal, seed };
  });
  return { regions, regionOf, shellOf: shellsOf(twins) };
}

/** Numbers the connected parts. */
function shellsOf(twins: Int32Array): Int32Array {
  const shellOf = new Int32Array(twins.length / 3).fill(-1);
  let shells = 0;
  for (let first = 0; first < shellOf.length; first++) {
    if (shellOf[first] !== -1) continue;
    const stack = [first];
    shellOf[first] = shells;
    for (let triangle = stack.pop(); triangle !== undefined; triangle = stack.pop()) {
      for (let side = 0; side < 3; side++) {
        const other = Math.floor((twins[3 * triangle + side] as number) / 3);
        if (shellOf[other] !== -1) continue;
        shellOf[other] = shells;
        stack.push(other);
      }
    }
    shells++;
  }
  return shellOf;
}

/** For the half edge 3t + k from corner k of triangle t: the half edge the other way. Undefined when one has none. */
function twinsOf(triangles: Uint32Array, vertices: number): Int32Array | undefined {
  const open = new Map<number, number[]>();
  const twins = new Int32Array(triangles.length).fill(-1);
  let unpaired = 0;
  for (let edge = 0; edge < triangles.length; edge++) {
    const from = triangles[edge] as number;
    const to = triangles[edge % 3 === 2 ? edge - 2 : edge + 1] as number;
    const back = open.get(to * vertices + from);
    const twin = back?.pop();
    if (twin !== undefined) {
      twins[edge] = twin;
      twins[twin] = edge;
      unpaired--;
      continue;
    }
    const key = from * vertices + to;
    const list = open.get(key);
    if (list === undefined) open.set(key, [edge]);
    else list.push(edge);
    unpaired++;
  }
  return unpaired === 0 ? twins : undefined;
}

function normalsOf(positions: Float64Array, triangles: Uint32Array): { normals: Float64Array; areas: Float64Array } {
  const count = triangles.length / 3;
  const normals = new Float64Array(3 * count);
  const areas = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const [a, b, c] = [0, 1, 2].map((corner) => 3 * (triangles[3 * k + corner] as number)) as [number, number, number];
    const at = (vertex: number, axis: number): number => positions[vertex + axis] as number;
    const u = [0, 1, 2].map((axis) => at(b, axis) - at(a, axis)) as [number, number, number];
    const v = [0, 1, 2].map((axis) => at(c, axis) - at(a, axis)) as [number, number, number];
    const cross = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]] as const;
    const length = Math.hypot(...cross);
    areas[k] = length / 2;
    for (let axis = 0; axis < 3; axis++) normals[3 * k + axis] = length > 0 ? (cross[axis] as number) / length : 0;
  }
  return { normals, areas };
}

function sizeOf(positions: Float64Array): number {
  let size = 0;
  for (const coordinate of positions) size = Math.max(size, Math.abs(coordinate));
  return size;
}

type Plane = readonly [number, number, number, number];

function planeOf(positions: Float64Array, triangles: Uint32Array, normals: Float64Array, triangle: number): Plane {
  const vertex = 3 * (triangles[3 * triangle] as number);
  const [x, y, z] = normals.subarray(3 * triangle, 3 * triangle + 3) as unknown as [number, number, number];
  const [px, py, pz] = positions.subarray(vertex, vertex + 3) as unknown as [number, number, number];
  return [x, y, z, x * px + y * py + z * pz];
}

function liesIn([x, y, z, d]: Plane, tolerance: number, surface: Surface, triangle: number): boolean {
  const { positions, triangles } = surface;
  for (let corner = 0; corner < 3; corner++) {
    const at = 3 * (triangles[3 * triangle + corner] as number);
    const [px, py, pz] = positions.subarray(at, at + 3) as unknown as [number, number, number];
    if (Math.abs(x * px + y * py + z * pz - d) > tolerance) return false;
  }
  return true;
}

/** Slivers have no direction worth the name: they go with the neighbor in whose plane they lie. */
function isThin({ positions, triangles }: Surface, areas: Float64Array, triangle: number, tolerance: number): boolean {
  let longest = 0;
  for (let side = 0; side < 3; side++) {
    const a = 3 * (triangles[3 * triangle + side] as number);
    const b = 3 * (triangles[3 * triangle + ((side + 1) % 3)] as number);
    const squares = [0, 1, 2].map((axis) => ((positions[a + axis] as number) - (positions[b + axis] as number)) ** 2);
    longest = Math.max(longest, Math.sqrt(squares.reduce((sum, square) => sum + square)));
  }
  return (areas[triangle] as number) <= tolerance * longest;
}

function isParallel(normals: Float64Array, a: number, b: number): boolean {
  const products = [0, 1, 2].map((axis) => (normals[3 * a + axis] as number) * (normals[3 * b + axis] as number));
  const dot = products.reduce((sum, product) => sum + product);
  return dot > 0 && 1 - dot * dot < PARALLEL;
}

/** The half edges between regions, joined to loops. */
class Boundary {
  readonly #triangles: Uint32Array;
  readonly #twins: Int32Array;
  readonly #regionOf: Int32Array;
  /** How many half edges of the boundary leave a vertex. */
  readonly leaving = new Map<number, number>();

  constructor(triangles: Uint32Array, twins: Int32Array, regionOf: Int32Array) {
    this.#triangles = triangles;
    this.#twins = twins;
    this.#regionOf = regionOf;
  }

  /** The vertices of each loop, by region. */
  loops(count: number): number[][][] {
    const loops: number[][][] = Array.from({ length: count }, () => []);
    const seen = new Uint8Array(this.#triangles.length);
    for (let start = 0; start < this.#triangles.length; start++) {
      if (seen[start] === 1 || !this.#isBoundary(start)) continue;
      const loop: number[] = [];
      let edge = start;
      do {
        seen[edge] = 1;
        const vertex = this.#triangles[edge] as number;
        loop.push(vertex);
        this.leaving.set(vertex, (this.leaving.get(vertex) ?? 0) + 1);
        edge = this.#nextOnBoundary(edge);
      } while (edge !== start);
      loops[this.#regionOf[Math.floor(start / 3)] as number]?.push(loop);
    }
    return loops;
  }

  #isBoundary(edge: number): boolean {
    const twin = this.#twins[edge] as number;
    return this.#regionOf[Math.floor(edge / 3)] !== this.#regionOf[Math.floor(twin / 3)];
  }

  /** Turns round the end of an edge, inside the region, to the next edge of its boundary. */
  #nextOnBoundary(edge: number): number {
    let next = nextInTriangle(edge);
    while (!this.#isBoundary(next)) next = nextInTriangle(this.#twins[next] as number);
    return next;
  }
}

function nextInTriangle(edge: number): number {
  return edge % 3 === 2 ? edge - 2 : edge + 1;
}

/** Vertices where two faces only meet along a straight line: an edge goes through. */
function straightVertices(positions: Float64Array, { leaving }: Boundary, loops: readonly number[][][]): Set<number> {
  const bends = new Set<number>();
  const neighbors = new Map<number, Set<number>>();
  for (const loop of loops.flat()) {
    for (const [k, vertex] of loop.entries()) {
      if (leaving.get(vertex) !== 2) continue;
      const before = loop.at(k - 1) as number;
      const after = loop[(k + 1) % loop.length] as number;
      const known = neighbors.get(vertex) ?? new Set();
      neighbors.set(vertex, known.add(before).add(after));
      if (!isBetween(positions, before, vertex, after)) bends.add(vertex);
    }
  }
  const straight = new Set<number>();
  for (const [vertex, around] of neighbors) if (around.size === 2 && !bends.has(vertex)) straight.add(vertex);
  // A loop needs three corners.
  for (const loop of loops.flat()) {
    if (loop.filter((vertex) => !straight.has(vertex)).length >= 3) continue;
    for (const vertex of loop) straight.delete(vertex);
  }
  return straight;
}

/** True when b lies on the way from a to c. */
function isBetween(positions: Float64Array, a: number, b: number, c: number): boolean {
  const step = (from: number, to: number): number[] =>
    [0, 1, 2].map((axis) => (positions[3 * to + axis] as number) - (positions[3 * from + axis] as number));
  const [ux, uy, uz] = step(a, b) as [number, number, number];
  const [vx, vy, vz] = step(b, c) as [number, number, number];
  const product = Math.hypot(ux, uy, uz) * Math.hypot(vx, vy, vz);
  const sine = Math.hypot(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx);
  return ux * vx + uy * vy + uz * vz > 0 && sine <= FLATNESS * product;
}
