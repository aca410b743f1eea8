// Orders flat contours as Clipper's tree would: each outer contour is followed by its holes, each hole by what lies in it.
// Offsets come out flat; every other operation has the tree already.
import type { Root } from "./apart.ts";
import { type Bounds, boundsOfPoints } from "./bounds.ts";
import { type GridPath, signedArea } from "./grid.ts";

interface Contour {
  readonly path: GridPath;
  readonly area: number;
  readonly bounds: Bounds;
  readonly children: Contour[];
  placed: boolean;
}

/** Contours must not cross; they may touch. The order among siblings is that of the list, owners moved before what they own. */
export function nest(paths: readonly GridPath[]): Root[] {
  if (paths.length < 2) return paths.map((path) => [path]);
  const contours = paths.map(toContour);
  const roots: Contour[] = [];
  for (const contour of contours) place(contour, contours, roots);
  return roots.map(family);
}

function family(root: Contour): GridPath[] {
  const ordered: GridPath[] = [];
  const stack = [root];
  for (let contour = stack.pop(); contour !== undefined; contour = stack.pop()) {
    ordered.push(contour.path);
    stack.push(...contour.children.reverse());
  }
  return ordered;
}

/** Adds a contour below its owner, after the owner itself has been placed. Owners are larger, so this ends. */
function place(contour: Contour, contours: readonly Contour[], roots: Contour[]): void {
  const chain: Contour[] = [];
  for (let next: Contour | undefined = contour; next !== undefined && !next.placed; next = ownerOf(next, contours)) {
    chain.push(next);
  }
  for (const next of chain.reverse()) {
    const owner = ownerOf(next, contours);
    (owner?.children ?? roots).push(next);
    next.placed = true;
  }
}

/** The smallest contour of the other orientation around this one. */
function ownerOf(contour: Contour, contours: readonly Contour[]): Contour | undefined {
  let owner: Contour | undefined;
  for (const other of contours) {
    if (other.area > 0 === contour.area > 0 || Math.abs(other.area) <= Math.abs(contour.area)) continue;
    if (owner !== undefined && Math.abs(owner.area) <= Math.abs(other.area)) continue;
    if (contains(other.bounds, contour.bounds) && isInside(contour.path, other.path)) {
      owner = other;
    }
  }
  return owner;
}

function contains(outer: Bounds, inner: Bounds): boolean {
  return (
    outer.left <= inner.left && outer.bottom <= inner.bottom && outer.right >= inner.right && outer.top >= inner.top
  );
}

function toContour(path: GridPath): Contour {
  return { path, area: signedArea(path), bounds: boundsOfPoints(path), children: [], placed: false };
}

/** True when a contour lies inside another that it does not cross: its first point that is not on the other decides. */
export function isInside(inner: ArrayLike<number>, outer: ArrayLike<number>): boolean {
  for (let i = 0; i < inner.length; i += 2) {
    const side = sideOf(inner[i] as number, inner[i + 1] as number, outer);
    if (side !== 0) return side > 0;
  }
  return true;
}

/** 1 inside, −1 outside, 0 on the contour. */
function sideOf(x: number, y: number, contour: ArrayLike<number>): number {
  let inside = false;
  const length = contour.length;
  let ax = contour[length - 2] as number;
  let ay = contour[length - 1] as number;
  for (let i = 0; i < length; i += 2) {
    const bx = contour[i] as number;
    const by = contour[i + 1] as number;
    const cross = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
    if (
      cross === 0 &&
      x >= Math.min(ax, bx) &&
      x <= Math.max(ax, bx) &&
      y >= Math.min(ay, by) &&
      y <= Math.max(ay, by)
    ) {
      return 0;
    }
    if (ay > y !== by > y && cross > 0 === by > ay) inside = !inside;
    ax = bx;
    ay = by;
  }
  return inside ? 1 : -1;
}
