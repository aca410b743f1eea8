// Turns a skeleton with straightened arcs into the exact Voronoi diagram of its sites (spec/geometry.md §7.9): junctions
// move to where their sites are equally far, and borders between a corner and a segment become parabolas.
import type { Fragments } from "../../../csg/nodes.ts";
import type { Border } from "./cells.ts";
import type { Site, Skeleton, SkeletonNode } from "./skeleton.ts";

type Corner = Extract<Site, { kind: "corner" }>;
type Segment = Extract<Site, { kind: "segment" }>;

export interface Diagram {
  readonly nodes: readonly SkeletonNode[];
  readonly borders: readonly Border[];
}

export interface CurveOptions {
  readonly fragments: Fragments;
  /** Hears how many nodes there are after each curve; throws when they are too many. */
  readonly onCurve: (nodes: number) => void;
}

/** The same borders with exact ends; curves get as many points as `$fn`, `$fa` and `$fs` ask for. */
export function drawCurves(
  skeleton: Skeleton,
  borders: readonly Border[],
  { fragments, onCurve }: CurveOptions,
): Diagram {
  const nodes = [...skeleton.nodes];
  const meeting = new Map<number, Set<number>>();
  for (const { left, right, path } of borders) {
    for (const node of [path[0] as number, path.at(-1) as number]) {
      const sites = meeting.get(node) ?? new Set();
      meeting.set(node, sites.add(left).add(right));
    }
  }
  for (const [node, sites] of meeting) {
    const place = nodes[node] as SkeletonNode;
    if (place.height > 0) nodes[node] = moveToEqualDistance(place, [...sites], skeleton.sites);
  }
  return {
    nodes,
    borders: borders.map((border): Border => {
      const from = border.path[0] as number;
      const to = border.path.at(-1) as number;
      const between: number[] = [];
      for (const point of pointsBetween(
        border,
        nodes[from] as SkeletonNode,
        nodes[to] as SkeletonNode,
        skeleton.sites,
        fragments,
      )) {
        between.push(nodes.length);
        nodes.push(point);
      }
      onCurve(nodes.length);
      return { ...border, path: [from, ...between, to] };
    }),
  };
}

/** The points of a parabola between its ends; none where the border is straight. */
function pointsBetween(
  { left, right }: Border,
  from: SkeletonNode,
  to: SkeletonNode,
  sites: readonly Site[],
  fragments: Fragments,
): SkeletonNode[] {
  const [a, b] = [sites[left] as Site, sites[right] as Site];
  if (a.kind === b.kind) return [];
  const [corner, segment, segmentSite] =
    a.kind === "corner" ? [a, b as Segment, right] : [b as Corner, a as Segment, left];
  if (corner.before === segmentSite || corner.after === segmentSite) return [];
  return parabola(corner, segment, from, to, fragments);
}

/** Halves the curve until chord and tangent are close, and short enough. */
function parabola(
  corner: Corner,
  { nx, ny, offset }: Segment,
  from: SkeletonNode,
  to: SkeletonNode,
  { fn, fa, fs }: Fragments,
): SkeletonNode[] {
  const height = nx * corner.x + ny * corner.y - offset;
  if (!(height > 0)) return [];
  const along = ({ x, y }: SkeletonNode): number => (x - corner.x) * ny - (y - corner.y) * nx;
  const rise = (s: number): number => (s * s + height * height) / (2 * height);
  const largestAngle = (((fn > 0 ? 360 / fn : fa) / 2) * Math.PI) / 180;
  const points: SkeletonNode[] = [];
  const divide = (start: number, end: number, depth: number): void => {
    const width = end - start;
    const climb = rise(end) - rise(start);
    const chord = Math.atan(climb / width);
    const bend = Math.max(Math.abs(chord - Math.atan(start / height)), Math.abs(chord - Math.atan(end / height)));
    const fine = bend <= largestAngle && (fn > 0 || Math.hypot(width, climb) <= fs);
    if (fine || depth === 0 || !Number.isFinite(chord)) return;
    const middle = (start + end) / 2;
    divide(start, middle, depth - 1);
    const t = rise(middle);
    const away = t - height;
    points.push({ x: corner.x + middle * ny + away * nx, y: corner.y - middle * nx + away * ny, height: t });
    divide(middle, end, depth - 1);
  };
  divide(along(from), along(to), MAXIMUM_HALVINGS);
  return points;
}

/** No curve gets more than 2^16 points. */
const MAXIMUM_HALVINGS = 16;
const MAXIMUM_STEPS = 20;

/** Moves a junction by Newton's method; it stays where it is when that does not settle. */
function moveToEqualDistance(start: SkeletonNode, meeting: readonly number[], sites: readonly Site[]): SkeletonNode {
  const corners = meeting.map((site) => sites[site] as Site).filter((site) => site.kind === "corner");
  const known = new Set(meeting);
  // Between a corner and its own segments the border is a line square to the segment: touching curves have no clear crossing.
  const rays = corners.flatMap((corner) =>
    [corner.before, corner.after]
      .filter((site) => known.has(site))
      .map((site) => [corner, sites[site] as Segment] as const),
  );
  const bound = new Set<Site>(rays.map(([corner]) => corner));
  let { x, y, height } = start;
  for (let step = 0; step < MAXIMUM_STEPS; step++) {
    const rows: Row[] = [];
    for (const site of meeting.map((index) => sites[index] as Site)) {
      if (site.kind === "segment") {
        rows.push([site.nx, site.ny, -1, site.nx * x + site.ny * y - site.offset - height]);
      } else if (!bound.has(site)) {
        const distance = Math.hypot(x - site.x, y - site.y);
        rows.push([(x - site.x) / distance, (y - site.y) / distance, -1, distance - height]);
      }
    }
    for (const [corner, { nx, ny }] of rays) rows.push([ny, -nx, 0, (x - corner.x) * ny - (y - corner.y) * nx]);
    const move = solveLeastSquares(rows);
    if (move === undefined) return start;
    x -= move[0];
    y -= move[1];
    height -= move[2];
    const scale = Math.abs(x) + Math.abs(y) + Math.abs(height);
    if (!Number.isFinite(scale)) return start;
    if (Math.hypot(...move) <= 1e-14 * scale) break;
  }
  return Math.hypot(x - start.x, y - start.y) <= start.height && height > 0 ? { x, y, height } : start;
}

/** A linearized condition: coefficients of x, y and height, and its present error. */
type Row = readonly [number, number, number, number];

/** The step that removes the errors best. Undefined when the conditions do not fix a point. */
function solveLeastSquares(rows: readonly Row[]): [number, number, number] | undefined {
  const sum = (i: number, j: number): number =>
    rows.reduce((total, row) => total + (row[i] as number) * (row[j] as number), 0);
  const [a, b, c, d, e, f] = [sum(0, 0), sum(0, 1), sum(0, 2), sum(1, 1), sum(1, 2), sum(2, 2)];
  const [p, q, r] = [sum(0, 3), sum(1, 3), sum(2, 3)];
  const determinant = a * (d * f - e * e) - b * (b * f - c * e) + c * (b * e - c * d);
  if (!(Math.abs(determinant) > 1e-12)) return undefined;
  return [
    (p * (d * f - e * e) - b * (q * f - e * r) + c * (q * e - d * r)) / determinant,
    (a * (q * f - e * r) - p * (b * f - c * e) + c * (b * r - q * c)) / determinant,
    (a * (d * r - q * e) - b * (b * r - q * c) + p * (b * e - d * c)) / determinant,
  ];
}
