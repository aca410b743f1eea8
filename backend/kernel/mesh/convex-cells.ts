// Cuts a closed surface into convex pieces, for Minkowski sums (spec/geometry.md §8.7): a binary space partition whose
// planes are those of the facets, concave ones first. Distances below a tolerance count as zero, so that facets that lie in
// a plane up to rounding do not leave slivers.
import type { TriangleSoup } from "./orient.ts";

export type Point = readonly [number, number, number];
type Loop = readonly Point[];

interface Plane {
  readonly normal: Point;
  readonly offset: number;
}

/** A piece of a triangle. */
interface Piece {
  readonly plane: Plane;
  readonly loop: Loop;
  /** True while the surface bends outwards at one of the triangle's edges. */
  readonly concave: boolean;
}

/** A convex region of space, by the loops of its faces, and the surface inside it. */
interface Region {
  readonly faces: readonly Loop[];
  readonly pieces: readonly Piece[];
}

/** What stands out less than this part of the size counts as flat. */
const FLAT = 1e-9;
/** Planes that are weighed against each other for one cut. */
const CANDIDATES = 24;

export interface CellOptions {
  /** More pieces are not made. */
  readonly most: number;
  /** Called now and then; may throw. */
  readonly check?: () => void;
}

/** The corners of each piece: x, y, z each. Undefined when there would be too many pieces, or finding them would take too long. */
export function convexCells(surface: TriangleSoup, { most, check }: CellOptions): Float64Array[] | undefined {
  const box = boxOf(surface.positions);
  const tolerance = FLAT * Math.max(...box.max.map((high, axis) => high - (box.min[axis] as number)));
  const corners = new CornerTable(surface.positions, tolerance);
  const cells: Float64Array[] = [];
  const regions: Region[] = [{ faces: boxFaces(box), pieces: readPieces(surface, tolerance) }];
  let work = 0;
  for (let region = regions.pop(); region !== undefined; region = regions.pop()) {
    check?.();
    work += region.pieces.length + region.faces.length;
    if (cells.length > most || work > MOST_WORK) return undefined;
    if (region.pieces.length > MANY && isConvexPatch(region.pieces, corners)) {
      cells.push(corners.of([...region.pieces.map(({ loop }) => loop), cornersBehind(region, tolerance)]));
      continue;
    }
    const plane = choosePlane(region.pieces, tolerance);
    if (plane === undefined) return undefined;
    const { front, back } = splitPieces(region.pieces, plane, tolerance);
    const halves = splitRegion(region.faces, plane, tolerance);
    // What lies before a facet is outside, what lies behind it inside.
    if (front.length > 0 && halves.front.length > 0) regions.push({ faces: halves.front, pieces: front });
    if (halves.back.length === 0) continue;
    if (back.length > 0) regions.push({ faces: halves.back, pieces: back });
    else cells.push(corners.of(halves.back));
  }
  return cells.length > most ? undefined : cells;
}

/** From this many pieces on it is worth finding out that they bound something convex: no further cut is needed then. */
const MANY = 64;

/** Pieces of triangles that may be looked at for all cuts together. */
const MOST_WORK = 5_000_000;

/** True when the surface in a region hangs together and nowhere bends outwards: what it bounds there is convex. */
function isConvexPatch(pieces: readonly Piece[], corners: CornerTable): boolean {
  if (pieces.some(({ concave }) => concave)) return false;
  const touching = new Map<string, number[]>();
  const keys = pieces.map(({ loop }) => loop.map((point) => corners.keyOf(point)));
  for (const [k, names] of keys.entries()) {
    for (const name of names) {
      const list = touching.get(name);
      if (list === undefined) touching.set(name, [k]);
      else list.push(k);
    }
  }
  const reached = new Set([0]);
  // The set grows while it is walked over.
  for (const k of reached)
    for (const name of keys[k] as string[]) for (const other of touching.get(name) ?? []) reached.add(other);
  return reached.size === pieces.length;
}

/** The corners of a region that lie behind all facets in it. */
function cornersBehind({ faces, pieces }: Region, tolerance: number): Loop {
  const distinct = new Set(faces.flat());
  return [...distinct].filter((point) => pieces.every(({ plane }) => height(plane, point) <= tolerance));
}

/** A plane of a concave facet while there are any: the one that splits fewest others. */
function choosePlane(pieces: readonly Piece[], tolerance: number): Plane | undefined {
  const concave = pieces.filter((piece) => piece.concave);
  const candidates = concave.length > 0 ? concave : pieces;
  const step = Math.max(1, Math.floor(candidates.length / CANDIDATES));
  let best: Plane | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (let k = 0; k < candidates.length; k += step) {
    const { plane } = candidates[k] as Piece;
    let cost = 0;
    for (const { loop, concave: bent } of pieces) {
      const side = sideOf(loop, plane, tolerance);
      if (side === "both") cost += bent ? 3 : 1;
    }
    if (cost >= fewest) continue;
    fewest = cost;
    best = plane;
    if (cost === 0) break;
  }
  return best;
}

