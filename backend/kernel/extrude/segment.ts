// Splits the edges of an outline that is going to be twisted or scaled unevenly (spec/geometry.md §7.3).
import type { Outline, Polygon } from "../../csg/geometry.ts";
import type { LinearExtrudeNode } from "../../csg/nodes.ts";
import type { Context } from "../../shared/context.ts";
import { cosDegrees, sinDegrees } from "../../shared/degrees.ts";
import { LimitError } from "../../shared/limits.ts";
import { checkTriangles } from "./mesh.ts";

/** The polygon with more vertices on its edges, or the same one when nothing asks for them. */
export function segmentOutlines(ctx: Context, node: LinearExtrudeNode, polygon: Polygon, slices: number): Polygon {
  const { segments, twist, scale } = node;
  const wanted = segments === undefined ? twist !== 0 || scale[0] !== scale[1] : segments > 0;
  if (!wanted) return polygon;
  const outlines = polygon.outlines.map((outline) => segmentOutline(ctx, node, outline, slices));
  return { dimension: 2, outlines, sanitized: polygon.sanitized };
}

function segmentOutline(ctx: Context, node: LinearExtrudeNode, outline: Outline, slices: number): Outline {
  const { segments, fragments } = node;
  const count = outline.points.length / 2;
  const byNumber = segments !== undefined ? segments : fragments.fn > 0 ? Math.trunc(Math.max(fragments.fn, 3)) : 0;
  const target = byNumber > 0 ? byNumber : Math.ceil(360 / fragments.fa);
  if (!(count < target && target < Number.POSITIVE_INFINITY)) return outline;
  checkTarget(ctx, target, node.position);
  const lengths = edgeLengths(node, outline.points, slices);
  if (byNumber === 0) {
    const parts = lengths.map((length) => Math.max(1, Math.ceil(length / fragments.fs)));
    const total = parts.reduce((sum, part) => sum + part, 0);
    if (total < target) return split(outline, parts);
  }
  return split(outline, splitByCount(lengths, target));
}

/** The time that division by count takes grows with the number of parts. */
function checkTarget(ctx: Context, target: number, position: number): void {
  checkTriangles(ctx, target, position);
  const { facets } = ctx.limits;
  if (target > facets) throw new LimitError("facets", facets, position);
}

/** The length of each edge where the extrusion makes it longest. */
function edgeLengths({ twist, scale }: LinearExtrudeNode, points: Float64Array, slices: number): Float64Array {
  const lengths = new Float64Array(points.length / 2);
  const even = scale[0] === scale[1];
  for (let i = 0; i < lengths.length; i++) {
    const next = (i + 1) % lengths.length;
    const x = (points[2 * next] as number) - (points[2 * i] as number);
    const y = (points[2 * next + 1] as number) - (points[2 * i + 1] as number);
    if (even) {
      lengths[i] = Math.sqrt(x * x + y * y) * Math.max(scale[0], 1);
      continue;
    }
    let longest = 0;
    for (let j = 0; j <= slices; j++) {
      const part = j / slices;
      const cos = cosDegrees(-twist * part);
      const sin = sinDegrees(-twist * part);
      const u = (1 - part + scale[0] * part) * (cos * x - sin * y);
      const v = (1 - part + scale[1] * part) * (sin * x + cos * y);
      longest = Math.max(longest, u * u + v * v);
    }
    lengths[i] = Math.sqrt(longest);
  }
  return lengths;
}

/** Edges within this part of the longest are split together with it, so that symmetric outlines stay symmetric. */
const ALIKE = 0.999;

/** How many parts each edge gets so that the parts become alike and their number does not exceed `target`. */
function splitByCount(lengths: Float64Array, target: number): Float64Array {
  const parts = new Float64Array(lengths.length).fill(1);
  const metrics = lengths.map((length) => length / 1.5);
  let total = lengths.length;
  for (;;) {
    let largest = 0;
    for (const metric of metrics) if (metric > largest) largest = metric;
    const group: number[] = [];
    for (let i = 0; i < metrics.length; i++) if ((metrics[i] as number) >= largest * ALIKE) group.push(i);
    // Lengths that are no numbers are never the largest.
    if (group.length === 0 || total + group.length > target) return parts;
    total += group.length;
    for (const i of group) {
      parts[i] = (parts[i] as number) + 1;
      metrics[i] = (lengths[i] as number) / ((parts[i] as number) + 0.5);
    }
  }
}

function split({ points, positive }: Outline, parts: ArrayLike<number>): Outline {
  let total = 0;
  for (let i = 0; i < parts.length; i++) total += parts[i] as number;
  const divided = new Float64Array(2 * total);
  let at = 0;
  for (let i = 0; i < parts.length; i++) {
    const next = (i + 1) % parts.length;
    const count = parts[i] as number;
    for (let k = 0; k < count; k++) {
      const t = k / count;
      divided[at++] = (1 - t) * (points[2 * i] as number) + t * (points[2 * next] as number);
      divided[at++] = (1 - t) * (points[2 * i + 1] as number) + t * (points[2 * next + 1] as number);
    }
  }
  return { points: divided, positive };
}
