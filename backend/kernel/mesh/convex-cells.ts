// Cuts a closed surface into convex pieces, for Minkowski sums (spec/geometry.md §8.7): a binary space partition by planes
// through its creases, the edges at which it bends outwards. A region without creases is convex or in several parts. Distances
// below a tolerance count as zero, so that facets that lie in a plane up to rounding do not leave slivers.
import { type Crease, findCreases, planesOf, splitCreases, weighCreases } from "./creases.ts";
import type { TriangleSoup } from "./orient.ts";
import {
  cross,
  crossing,
  difference,
  distance,
  dot,
  height,
  type Plane,
  type Point,
  planeOf,
  pointsOf,
} from "./plane.ts";

type Loop = readonly Point[];

/** A piece of a triangle. */
interface Piece {
  readonly plane: Plane;
  readonly loop: Loop;
}

/** A convex region of space, by the loops of its faces, and the surface inside it. */
interface Region {
  readonly faces: readonly Loop[];
  readonly pieces: readonly Piece[];
  readonly creases: readonly Crease[];
}

/** What stands out less than this part of the size counts as flat. */
const FLAT = 1e-9;
/** Creases, or facets, whose planes are weighed against each other for one cut. */
const CANDIDATES = 12;

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
  const creases = findCreases(surface, tolerance);
  const regions: Region[] = [{ faces: boxFaces(box), pieces: readPieces(surface), creases }];
  let work = MOST_WORK + WORK_PER_TRIANGLE * surface.triangles.length;
  for (let region = regions.pop(); region !== undefined; region = regions.pop()) {
    check?.();
    const { pieces } = region;
    if (region.creases.length === 0 && isConvexPatch(pieces, tolerance, check)) {
      cells.push(corners.of([surfaceCorners(region, corners, tolerance), cornersBehind(region, tolerance)]));
      continue;
    }
    const plane = choosePlane(region, tolerance);
    work -= (CANDIDATES + 1) * (pieces.length + region.creases.length);
    if (plane === undefined || cells.length > most || work < 0) return undefined;
    const { front, back, facing } = splitPieces(pieces, plane, tolerance);
    const bends = splitCreases(region.creases, plane, tolerance);
    const halves = splitRegion(region.faces, plane, tolerance);
    for (const [faces, inner, creases, outside] of [
      [halves.front, front, bends.front, facing.front],
      [halves.back, back, bends.back, facing.back],
    ] as const) {
      if (faces.length === 0) continue;
      if (inner.length > 0) regions.push({ faces, pieces: inner, creases });
      // Nothing of the surface is in this half: it is all inside or all outside, as the facets in the plane tell.
      else if (outside === undefined) return undefined;
      else if (!outside) cells.push(corners.of(faces));
    }
  }
  return cells.length > most ? undefined : cells;
}
/** Looks at pieces and creases that all cuts together may take, and what each triangle adds to that. */
const MOST_WORK = 4_000_000;
const WORK_PER_TRIANGLE = 2000;

/** True when no facet has surface before it: then what they bound in the region is convex. */
function isConvexPatch(pieces: readonly Piece[], tolerance: number, check: CellOptions["check"]): boolean {
  const corners = [...new Set(pieces.flatMap(({ loop }) => loop))];
  return pieces.every(({ plane }, k) => {
    if (k % 64 === 63) check?.();
    return corners.every((point) => height(plane, point) <= tolerance);
  });
}

/** Corners of the surface in a region, without points at which cuts met edges inside of facets. */
function surfaceCorners({ faces, pieces }: Region, corners: CornerTable, tolerance: number): Loop {
  const found = new Map<string, { readonly point: Point; readonly normals: Point[] }>();
  for (const { loop, plane } of pieces) {
    for (const point of loop) {
      const key = corners.keyOf(point);
      const known = found.get(key);
      if (known === undefined) found.set(key, { point, normals: [plane.normal] });
      else known.normals.push(plane.normal);
    }
  }
  const walls = faces.flatMap((face) => planeOfLoop(face) ?? []);
  return [...found.values()].flatMap(({ point, normals }) => {
    if (corners.isGiven(point)) return [point];
    const others = walls.filter((wall) => Math.abs(height(wall, point)) <= tolerance);
    return spanSpace([...normals, ...others.map(({ normal }) => normal)]) ? [point] : [];
  });
}

