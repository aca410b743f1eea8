// Geometry as plain data: what importers make, what kernels take and give, what exporters write. Doubles all the way.
import type { Matrix, Rgba } from "./nodes.ts";

/** A closed contour: x0, y0, x1, y1, … without repeating the first point. */
export interface Outline {
  readonly points: Float64Array;
  /** False for a hole. Meaningful only in a sanitized polygon. */
  readonly positive: boolean;
}

/** A 2D object. Sanitized: outlines do not cross, outer ones run counter-clockwise, holes clockwise (spec/geometry.md §6.1). */
export interface Polygon {
  readonly dimension: 2;
  readonly outlines: readonly Outline[];
  readonly sanitized: boolean;
}

/**
 * A 3D object: vertices and facets of any size ≥ 3, counter-clockwise from outside (OpenSCAD's PolySet, spec/geometry.md §8.1).
 * Facet f has the corners `indices[offsets[f] .. offsets[f + 1])`.
 */
export interface Mesh {
  readonly dimension: 3;
  /** x, y, z per vertex. */
  readonly positions: Float64Array;
  /** Length: number of facets + 1; starts with 0. */
  readonly offsets: Uint32Array;
  readonly indices: Uint32Array;
  /** Color table and, per facet, an index into it or −1. Both or neither. */
  readonly colors?: readonly Rgba[];
  readonly facetColors?: Int32Array;
  /** Undefined: not known. */
  readonly convex?: boolean;
  /** Facets that were given with fewer than three different corners and are not here; absent when there were none. */
  readonly dropped?: number;
  /** Present when the mesh is the image of another one: where that stands many times, it is converted once. */
  readonly placed?: { readonly mesh: Mesh; readonly matrix: Matrix };
  /** Present when the mesh came out of a Boolean kernel: what the report prints (spec/geometry.md §12.3). */
  readonly manifold?: {
    readonly status: string;
    readonly genus: number;
    readonly vertices: number;
    readonly facets: number;
  };
}

/** Several objects of a lazy-union root. */
export interface GeometryList {
  readonly dimension: "list";
  readonly items: readonly (Polygon | Mesh)[];
}

export type Geometry = Polygon | Mesh | GeometryList;

export const emptyPolygon: Polygon = { dimension: 2, outlines: [], sanitized: true };
export const emptyMesh: Mesh = {
  dimension: 3,
  positions: new Float64Array(0),
  offsets: new Uint32Array(1),
  indices: new Uint32Array(0),
  convex: true,
};

/** Number of facets. */
export function facetCount(mesh: Mesh): number {
  return mesh.offsets.length - 1;
}

/** True when every facet is a triangle. */
export function isTriangular(mesh: Mesh): boolean {
  const { indices, offsets } = mesh;
  if (indices.length !== 3 * facetCount(mesh)) return false;
  for (let facet = 0; facet < offsets.length; facet++) if (offsets[facet] !== 3 * facet) return false;
  return true;
}

export function isEmpty(geometry: Geometry): boolean {
  if (geometry.dimension === 2) return geometry.outlines.length === 0;
  if (geometry.dimension === 3) return facetCount(geometry) === 0;
  return geometry.items.every(isEmpty);
}