type Side = "front" | "back" | "on" | "both";

function height(plane: Plane, [x, y, z]: Point): number {
  return plane.normal[0] * x + plane.normal[1] * y + plane.normal[2] * z - plane.offset;
}

function sideOf(loop: Loop, plane: Plane, tolerance: number): Side {
  let before = false;
  let behind = false;
  for (const point of loop) {
    const h = height(plane, point);
    if (h > tolerance) before = true;
    else if (h < -tolerance) behind = true;
  }
  return before ? (behind ? "both" : "front") : behind ? "back" : "on";
}

/** Pieces in the plane have done their part. */
function splitPieces(pieces: readonly Piece[], plane: Plane, tolerance: number): { front: Piece[]; back: Piece[] } {
  const front: Piece[] = [];
  const back: Piece[] = [];
  for (const piece of pieces) {
    const side = sideOf(piece.loop, plane, tolerance);
    if (side === "front") front.push(piece);
    else if (side === "back") back.push(piece);
    else if (side === "both") {
      const halves = splitLoop(piece.loop, plane, tolerance);
      if (halves.front.length >= 3) front.push({ ...piece, loop: halves.front });
      if (halves.back.length >= 3) back.push({ ...piece, loop: halves.back });
    }
  }
  return { front, back };
}

interface LoopHalves {
  readonly front: Point[];
  readonly back: Point[];
  /** Points of both. */
  readonly shared: Point[];
}

function splitLoop(loop: Loop, plane: Plane, tolerance: number): LoopHalves {
  const halves: LoopHalves = { front: [], back: [], shared: [] };
  for (let k = 0; k < loop.length; k++) {
    const point = loop[k] as Point;
    const next = loop[k + 1 === loop.length ? 0 : k + 1] as Point;
    const h = height(plane, point);
    const g = height(plane, next);
    if (h >= -tolerance) halves.front.push(point);
    if (h <= tolerance) halves.back.push(point);
    if (Math.abs(h) <= tolerance) halves.shared.push(point);
    if ((h > tolerance && g < -tolerance) || (h < -tolerance && g > tolerance)) {
      const cut = crossing(point, next, h, g);
      halves.front.push(cut);
      halves.back.push(cut);
      halves.shared.push(cut);
    }
  }
  return halves;
}

/** Where an edge meets the plane. The same point whichever way the edge runs. */
function crossing(a: Point, b: Point, ha: number, hb: number): Point {
  if (ha < hb) return crossing(b, a, hb, ha);
  const t = ha / (ha - hb);
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}

/** Both parts of a region; one without volume has no faces. */
function splitRegion(faces: readonly Loop[], plane: Plane, tolerance: number): { front: Loop[]; back: Loop[] } {
  const front: Loop[] = [];
  const back: Loop[] = [];
  const rim: Point[] = [];
  let before = false;
  let behind = false;
  for (const face of faces) {
    const side = sideOf(face, plane, tolerance);
    before ||= side === "front" || side === "both";
    behind ||= side === "back" || side === "both";
    const halves = splitLoop(face, plane, tolerance);
    if (side !== "back" && side !== "on" && halves.front.length >= 3) front.push(halves.front);
    if (side !== "front" && side !== "on" && halves.back.length >= 3) back.push(halves.back);
    rim.push(...halves.shared);
  }
  const cap = orderRim(rim, plane, tolerance);
  if (cap.length >= 3) {
    front.push(cap);
    back.push(cap);
  }
  return { front: before ? front : [], back: behind ? back : [] };
}

/** The points of a convex rim in order round its middle, each once. Which way round does not matter. */
function orderRim(rim: readonly Point[], { normal }: Plane, tolerance: number): Point[] {
  if (rim.length < 3) return [];
  const middle = [0, 1, 2].map((axis) => rim.reduce((sum, point) => sum + (point[axis] as number), 0) / rim.length);
  const [u, v] = axesOf(normal);
  const angle = (point: Point): number => {
    const d = point.map((value, axis) => value - (middle[axis] as number)) as unknown as Point;
    return Math.atan2(dot(d, v), dot(d, u));
  };
  const sorted = rim.map((point) => ({ point, at: angle(point) })).sort((a, b) => a.at - b.at);
  const ordered: Point[] = [];
  for (const { point } of sorted) {
    const last = ordered.at(-1);
    if (last === undefined || distance(last, point) > tolerance) ordered.push(point);
  }
  const [first] = ordered;
  const last = ordered.at(-1);
  if (first !== undefined && last !== undefined && first !== last && distance(first, last) <= tolerance) ordered.pop();
  return ordered;
}

