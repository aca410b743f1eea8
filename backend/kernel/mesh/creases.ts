// The creases of a surface: edges at which it bends outwards, so that what it bounds is not convex there. A cut through a
// crease straightens it when the parts on either side are convex at that place.
import type { TriangleSoup } from "./orient.ts";
import {
  cross,
  crossing,
  difference,
  dot,
  height,
  type Plane,
  type Point,
  planeOf,
  planeThrough,
  pointsOf,
} from "./plane.ts";

export interface Crease {
  readonly a: Point;
  readonly b: Point;
  /** The planes of the facets beside it. */
  readonly left: Plane;
  readonly right: Plane;
}

/** Bends that stand out less than `tolerance` are none. */
export function findCreases({ positions, triangles }: TriangleSoup, tolerance: number): Crease[] {
  const points = pointsOf(positions);
  const count = points.length;
  const at = (edge: number): number => triangles[edge] as number;
  const edges = new Map<number, number>();
  for (let edge = 0; edge < triangles.length; edge++) edges.set(at(edge) * count + at(after(edge)), edge);
  const planeOfTriangle = (edge: number): Plane | undefined => {
    const first = edge - (edge % 3);
    return planeOf(points[at(first)] as Point, points[at(first + 1)] as Point, points[at(first + 2)] as Point);
  };
  const creases: Crease[] = [];
  for (let edge = 0; edge < triangles.length; edge++) {
    const twin = edges.get(at(after(edge)) * count + at(edge));
    if (twin === undefined || twin < edge) continue;
    const [left, right] = [planeOfTriangle(edge), planeOfTriangle(twin)];
    if (left === undefined || right === undefined) continue;
    const bend = Math.max(
      height(left, points[at(after(after(twin)))] as Point),
      height(right, points[at(after(after(edge)))] as Point),
    );
    if (bend <= tolerance) continue;
    creases.push({ a: points[at(edge)] as Point, b: points[at(after(edge))] as Point, left, right });
  }
  return creases;
}

function after(edge: number): number {
  return edge % 3 === 2 ? edge - 2 : edge + 1;
}

/** Planes through some of the creases: those of their facets, and those through another crease that begins where one ends. */
export function* planesOf(creases: readonly Crease[], most: number): Generator<Plane> {
  const step = Math.max(1, Math.floor(creases.length / most));
  for (let k = 0; k < creases.length; k += step) {
    const { a, b, left, right } = creases[k] as Crease;
    yield left;
    yield right;
    for (const other of creases) {
      const shared = other.a === a || other.a === b ? other.a : other.b === a || other.b === b ? other.b : undefined;
      if (shared === undefined || other === creases[k]) continue;
      const plane = planeThrough(shared, cross(direction(a, b), direction(other.a, other.b)));
      if (plane !== undefined) yield plane;
    }
  }
}

function direction(a: Point, b: Point): Point {
  const [x, y, z] = difference(b, a);
  const length = Math.hypot(x, y, z) || 1;
  return [x / length, y / length, z / length];
}

export interface CreaseHalves {
  readonly front: readonly Crease[];
  readonly back: readonly Crease[];
}

type Side = "front" | "back" | "both" | "straightened";

/** What is left of creases on either side of a cut. */
export function splitCreases(creases: readonly Crease[], plane: Plane, tolerance: number): CreaseHalves {
  const front: Crease[] = [];
  const back: Crease[] = [];
  for (const crease of creases) {
    const side = sideOf(crease, plane, tolerance);
    if (side === "front") front.push(crease);
    else if (side === "back") back.push(crease);
    else if (side === "both") {
      const { a, b } = crease;
      const middle = crossing(a, b, height(plane, a), height(plane, b));
      const isBefore = height(plane, a) > 0;
      front.push({ ...crease, ...(isBefore ? { b: middle } : { a: middle }) });
      back.push({ ...crease, ...(isBefore ? { a: middle } : { b: middle }) });
    }
  }
  return { front, back };
}

/** How many creases a cut would straighten, and how many it would split. */
export function weighCreases(
  creases: readonly Crease[],
  plane: Plane,
  tolerance: number,
): { readonly straightened: number; readonly split: number } {
  let [straightened, split] = [0, 0];
  for (const crease of creases) {
    const side = sideOf(crease, plane, tolerance);
    if (side === "straightened") straightened++;
    else if (side === "both") split++;
  }
  return { straightened, split };
}

function sideOf(crease: Crease, plane: Plane, tolerance: number): Side {
  const [a, b] = [height(plane, crease.a), height(plane, crease.b)];
  if (a > tolerance) return b < -tolerance ? "both" : "front";
  if (a < -tolerance) return b > tolerance ? "both" : "back";
  if (b > tolerance) return "front";
  if (b < -tolerance) return "back";
  return sideOfFacets(crease, plane);
}

/** Sines of angles below this count as zero. */
const PARALLEL = 1e-9;

/** Of a crease in the plane: straightened when the cut runs into the solid behind both facets; else the side with the facets. */
function sideOfFacets({ a, b, left, right }: Crease, { normal }: Plane): Side {
  const across = cross(normal, direction(a, b));
  const [l, r] = [dot(across, left.normal), dot(across, right.normal)];
  if ((l <= PARALLEL && r <= PARALLEL) || (l >= -PARALLEL && r >= -PARALLEL)) return "straightened";
  // The way from the crease into the left facet.
  return dot(cross(left.normal, direction(a, b)), normal) > 0 ? "front" : "back";
}
