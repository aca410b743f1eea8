// The numbers of the report after a geometry export (spec/geometry.md §12.3); output/report.ts makes the text. They are
// computed when they are asked for, because they take time.
import type { Geometry, Polygon } from "../csg/geometry.ts";
import type { NodeIds } from "../csg/id.ts";
import type { CsgNode } from "../csg/nodes.ts";
import type { ShapeSize } from "./kernel.ts";
import { isConvexMesh } from "./mesh/convexity.ts";

export interface CacheStatistics {
  readonly entries: number;
  /** By OpenSCAD's estimate. */
  readonly bytes: number;
  readonly maxBytes: number;
}

/** A result that went into a cache. */
export interface CachedNode {
  readonly node: CsgNode;
  readonly size: ShapeSize;
}

/** OpenSCAD's bound of each of its caches. */
export const MOST_CACHED_BYTES = 100 * 2 ** 20;

/** What one evaluation put into the caches, counted as OpenSCAD counts, and what only the kernel knows of the result. */
export class Statistics {
  readonly #ids: NodeIds;
  readonly #cached: readonly CachedNode[];
  readonly #geometry: Geometry | null;
  #counted: Readonly<Record<ShapeSize["cache"], CacheStatistics>> | undefined;

  constructor(ids: NodeIds, cached: readonly CachedNode[], geometry: Geometry | null) {
    this.#ids = ids;
    this.#cached = cached;
    this.#geometry = geometry;
  }

  /** Polygons and meshes. */
  get shapeCache(): CacheStatistics {
    return this.#count().shapes;
  }

  /** Results of 3D Booleans. */
  get solidCache(): CacheStatistics {
    return this.#count().solids;
  }

  /** Of a 2D object or of a mesh that no Boolean made. */
  get convex(): boolean | undefined {
    const geometry = this.#geometry;
    if (geometry === null || geometry.dimension === "list") return undefined;
    if (geometry.dimension === 2) return isConvexPolygon(geometry);
    return geometry.manifold === undefined ? isConvexMesh(geometry) : undefined;
  }

  #count(): Readonly<Record<ShapeSize["cache"], CacheStatistics>> {
    if (this.#counted !== undefined) return this.#counted;
    const counts = { shapes: { entries: 0, bytes: 0 }, solids: { entries: 0, bytes: 0 } };
    const seen = new Set<string>();
    for (const { node, size } of this.#cached) {
      const id = this.#ids.of(node);
      if (seen.has(id)) continue;
      seen.add(id);
      counts[size.cache].entries++;
      counts[size.cache].bytes += size.bytes;
    }
    const maxBytes = MOST_CACHED_BYTES;
    this.#counted = { shapes: { ...counts.shapes, maxBytes }, solids: { ...counts.solids, maxBytes } };
    return this.#counted;
  }
}

/** One contour that never turns right. */
function isConvexPolygon({ outlines }: Polygon): boolean {
  const [outline, ...others] = outlines;
  if (outline === undefined || others.length > 0) return outline === undefined;
  const { points } = outline;
  const at = (k: number): number => points[k % points.length] as number;
  for (let k = 0; k < points.length; k += 2) {
    const [ux, uy] = [at(k + 2) - at(k), at(k + 3) - at(k + 1)];
    const [vx, vy] = [at(k + 4) - at(k + 2), at(k + 5) - at(k + 3)];
    if (ux * vy - uy * vx < 0) return false;
  }
  return true;
}
