// Contours that stand apart are given to Clipper2 group by group: its sweep looks at every edge that crosses a height, at
// each corner of the drawing, so that a line of text takes the square of its letters.
import { type Bounds, boundsOfPoints } from "./bounds.ts";
import type { GridPath } from "./grid.ts";

/** Contours of both sides of an operation that may meet one another, in the order in which they were given. */
export interface Group {
  readonly subject: readonly GridPath[];
  readonly clip: readonly GridPath[];
}

/** An outer contour of a result that no other contour is around, with all that lies inside, depth first. */
export type Root = readonly GridPath[];

/** How an operation moves contours before they meet, in grid units. */
export interface Motion {
  /** To the right of each edge, which is outwards. */
  readonly distance: number;
  /** How far the new contours may lie from the old ones. */
  readonly reach: number;
}

const still: Motion = { distance: 0, reach: 0 };

/**
 * Groups of contours whose boxes do not meet those of other groups, in no order; undefined when there is only one, and
 * where level edges of a group meet: Clipper takes such contours apart and numbers them anew, after all others.
 */
export function groupsApart(
  subject: readonly GridPath[],
  clip: readonly GridPath[],
  motion = still,
): readonly Group[] | undefined {
  const paths = [...subject, ...clip];
  if (paths.length < 2) return undefined;
  const owners = ownersOf(paths, motion.reach);
  const groups = new Map<number, { subject: GridPath[]; clip: GridPath[] }>();
  for (const [index, path] of paths.entries()) {
    const owner = find(owners, index);
    let group = groups.get(owner);
    if (group === undefined) {
      group = { subject: [], clip: [] };
      groups.set(owner, group);
    }
    (index < subject.length ? group.subject : group.clip).push(path);
  }
  if (groups.size === 1) return undefined;
  const all = [...groups.values()];
  const isUncertain = (group: Group): boolean =>
    hasLevelContact(group, motion) || (motion.reach > 0 && hasCommonCorner(group));
  return all.some(isUncertain) ? undefined : all;
}

/** How many points contours have. */
export function countPoints(paths: readonly GridPath[]): number {
  return paths.reduce((sum, path) => sum + path.length / 2, 0);
}

/** Whether two corners of a group are at one place, around which their arcs would coincide; seldom true without that. */
function hasCommonCorner({ subject }: Group): boolean {
  const seen = new Set<number>();
  let corners = 0;
  for (const path of subject) {
    for (let i = 0; i < path.length; i += 2) seen.add(cornerId(path[i] as number, path[i + 1] as number));
    corners += path.length / 2;
  }
  return seen.size < corners;
}

/** Whether two level edges of a group have a point in common once they are moved. */
function hasLevelContact({ subject, clip }: Group, { distance, reach }: Motion): boolean {
  const edges: (readonly [y: number, left: number, right: number])[] = [];
  for (const path of [...subject, ...clip]) {
    let x = path[path.length - 2] as number;
    let y = path[path.length - 1] as number;
    for (let i = 0; i < path.length; i += 2) {
      const nextX = path[i] as number;
      const nextY = path[i + 1] as number;
      if (nextY === y && nextX !== x) {
        const level = Math.round(nextX > x ? y - distance : y + distance);
        edges.push([level, Math.min(x, nextX) - reach, Math.max(x, nextX) + reach]);
      }
      x = nextX;
      y = nextY;
    }
  }
  edges.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let [level, end] = [Number.NaN, 0];
  for (const [y, left, right] of edges) {
    if (y === level && left <= end) return true;
    [level, end] = [y, right];
  }
  return false;
}

/**
 * The results of groups in the order that one call for all of them would give. Clipper numbers its contours as its sweep, which
 * begins at the largest y, comes upon their first points, from left to right at one height. Undefined when that order is
 * not certain: the roots of a group are in another one, or begin below a peak, as contours do that it takes apart
 * later, or several contours of a group meet at the height at which another group begins, too.
 */
