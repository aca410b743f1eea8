// Volume, area and box of a mesh, for the comparison with a B-rep.
import { facetCount, type Geometry, type Mesh } from "../../csg/geometry.ts";
import type { Vec3 } from "../../csg/nodes.ts";
import type { Context } from "../../shared/context.ts";
import { tessellate } from "../mesh/tessellate.ts";
import { boundingTriangles } from "./polyhedron.ts";
import type { Box } from "./topology.ts";

export interface Measures {
  /** In cubic millimeters. */
  readonly volume: number;
  /** In square millimeters. */
  readonly area: number;
  /** Undefined when there is nothing. */
  readonly box: Box | undefined;
}

/** Of all meshes of a geometry together, as far as they bound something. */
export function measure(ctx: Context, geometry: Geometry | null): Measures {
  const meshes = geometry === null ? [] : meshesOf(geometry);
  let volume = 0;
  let area = 0;
  const min: [number, number, number] = [Infinity, Infinity, Infinity];
  const max: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (const mesh of meshes) {
    const triangular = tessellate(ctx, mesh);
    const { positions } = triangular;
    const { triangles: indices } = boundingTriangles(triangular);
    const at = (vertex: number): Vec3 => [
      positions[3 * vertex] as number,
      positions[3 * vertex + 1] as number,
      positions[3 * vertex + 2] as number,
    ];
    // Seen from a corner of its own: far from the origin the sum would be lost in rounding.
    const eye = at(indices[0] ?? 0);
    for (let k = 0; k < indices.length; k += 3) {
      const [a, b, c] = [0, 1, 2].map((corner) => at(indices[k + corner] as number)) as [Vec3, Vec3, Vec3];
      const u = [b[0] - a[0], b[1] - a[1], b[2] - a[2]] as const;
      const v = [c[0] - a[0], c[1] - a[1], c[2] - a[2]] as const;
      const n = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]] as const;
      area += Math.hypot(...n) / 2;
      volume += ((a[0] - eye[0]) * n[0] + (a[1] - eye[1]) * n[1] + (a[2] - eye[2]) * n[2]) / 6;
    }
    for (const index of indices) {
      for (const [axis, value] of at(index).entries()) {
        if (value < (min[axis] as number)) min[axis] = value;
        if (value > (max[axis] as number)) max[axis] = value;
      }
    }
  }
  return { volume, area, box: min[0] <= max[0] ? { min, max } : undefined };
}

function meshesOf(geometry: Geometry): Mesh[] {
  if (geometry.dimension === 2) return [];
  const items = geometry.dimension === 3 ? [geometry] : geometry.items;
  return items.filter((item): item is Mesh => item.dimension === 3 && facetCount(item) > 0);
}
