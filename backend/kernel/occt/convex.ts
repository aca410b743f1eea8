// The convex hull of points as flat faces: a polyhedron, or, of points in one plane, a polygon with two sides.
import type { Vec3 } from "../../csg/nodes.ts";
import { convexHull } from "../mesh/convex-hull.ts";
import { findRegions } from "./regions.ts";
import type { Convex } from "./rounded-hull.ts";
import { cross, dot, length, minus, normalized } from "./vectors.ts";

/** Points nearer to a plane or a line than this part of their extent are on it. */
const FLATNESS = 1e-9;

/** Undefined for points on a line. Those that are no corners are among the points, but in no face. */
export function convexOf(points: readonly Vec3[]): Convex | undefined {
  const [a] = points as [Vec3, ...Vec3[]];
  const b = farthestBy(points, (point) => length(minus(point, a)));
  const along = minus(b, a);
  const reach = length(along);
  const c = farthestBy(points, (point) => length(cross(minus(point, a), along)));
  const across = cross(along, minus(c, a));
  if (!(length(across) > FLATNESS * reach * reach)) return undefined;
  const normal = normalized(across);
  const isFlat = points.every((point) => Math.abs(dot(minus(point, a), normal)) <= FLATNESS * reach);
  return isFlat ? polygonOf(points, normal, normalized(along)) : polyhedronOf(points);
}

function farthestBy(points: readonly Vec3[], measure: (point: Vec3) => number): Vec3 {
  return points.reduce((far, point) => (measure(point) > measure(far) ? point : far));
}

function polyhedronOf(points: readonly Vec3[]): Convex | undefined {
  const hull = convexHull(Float64Array.from(points.flat()));
  if (hull === undefined) return undefined;
  const found = findRegions(hull);
  if (found === undefined || found.regions.some(({ loops }) => loops.length !== 1)) return undefined;
  return {
    points: Array.from(hull.sources, (source) => points[source] as Vec3),
    faces: found.regions.map(({ loops, normal }) => ({ corners: loops[0] as readonly number[], normal })),
  };
}

/** Both sides. The corners are found from left to right, below and above (A. M. Andrew, 1979). */
function polygonOf(points: readonly Vec3[], normal: Vec3, x: Vec3): Convex | undefined {
  const y = cross(normal, x);
  const flat = points.map((point, k) => ({ k, u: dot(point, x), v: dot(point, y) }));
  const sorted = flat.sort((p, q) => p.u - q.u || p.v - q.v);
  const size = (sorted.at(-1)?.u as number) - (sorted[0]?.u as number);
  const halfOf = (ordered: typeof flat): typeof flat => {
    const chain: typeof flat = [];
    for (const point of ordered) {
      for (; chain.length >= 2; chain.pop()) {
        const [p, q] = chain.slice(-2) as [typeof point, typeof point];
        const turn = (q.u - p.u) * (point.v - q.v) - (q.v - p.v) * (point.u - q.u);
        if (turn > FLATNESS * size * Math.hypot(point.u - p.u, point.v - p.v)) break;
      }
      if (
        chain.length !== 1 ||
        Math.hypot(point.u - (chain[0]?.u ?? 0), point.v - (chain[0]?.v ?? 0)) > FLATNESS * size
      )
        chain.push(point);
    }
    return chain.slice(0, -1);
  };
  const corners = [...halfOf(sorted), ...halfOf(sorted.toReversed())].map(({ k }) => k);
  if (corners.length < 3) return undefined;
  return {
    points,
    faces: [
      { corners, normal },
      { corners: corners.toReversed(), normal: [-normal[0], -normal[1], -normal[2]] },
    ],
  };
}
