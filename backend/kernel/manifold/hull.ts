// hull() in 3D (spec/geometry.md §8.6): the convex hull of all corners of all operands, by the library.
import type { Mesh } from "../../csg/geometry.ts";
import type { ManifoldEngine } from "./engine.ts";
import { noOrigins } from "./origins.ts";
import { Solid } from "./solid.ts";

/** The points of a mesh that facets use, or all of a solid: x, y, z each. */
export function pointsOf(engine: ManifoldEngine, shape: Mesh | Solid): Float64Array {
  if (shape instanceof Solid) return engine.pointsOf(shape.handle);
  const { positions, indices } = shape;
  const used = new Uint8Array(positions.length / 3);
  let count = 0;
  for (const index of indices) {
    if (used[index] === 1) continue;
    used[index] = 1;
    count++;
  }
  if (count === used.length) return positions;
  const points = new Float64Array(3 * count);
  for (let k = 0, at = 0; k < used.length; k++) {
    if (used[k] === 0) continue;
    points.set(positions.subarray(3 * k, 3 * k + 3), at);
    at += 3;
  }
  return points;
}

/** The hull of several shapes; null when they have no points. Solids that were put together are not united for it. */
export function hullOfShapes(engine: ManifoldEngine, shapes: readonly (Mesh | Solid)[]): Solid | null {
  const pieces = shapes.flatMap((shape): readonly (Mesh | Solid)[] => (shape instanceof Solid ? shape.parts : [shape]));
  const points = pieces.map((piece) => pointsOf(engine, piece));
  const all = new Float64Array(points.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of points) {
    all.set(part, at);
    at += part.length;
  }
  return all.length === 0 ? null : Solid.of(engine, engine.hullOf(all), noOrigins);
}
