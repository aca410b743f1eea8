// How many slices a linear extrusion has (spec/geometry.md §7.2).
import { GRID_FINE } from "../../csg/fragments.ts";
import type { Polygon } from "../../csg/geometry.ts";
import type { LinearExtrudeNode } from "../../csg/nodes.ts";
import { toRadians } from "../../shared/degrees.ts";

/** The number of slices, at least 1. Settings that are no numbers and infinite ones ask for none. */
export function countSlices(node: LinearExtrudeNode, polygon: Polygon): number {
  return Math.max(node.slices ?? slicesOf(node, polygon), 1);
}

function slicesOf(node: LinearExtrudeNode, polygon: Polygon): number {
  const { twist, scale } = node;
  if (twist !== 0) {
    if (scale[0] !== scale[1]) return Math.max(diagonalSlices(node, polygon), helixSlices(node, polygon));
    return scale[0] === 1 ? helixSlices(node, polygon) : conicalHelixSlices(node, polygon);
  }
  return scale[0] === scale[1] ? 1 : diagonalSlices(node, polygon);
}

/** No slice turns by more than this. */
const LARGEST_TURN = 120;

/** Slices along the helix of the farthest vertex, or what `$fn` says; undefined when the length along it decides. */
function slicesByNumber({ twist, fragments }: LinearExtrudeNode, radius: number): number | undefined {
  if (radius < GRID_FINE || !Number.isFinite(fragments.fn)) return Math.max(Math.ceil(twist / LARGEST_TURN), 1);
  if (fragments.fn > 0) return Math.max(Math.ceil((Math.abs(twist) / 360) * fragments.fn), leastSlices(twist));
  return undefined;
}

function leastSlices(twist: number): number {
  return Math.max(Math.ceil(Math.abs(twist) / LARGEST_TURN), 1);
}

function slicesByLength({ twist, fragments }: LinearExtrudeNode, length: number): number {
  const byAngle = finite(Math.ceil(Math.abs(twist) / fragments.fa));
  return Math.max(Math.min(byAngle, finite(Math.ceil(length / fragments.fs))), leastSlices(twist));
}

function finite(count: number): number {
  return Number.isFinite(count) ? count : 0;
}

function helixSlices(node: LinearExtrudeNode, polygon: Polygon): number {
  const { twist, height, fragments } = node;
  const radius = Math.sqrt(largestSquare(polygon, 0, 0));
  const turn = toRadians(Math.abs(twist));
  const byNumber = slicesByNumber(node, radius);
  if (byNumber !== undefined) return byNumber;
  if (fragments.fe > 0) {
    const least = leastSlices(twist);
    if (fragments.fe >= radius) return least;
    return Math.max(finite(Math.ceil(turn / (2 * (Math.PI - Math.acos(fragments.fe / radius - 1))))), least);
  }
  const pitch = height[2] / turn;
  return slicesByLength(node, turn * Math.sqrt(radius * radius + pitch * pitch));
}

/** Twisted and scaled alike in both directions: the farthest vertex runs on a spiral of Archimedes. */
function conicalHelixSlices(node: LinearExtrudeNode, polygon: Polygon): number {
  const { twist, height, scale } = node;
  const radius = Math.sqrt(largestSquare(polygon, 0, 0));
  const byNumber = slicesByNumber(node, radius);
  if (byNumber !== undefined) return byNumber;
  const turn = toRadians(Math.abs(twist));
  const ratio = scale[0];
  const end = ratio > 1 ? (turn * ratio) / (ratio - 1) : turn / (1 - ratio);
  const start = end - turn;
  const growth = radius / end;
  const spiral = (angle: number): number => 0.5 * growth * (angle * Math.sqrt(1 + angle * angle) + Math.asinh(angle));
  const across = spiral(end) - spiral(start);
  return slicesByLength(node, Math.sqrt(across * across + height[2] * height[2]));
}

/** Scaled differently in both directions: the sides are curved. */
function diagonalSlices({ height, scale, fragments }: LinearExtrudeNode, polygon: Polygon): number {
  const moved = largestSquare(polygon, scale[0], scale[1]);
  if (Math.sqrt(moved) < GRID_FINE || !Number.isFinite(fragments.fn)) return 1;
  if (fragments.fn > 0) return Math.max(Math.trunc(fragments.fn), 1);
  return finite(Math.ceil(Math.sqrt(moved + height[2] * height[2]) / fragments.fs));
}

/** The largest squared distance that scaling moves a vertex; with scale 0, the largest squared distance from the axis. */
function largestSquare(polygon: Polygon, scaleX: number, scaleY: number): number {
  let largest = 0;
  for (const { points } of polygon.outlines) {
    for (let i = 0; i < points.length; i += 2) {
      const x = points[i] as number;
      const y = points[i + 1] as number;
      const dx = x - scaleX * x;
      const dy = y - scaleY * y;
      largest = Math.max(largest, dx * dx + dy * dy);
    }
  }
  return largest;
}
