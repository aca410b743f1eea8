// The convex hull of discs in the plane, as a contour of tangent lines and arcs. A point is a disc of radius 0.
import type { Contour, Point, Segment } from "./contour.ts";

export interface Disc {
  readonly center: Point;
  readonly r: number;
}

/** Distances below this, relative to the size of everything, are none. */
const ROUNDING = 1e-12;

/** A tangent that has every disc on its left: from a point of one disc to a point of another. */
interface Tangent {
  readonly from: number;
  readonly to: number;
  readonly start: Point;
  readonly end: Point;
  readonly length: number;
}

/**
 * Counter-clockwise. Undefined when there is no area. Every pair of discs is looked at with every third one: meant for
 * dozens of discs.
 */
export function hullOfDiscs(all: readonly Disc[]): Contour | undefined {
  const size = Math.max(...all.flatMap(({ center: [x, y], r }) => [Math.abs(x) + r, Math.abs(y) + r]));
  const tolerance = ROUNDING * size;
  const discs = outermost(all, tolerance);
  const [only, ...others] = discs;
  if (only === undefined) return undefined;
  if (others.length === 0) return only.r > 0 ? fullCircle(only) : undefined;
  const tangents = new Map<number, Tangent>();
  for (const from of discs.keys()) {
    for (const to of discs.keys()) {
      if (from === to) continue;
      const tangent = tangentBetween(discs, from, to);
      if (tangent === undefined || !isOutside(discs, tangent, 1e3 * tolerance)) continue;
      // Of several on one line, the farthest: those between touch it only.
      const known = tangents.get(from);
      if (known === undefined || tangent.length > known.length) tangents.set(from, tangent);
    }
  }
  return chain(discs, tangents, 1e3 * tolerance);
}

/** Without discs inside others. */
function outermost(all: readonly Disc[], tolerance: number): Disc[] {
  const kept: Disc[] = [];
  for (const disc of [...all].sort((a, b) => b.r - a.r)) {
    const inside = kept.some((other) => distance(disc.center, other.center) + disc.r <= other.r + tolerance);
    if (!inside) kept.push(disc);
  }
  return kept;
}

function distance([x, y]: Point, [u, v]: Point): number {
  return Math.hypot(x - u, y - v);
}

/** The common tangent with both discs on its left. */
function tangentBetween(discs: readonly Disc[], from: number, to: number): Tangent | undefined {
  const [a, b] = [discs[from], discs[to]] as [Disc, Disc];
  const apart = distance(a.center, b.center);
  const sine = (a.r - b.r) / apart;
  if (!(Math.abs(sine) <= 1)) return undefined;
  const [ux, uy] = [(b.center[0] - a.center[0]) / apart, (b.center[1] - a.center[1]) / apart];
  // The outward normal: right of the line of centers, turned towards the end of the smaller disc.
  const cosine = Math.sqrt(1 - sine * sine);
  const normal: Point = [uy * cosine + ux * sine, -ux * cosine + uy * sine];
  const touch = ({ center: [x, y], r }: Disc): Point => [x + r * normal[0], y + r * normal[1]];
  const [start, end] = [touch(a), touch(b)];
  return { from, to, start, end, length: distance(start, end) };
}

/** True when no disc reaches beyond the tangent. */
function isOutside(discs: readonly Disc[], { start, end, length }: Tangent, tolerance: number): boolean {
  if (length === 0) return false;
  const [nx, ny] = [(end[1] - start[1]) / length, -(end[0] - start[0]) / length];
  return discs.every(({ center: [x, y], r }) => (x - start[0]) * nx + (y - start[1]) * ny + r <= tolerance);
}

/** Goes round from tangent to tangent. */
function chain(discs: readonly Disc[], tangents: ReadonlyMap<number, Tangent>, tolerance: number): Contour | undefined {
  const first = [...tangents.values()][0];
  if (first === undefined || tangents.size < 2) return undefined;
  const segments: Segment[] = [];
  let corners = 0;
  let tangent = first;
  do {
    segments.push({ kind: "line", to: tangent.end });
    const next = tangents.get(tangent.to);
    if (next === undefined || segments.length > 2 * discs.length + 2) return undefined;
    const { center, r } = discs[tangent.to] as Disc;
    if (r > tolerance) segments.push({ kind: "arc", to: next.start, center });
    else corners++;
    tangent = next;
  } while (tangent !== first);
  if (corners === segments.length && corners < 3) return undefined;
  return { start: first.start, segments };
}

/** An arc that ends where it begins. */
function fullCircle({ center: [x, y], r }: Disc): Contour {
  const start: Point = [x + r, y];
  return { start, segments: [{ kind: "arc", to: start, center: [x, y] }] };
}
