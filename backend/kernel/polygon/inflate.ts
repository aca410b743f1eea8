// Contours moved outwards or inwards in the order of Clipper's tree, those that stand apart by calls of their own.
import { countPoints, groupsApart, inSweepOrder, type Motion } from "./apart.ts";
import type { Clipper, InflateOptions } from "./clipper.ts";
import type { GridPath } from "./grid.ts";
import { nest } from "./nest.ts";

/** Fewer points take less time in one call than it takes to look where they are. */
const FEWEST_POINTS = 250;

/** The contours of a sanitized polygon moved, what meets united. */
export function inflateApart(clipper: Clipper, paths: readonly GridPath[], options: InflateOptions): GridPath[] {
  const motion = motionOf(paths, options);
  const groups = isWorthApart(paths, options) ? groupsApart(paths, [], motion) : undefined;
  const results = groups?.map(({ subject }) => nest(clipper.inflate(subject, options)));
  const apart = groups && results && inSweepOrder(groups, results, motion);
  return apart ?? nest(clipper.inflate(paths, options)).flat();
}

/**
 * Contours that shrink begin where moved edges cross, and level ones at one height are crossed in no certain order, which
 * equal objects in a row have.
 */
function isWorthApart(paths: readonly GridPath[], { distance }: InflateOptions): boolean {
  return distance > 0 && countPoints(paths) >= FEWEST_POINTS;
}

/** New contours are farthest from the old ones at sharp corners that are not cut. */
export function motionOf(paths: readonly GridPath[], { distance, join, miterLimit }: InflateOptions): Motion {
  const farthest = join === "round" ? 1 : join === "square" ? Math.SQRT2 : Math.min(miterLimit, longestMiter(paths));
  // The grid rounds.
  return { distance, reach: Math.abs(distance) * farthest + 2 };
}

/** The longest miter of all corners, for a distance of 1. */
function longestMiter(paths: readonly GridPath[]): number {
  let least = 1;
  for (const path of paths) {
    const at = (k: number): number => path[k % path.length] as number;
    for (let k = 0; k < path.length; k += 2) {
      const [ux, uy] = [at(k + 2) - at(k), at(k + 3) - at(k + 1)];
      const [vx, vy] = [at(k + 4) - at(k + 2), at(k + 5) - at(k + 3)];
      const lengths = Math.hypot(ux, uy) * Math.hypot(vx, vy);
      // An edge without length has no direction.
      if (lengths > 0) least = Math.min(least, (ux * vx + uy * vy) / lengths);
    }
  }
  // A corner that turns back is rounded to a little more than that; only the limit bounds its miter.
  return Math.sqrt(2 / Math.max(0, 1 + least));
}