export function inSweepOrder(
  groups: readonly Group[],
  results: readonly (readonly Root[])[],
  { reach } = still,
): GridPath[] | undefined {
  const found: Place[] = [];
  for (const [index, roots] of results.entries()) {
    let before: Place | undefined;
    const peaks = reach === 0 ? peaksOf(groups[index] as Group) : undefined;
    for (const root of roots) {
      const outer = root[0] as GridPath;
      const { top, left } = boundsOfPoints(outer);
      if (peaks !== undefined && !beginsAtPeak(outer, top, peaks)) return undefined;
      const next = { root, top, left, group: groups[index] as Group };
      if (before !== undefined && compare(before, next) > 0) return undefined;
      found.push(next);
      before = next;
    }
  }
  found.sort(compare);
  for (let i = 1; i < found.length; i++) {
    const [a, b] = [found[i - 1] as Place, found[i] as Place];
    if (a.top === b.top && a.group !== b.group && !(beginsAlone(a, reach) && beginsAlone(b, reach))) return undefined;
  }
  return found.flatMap(({ root }) => root);
}

/** The corners of a group at which its contours go down on both sides. */
function peaksOf({ subject, clip }: Group): ReadonlySet<number> {
  const peaks = new Set<number>();
  for (const paths of [subject, clip]) {
    for (const path of paths) {
      let before = path[path.length - 1] as number;
      for (let i = 0; i < path.length; i += 2) {
        const y = path[i + 1] as number;
        const after = path[(i + 3) % path.length] as number;
        if (y >= before && y >= after) peaks.add(cornerId(path[i] as number, y));
        before = y;
      }
    }
  }
  return peaks;
}

/** A number for a corner; others seldom have the same. */
function cornerId(x: number, y: number): number {
  return x + Math.SQRT1_2 * y;
}

function beginsAtPeak(root: GridPath, top: number, peaks: ReadonlySet<number>): boolean {
  for (let i = 0; i < root.length; i += 2) {
    if (root[i + 1] === top && peaks.has(cornerId(root[i] as number, top))) return true;
  }
  return false;
}

/** Where the sweep comes upon a root. */
interface Place {
  readonly root: Root;
  readonly group: Group;
  readonly top: number;
  readonly left: number;
}

function compare(a: Place, b: Place): number {
  return b.top - a.top || a.left - b.left;
}

/** Whether a single contour of the group reaches the height at which the root begins. */
function beginsAlone({ group, top }: Place, reach: number): boolean {
  const lowest = top - reach;
  let count = 0;
  for (const path of group.subject) if (boundsOfPoints(path).top >= lowest) count++;
  for (const path of group.clip) if (boundsOfPoints(path).top >= lowest) count++;
  return count === 1;
}

/** By path: one whose group it belongs to, itself in the end. A sweep from left to right over the boxes. */
function ownersOf(paths: readonly GridPath[], reach: number): Int32Array {
  const boxes = paths.map(boundsOfPoints);
  const owners = Int32Array.from(paths.keys());
  const order = [...boxes.keys()].sort((a, b) => (boxes[a] as Bounds).left - (boxes[b] as Bounds).left);
  const gap = 2 * reach;
  let active: number[] = [];
  for (const index of order) {
    const box = boxes[index] as Bounds;
    active = active.filter((other) => (boxes[other] as Bounds).right + gap >= box.left);
    for (const other of active) {
      const { bottom, top } = boxes[other] as Bounds;
      if (bottom <= box.top + gap && top + gap >= box.bottom) owners[find(owners, other)] = find(owners, index);
    }
    active.push(index);
  }
  return owners;
}

function find(owners: Int32Array, index: number): number {
  let root = index;
  while (owners[root] !== root) root = owners[root] as number;
  for (let next = index; next !== root; ) {
    const owner = owners[next] as number;
    owners[next] = root;
    next = owner;
  }
  return root;
}
