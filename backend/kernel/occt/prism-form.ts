// Upright prisms among meshes: a polyhedron whose facets are all either level or upright.
import type { Mesh } from "../../csg/geometry.ts";
import type { Point } from "./contour.ts";
import { findRegions } from "./regions.ts";

export interface UprightPrism {
  /** The contours of the base, outer ones counter-clockwise. */
  readonly contours: readonly (readonly Point[])[];
  readonly bottom: number;
  readonly top: number;
}

/** Undefined when a closed mesh of triangles is none. */
export function prismOf({ positions, indices }: Mesh): UprightPrism | undefined {
  const heights = new Set<number>();
  for (const index of indices) heights.add(positions[3 * index + 2] as number);
  const [bottom, top, ...others] = [...heights].sort((a, b) => a - b);
  if (bottom === undefined || top === undefined || others.length > 0) return undefined;
  const found = findRegions({ positions, triangles: indices });
  if (found === undefined) return undefined;
  const upper = found.regions.filter(({ normal }) => normal[2] > 0.5);
  const upright = found.regions.every(({ normal: [, , z] }) => Math.abs(z) < 1e-9 || Math.abs(z) > 1 - 1e-9);
  if (!upright) return undefined;
  const at = (vertex: number): Point => [positions[3 * vertex] as number, positions[3 * vertex + 1] as number];
  return { contours: upper.flatMap(({ loops }) => loops.map((loop) => loop.map(at))), bottom, top };
}
