// Boxes that hold what a tree will give, told without making it. They are wide where nothing better is known, and a guess
// where that is cheap: what depends on them is compared with the true boxes afterwards.
import type { CsgNode, LinearExtrudeNode, Matrix } from "../../csg/nodes.ts";
import { visitPostOrder } from "../post-order.ts";
import { liveChildren } from "./operands.ts";

/** The lower corner, then the upper one. Null holds nothing. */
export type Extent = readonly [number, number, number, number, number, number];

const everything: Extent = [-Infinity, -Infinity, -Infinity, Infinity, Infinity, Infinity];

/** Extents of the nodes of one tree. */
export class Extents {
  readonly #known = new Map<CsgNode, Extent | null>();

  /** Null when the tree certainly gives nothing. */
  of(root: CsgNode): Extent | null {
    const known = this.#known;
    visitPostOrder(root, known, liveChildren, (node, children) => {
      const operands = children.map((child) => known.get(child) as Extent | null);
      known.set(node, extentOf(node, operands));
      return true;
    });
    return known.get(root) as Extent | null;
  }
}

function extentOf(node: CsgNode, operands: readonly (Extent | null)[]): Extent | null {
  switch (node.kind) {
    case "cube":
      return fromOrigin(node.size, node.center);
    case "square":
      return fromOrigin([...node.size, 0], node.center);
    case "sphere":
      return around(node.r, -node.r, node.r);
    case "circle":
      return around(node.r, 0, 0);
    case "cylinder":
      return around(Math.max(node.r1, node.r2), ...rising(node.h, node.center));
    case "polyhedron":
    case "polygon":
      return ofPoints(node.points);
    case "text":
    case "import":
    case "surface":
    case "resize":
    case "roof":
      return everything;
    case "difference":
      return operands[0] ?? null;
    case "intersection":
      return operands.length === 0 ? null : operands.reduce(meet);
    case "minkowski":
      return operands.reduce((sum, operand) => (sum && operand ? plus(sum, operand) : (sum ?? operand)), null);
    case "transform":
      return transformed(node.matrix, join(operands));
    case "offset": {
      // Sharp corners may reach anywhere.
      const extent = join(operands);
      const grown = 2 * Math.max(0, node.distance);
      return node.join === "miter" ? everything : extent && plus(extent, around(grown, 0, 0));
    }
    case "linear_extrude":
      return extruded(node, join(operands));
    case "rotate_extrude": {
      const extent = join(operands);
      return extent && around(Math.max(-extent[0], extent[3]), extent[1], extent[4]);
    }
    case "projection": {
      const extent = join(operands);
      return extent && [extent[0], extent[1], 0, extent[3], extent[4], 0];
    }
    default:
      return join(operands);
  }
}

function around(r: number, low: number, high: number): Extent {
  return [-r, -r, low, r, r, high];
}

function rising(height: number, center: boolean): [number, number] {
  return center ? [-height / 2, height / 2] : [0, height];
}

function fromOrigin(size: readonly number[], center: boolean): Extent {
  const [x, y, z] = size.map((length) => rising(length, center)) as [number, number][];
  return [x?.[0] ?? 0, y?.[0] ?? 0, z?.[0] ?? 0, x?.[1] ?? 0, y?.[1] ?? 0, z?.[1] ?? 0];
}

function ofPoints(points: readonly (readonly number[])[]): Extent | null {
  if (points.length === 0) return null;
  const extent: [number, number, number, number, number, number] = [
    Infinity,
    Infinity,
    Infinity,
    -Infinity,
    -Infinity,
    -Infinity,
  ];
  for (const point of points) {
    for (let axis = 0; axis < 3; axis++) {
      const at = point[axis] ?? 0;
      if (at < (extent[axis] as number)) extent[axis] = at;
      if (at > (extent[axis + 3] as number)) extent[axis + 3] = at;
    }
  }
  return extent;
}

function extruded({ height, center, twist, scale }: LinearExtrudeNode, base: Extent | null): Extent | null {
  if (base === null) return null;
  const straight = twist === 0 && scale[0] === 1 && scale[1] === 1;
  const widest = Math.max(1, Math.abs(scale[0]), Math.abs(scale[1]));
  const r = widest * Math.hypot(Math.max(-base[0], base[3]), Math.max(-base[1], base[4]));
  const [x0, y0, , x1, y1] = straight ? base : around(r, 0, 0);
  const [low, high] = rising(height[2], center);
  const [dx, dy] = [Math.abs(height[0]), Math.abs(height[1])];
  return [x0 - dx, y0 - dy, low, x1 + dx, y1 + dy, high];
}

function join(extents: readonly (Extent | null)[]): Extent | null {
  return extents.reduce((all, one) => (all && one ? combined(all, one, Math.min, Math.max) : (all ?? one)), null);
}

function meet(a: Extent | null, b: Extent | null): Extent | null {
  return a && b && combined(a, b, Math.max, Math.min);
}

type Choose = (a: number, b: number) => number;

function combined(a: Extent, b: Extent, low: Choose, high: Choose): Extent {
  return [low(a[0], b[0]), low(a[1], b[1]), low(a[2], b[2]), high(a[3], b[3]), high(a[4], b[4]), high(a[5], b[5])];
}

function plus(a: Extent, b: Extent): Extent {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4], a[5] + b[5]];
}

function transformed(m: Matrix, extent: Extent | null): Extent | null {
  if (extent === null) return null;
  const image: [number, number, number, number, number, number] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < 3; row++) {
    let low = m[4 * row + 3] as number;
    let high = low;
    for (let column = 0; column < 3; column++) {
      const factor = m[4 * row + column] as number;
      if (factor === 0) continue;
      const [p, q] = [factor * (extent[column] as number), factor * (extent[column + 3] as number)];
      low += Math.min(p, q);
      high += Math.max(p, q);
    }
    image[row] = low;
    image[row + 3] = high;
  }
  return image.some(Number.isNaN) ? everything : image;
}

/** Pairs of extents that are compared for each, on the average. */
const MOST_COMPARISONS = 200;

/** True when no two of them overlap or nearly touch. */
export function keepApart(extents: readonly Extent[]): boolean {
  const sorted = [...extents].sort((a, b) => a[0] - b[0]);
  let left = MOST_COMPARISONS * sorted.length;
  for (const [place, one] of sorted.entries()) {
    for (let k = place + 1; k < sorted.length; k++) {
      const other = sorted[k] as Extent;
      if (other[0] > one[3] + slack(one[3])) break;
      if (--left < 0 || meetAlong(one, other)) return false;
    }
  }
  return true;
}

function meetAlong(a: Extent, b: Extent): boolean {
  for (const axis of [0, 1, 2] as const) {
    const [top, roof] = [a[axis + 3] as number, b[axis + 3] as number];
    if (a[axis] > roof + slack(roof) || b[axis] > top + slack(top)) return false;
  }
  return true;
}

/** What rounding may move. */
function slack(at: number): number {
  return 1e-9 * Math.max(1, Math.abs(at));
}