/** Two directions across a normal. */
function axesOf(normal: Point): [Point, Point] {
  const smallest = normal.map(Math.abs).indexOf(Math.min(...normal.map(Math.abs)));
  const helper: Point = [smallest === 0 ? 1 : 0, smallest === 1 ? 1 : 0, smallest === 2 ? 1 : 0];
  const u = cross(normal, helper);
  return [u, cross(normal, u)];
}

/** Makes corners that rounding moved a little what they were in the surface. */
class CornerTable {
  readonly #size: number;
  readonly #points = new Map<string, Point>();

  constructor(positions: Float64Array, tolerance: number) {
    this.#size = 16 * tolerance;
    for (let k = 0; k < positions.length; k += 3) {
      const point: Point = [positions[k] as number, positions[k + 1] as number, positions[k + 2] as number];
      this.#points.set(this.keyOf(point), point);
    }
  }

  /** The same for points that are one up to rounding, mostly. */
  keyOf(point: Point): string {
    return point.map((value) => Math.round(value / this.#size)).join(" ");
  }

  /** The corners of a cell: x, y, z each. */
  of(faces: readonly Loop[]): Float64Array {
    const corners = new Map<string, Point>();
    for (const point of faces.flat()) {
      const key = this.keyOf(point);
      corners.set(key, this.#points.get(key) ?? point);
    }
    return Float64Array.from([...corners.values()].flat());
  }
}

interface Box {
  readonly min: Point;
  readonly max: Point;
}

function boxOf(positions: Float64Array): Box {
  const min: [number, number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const max: [number, number, number] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [k, value] of positions.entries()) {
    const axis = (k % 3) as 0 | 1 | 2;
    if (value < min[axis]) min[axis] = value;
    if (value > max[axis]) max[axis] = value;
  }
  return { min, max };
}

function boxFaces({ min, max }: Box): Loop[] {
  const at = (x: 0 | 1, y: 0 | 1, z: 0 | 1): Point => [
    (x === 0 ? min : max)[0],
    (y === 0 ? min : max)[1],
    (z === 0 ? min : max)[2],
  ];
  return [
    [at(0, 0, 0), at(1, 0, 0), at(1, 1, 0), at(0, 1, 0)],
    [at(0, 0, 1), at(1, 0, 1), at(1, 1, 1), at(0, 1, 1)],
    [at(0, 0, 0), at(1, 0, 0), at(1, 0, 1), at(0, 0, 1)],
    [at(0, 1, 0), at(1, 1, 0), at(1, 1, 1), at(0, 1, 1)],
    [at(0, 0, 0), at(0, 1, 0), at(0, 1, 1), at(0, 0, 1)],
    [at(1, 0, 0), at(1, 1, 0), at(1, 1, 1), at(1, 0, 1)],
  ];
}

/** The triangles with area, each with its plane. */
function readPieces({ positions, triangles }: TriangleSoup, tolerance: number): Piece[] {
  const count = positions.length / 3;
  const point = (vertex: number): Point => [
    positions[3 * vertex] as number,
    positions[3 * vertex + 1] as number,
    positions[3 * vertex + 2] as number,
  ];
  const edges = new Map<number, number>();
  for (let edge = 0; edge < triangles.length; edge++) {
    edges.set((triangles[edge] as number) * count + (triangles[after(edge)] as number), edge);
  }
  const pieces: Piece[] = [];
  for (let k = 0; k < triangles.length; k += 3) {
    const loop: Loop = [0, 1, 2].map((corner) => point(triangles[k + corner] as number));
    const plane = planeOf(loop);
    if (plane === undefined) continue;
    let concave = false;
    for (let edge = k; edge < k + 3; edge++) {
      const twin = edges.get((triangles[after(edge)] as number) * count + (triangles[edge] as number));
      if (twin === undefined) continue;
      const tip = triangles[after(after(twin))] as number;
      if (height(plane, point(tip)) > tolerance) concave = true;
    }
    pieces.push({ plane, loop, concave });
  }
  return pieces;
}

function after(edge: number): number {
  return edge % 3 === 2 ? edge - 2 : edge + 1;
}

/** Undefined for a triangle without area. */
function planeOf([a, b, c]: Loop): Plane | undefined {
  if (a === undefined || b === undefined || c === undefined) return undefined;
  const normal = cross([b[0] - a[0], b[1] - a[1], b[2] - a[2]], [c[0] - a[0], c[1] - a[1], c[2] - a[2]]);
  const length = Math.hypot(...normal);
  if (!(length > 0)) return undefined;
  const unit: Point = [normal[0] / length, normal[1] / length, normal[2] / length];
  return { normal: unit, offset: dot(unit, a) };
}

function cross(a: Point, b: Point): Point {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function dot(a: Point, b: Point): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}