/** The plane of a face, by the corners that are farthest from its first. */
function planeOfLoop([a, ...others]: Loop): Plane | undefined {
  if (a === undefined) return undefined;
  const far = farthest(others, (point) => distance(a, point));
  if (far === undefined) return undefined;
  const across = farthest(others, (point) => Math.hypot(...cross(difference(far, a), difference(point, a))));
  return across && planeOf(a, far, across);
}

function farthest(points: readonly Point[], measure: (point: Point) => number): Point | undefined {
  let [best, most]: [Point | undefined, number] = [undefined, 0];
  for (const point of points) {
    const value = measure(point);
    if (value > most) [best, most] = [point, value];
  }
  return best;
}

/** Below this, directions count as lying in a line or in a plane. */
const PARALLEL = 1e-7;

/** True when directions do not lie in a plane, so that planes across them meet in a point. */
function spanSpace([first, ...others]: readonly Point[]): boolean {
  if (first === undefined) return false;
  const axis = farthest(
    others.map((other) => cross(first, other)),
    (vector) => Math.hypot(...vector),
  );
  if (axis === undefined || Math.hypot(...axis) < PARALLEL) return false;
  return others.some((other) => Math.abs(dot(axis, other)) > PARALLEL);
}

/** The corners of a region that lie behind all facets in it. */
function cornersBehind({ faces, pieces }: Region, tolerance: number): Loop {
  const distinct = new Set(faces.flat());
  return [...distinct].filter((point) => pieces.every(({ plane }) => height(plane, point) <= tolerance));
}

/** The plane through a crease that straightens many and splits few pieces; where there is none, that of a facet. */
function choosePlane({ pieces, creases }: Region, tolerance: number): Plane | undefined {
  let best: Plane | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const plane of creases.length > 0 ? planesOf(creases, CANDIDATES) : facetPlanes(pieces)) {
    const bends = weighCreases(creases, plane, tolerance);
    if (creases.length > 0 && bends.straightened === 0) continue;
    const most = least * Math.max(1, bends.straightened);
    let splits = 3 * bends.split;
    for (let k = 0; k < pieces.length && splits < most; k++) {
      if (sideOf((pieces[k] as Piece).loop, plane, tolerance) === "both") splits++;
    }
    const cost = splits / Math.max(1, bends.straightened) - bends.straightened / (creases.length + 1);
    if (cost >= least) continue;
    least = cost;
    best = plane;
  }
  return best;
}

function* facetPlanes(pieces: readonly Piece[]): Generator<Plane> {
  const step = Math.max(1, Math.floor(pieces.length / CANDIDATES));
  for (let k = 0; k < pieces.length; k += step) yield (pieces[k] as Piece).plane;
}

type Side = "front" | "back" | "on" | "both";

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

interface PieceHalves {
  readonly front: readonly Piece[];
  readonly back: readonly Piece[];
  /** Whether what lies beside the facets in the plane is outside; undefined when there are none, or they disagree. */
  readonly facing: { readonly front: boolean | undefined; readonly back: boolean | undefined };
}

/** Pieces in the plane have done their part. */
function splitPieces(pieces: readonly Piece[], plane: Plane, tolerance: number): PieceHalves {
  const front: Piece[] = [];
  const back: Piece[] = [];
  let [along, against] = [false, false];
  for (const piece of pieces) {
    const side = sideOf(piece.loop, plane, tolerance);
    if (side === "front") front.push(piece);
    else if (side === "back") back.push(piece);
    else if (side === "both") {
      const halves = splitLoop(piece.loop, plane, tolerance);
      if (halves.front.length >= 3) front.push({ ...piece, loop: halves.front });
      if (halves.back.length >= 3) back.push({ ...piece, loop: halves.back });
    } else if (dot(piece.plane.normal, plane.normal) > 0) along = true;
    else against = true;
  }
  const known = along !== against;
  return { front, back, facing: { front: known ? along : undefined, back: known ? against : undefined } };
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

  /** True for a corner of the surface as it was given. */
  isGiven(point: Point): boolean {
    return this.#points.has(this.keyOf(point));
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
function readPieces({ positions, triangles }: TriangleSoup): Piece[] {
  const points = pointsOf(positions);
  const pieces: Piece[] = [];
  for (let k = 0; k < triangles.length; k += 3) {
    const loop = [0, 1, 2].map((corner) => points[triangles[k + corner] as number] as Point);
    const plane = planeOf(loop[0] as Point, loop[1] as Point, loop[2] as Point);
    if (plane !== undefined) pieces.push({ plane, loop });
  }
  return pieces;
}
