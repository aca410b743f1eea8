// Parts of a solid that go through each other become one: the connected parts are united. A part that goes through itself
// is cut by a plane at the crossing until the pieces that cross are apart, then the pieces are united.
import type { Mesh } from "../csg/geometry.ts";
import { combineSolids } from "../kernel/manifold/boolean.ts";
import { convert, meshOf } from "../kernel/manifold/convert.ts";
import type { ManifoldEngine } from "../kernel/manifold/engine.ts";
import { noOrigins } from "../kernel/manifold/origins.ts";
import { Solid, withTemporaries } from "../kernel/manifold/solid.ts";
import { boundsOfMesh } from "../kernel/mesh/transform.ts";
import type { Context } from "../shared/context.ts";
import { type Crossings, crossingsOf } from "./steps/crossings.ts";

/** Cuts one after the other: each halves the pieces, and most crossings come apart after two or three. */
const deepest = 6;

export interface Resolved {
  readonly mesh: Mesh;
  /** Pairs of facets that crossed before. */
  readonly count: number;
}

/** Undefined when there is nothing to do, when the mesh is not closed, or when no cut takes the crossing parts apart. */
export function resolveCrossings(
  ctx: Context,
  engine: ManifoldEngine,
  mesh: Mesh,
  tolerance: number,
): Resolved | undefined {
  const work = new Resolver(ctx, engine, tolerance);
  const { count } = work.crossingsOf(mesh);
  if (count === 0) return undefined;
  return withTemporaries((keep) => {
    const solid = convert(ctx, engine, mesh);
    if (!(solid instanceof Solid)) return undefined;
    const united = work.unite(keep(solid), keep, 0);
    if (united === undefined) return undefined;
    const result = work.plain(united, mesh);
    return work.crossingsOf(result).count === 0 ? { mesh: result, count } : undefined;
  });
}

type Keep = (solid: Solid) => Solid;

class Resolver {
  readonly #ctx: Context;
  readonly #engine: ManifoldEngine;
  readonly #tolerance: number;

  constructor(ctx: Context, engine: ManifoldEngine, tolerance: number) {
    this.#ctx = ctx;
    this.#engine = engine;
    this.#tolerance = tolerance;
  }

  crossingsOf({ positions, indices }: Mesh): Crossings {
    const triangles = indices;
    const origins = new Uint32Array(triangles.length / 3);
    return crossingsOf(this.#ctx, { positions, triangles, origins }, this.#tolerance);
  }

  /** The surface, with colors only where the mesh had some. */
  plain(solid: Solid, { colors }: Mesh): Mesh {
    const { colors: made, facetColors, manifold: _, ...surface } = meshOf(solid);
    return colors === undefined ? surface : { ...surface, colors: made, facetColors };
  }

  /** A solid whose parts do not cross; undefined when that cannot be had. */
  unite(solid: Solid, keep: Keep, depth: number): Solid | undefined {
    this.#ctx.deadline.check();
    const parts = this.#engine
      .componentsOf(solid.handle)
      .map((handle) => keep(Solid.of(this.#engine, handle, solid.origins)));
    const sound: Solid[] = [];
    for (const part of parts) {
      const resolved = this.#cutApart(part, keep, depth);
      if (resolved === undefined) return undefined;
      sound.push(resolved);
    }
    return this.#union(sound, keep);
  }

  /** A connected part that crosses itself, cut in halves whose own parts are united. */
  #cutApart(part: Solid, keep: Keep, depth: number): Solid | undefined {
    const mesh = meshOf(part);
    const { count, places } = this.crossingsOf(mesh);
    const box = boundsOfMesh(mesh);
    if (count === 0 || box === undefined) return part;
    if (depth === deepest) return undefined;
    // The axes take turns; the plane goes through the middle one of the places where it crosses.
    const axis = depth % 3;
    const sorted = places.map((place) => place[axis] as number).sort((a, b) => a - b);
    const height = sorted[sorted.length >> 1] as number;
    const halves: Solid[] = [];
    for (const side of ["low", "high"] as const) {
      const [min, max] = [[...box.min], [...box.max]];
      if (side === "low") max[axis] = height;
      else min[axis] = height;
      if (!((max[axis] as number) > (min[axis] as number))) continue;
      // The plane cuts, the other sides stay clear of the part.
      const margin = 1 + Math.max(...box.max.map((value, k) => value - (box.min[k] as number)));
      for (let k = 0; k < 3; k++) {
        if (k !== axis || side === "high") max[k] = (max[k] as number) + margin;
        if (k !== axis || side === "low") min[k] = (min[k] as number) - margin;
      }
      const half = keep(combineSolids(this.#ctx, this.#engine, "intersection", [part, keep(this.#block(min, max))]));
      const resolved = half.isEmpty ? half : this.unite(half, keep, depth + 1);
      if (resolved === undefined) return undefined;
      halves.push(resolved);
    }
    return this.#union(halves, keep);
  }

  #union(solids: readonly Solid[], keep: Keep): Solid | undefined {
    if (solids.length < 2) return solids[0];
    return keep(combineSolids(this.#ctx, this.#engine, "union", solids));
  }

  #block(min: readonly number[], max: readonly number[]): Solid {
    const corners = new Float64Array(24);
    for (let corner = 0; corner < 8; corner++) {
      for (let axis = 0; axis < 3; axis++) {
        corners[3 * corner + axis] = ((corner & (1 << axis)) === 0 ? min[axis] : max[axis]) as number;
      }
    }
    return Solid.of(this.#engine, this.#engine.hullOf(corners), noOrigins);
  }
}
