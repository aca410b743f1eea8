// A 3D shape in the memory of Manifold, with what OpenSCAD keeps beside it. Transforms of solids are lazy: the library
// applies them when the solid is next used.

import type { Manifold } from "../../../wasm/manifold.ts";
import { identity } from "../../csg/matrix.ts";
import type { Matrix, Rgba } from "../../csg/nodes.ts";
import type { ManifoldEngine } from "./engine.ts";
import { noOrigins, type Origins } from "./origins.ts";

export interface SolidFacts {
  readonly origins: Origins;
  readonly vertices: number;
  readonly triangles: number;
  /** How many times larger coordinates may have become since the library last looked at them; 1 when it just did. */
  readonly growth?: number;
}

/** From this growth on the library has to look whether coordinates are still finite: it fails inside when it meets others. */
const MOST_GROWTH = 1e30;

/** Counts its owners and frees the memory with the last one. A new solid has none: whoever keeps it retains it. */
export class Solid {
  readonly dimension = 3;
  readonly engine: ManifoldEngine;
  readonly origins: Origins;
  readonly vertices: number;
  readonly triangles: number;
  readonly growth: number;
  readonly #handle: Manifold;
  #owners = 0;
  #freed = false;

  constructor(engine: ManifoldEngine, handle: Manifold, facts: SolidFacts) {
    this.engine = engine;
    this.#handle = handle;
    this.origins = facts.origins;
    this.vertices = facts.vertices;
    this.triangles = facts.triangles;
    this.growth = facts.growth ?? 1;
  }

  /** A solid of an evaluated object. */
  static of(engine: ManifoldEngine, handle: Manifold, origins: Origins): Solid {
    return engine.run(
      () => new Solid(engine, handle, { origins, vertices: handle.numVert(), triangles: handle.numTri() }),
    );
  }

  /** The library's object. It belongs to the solid: do not delete it. */
  get handle(): Manifold {
    if (this.#freed) throw new Error("a solid is used after it was freed");
    return this.#handle;
  }

  get isEmpty(): boolean {
    return this.triangles === 0;
  }

  retain(): void {
    this.#owners++;
  }

  release(): void {
    if (--this.#owners > 0 || this.#freed) return;
    this.#freed = true;
    // After a failure the memory is in no defined state; it goes with the process.
    if (!this.engine.failed) this.engine.run(() => this.#handle.delete());
  }

  /** Gives ownership back without freeing: the solid is as new. */
  disown(): void {
    this.#owners--;
  }

  /** Another solid of the same shape. */
  copy(): Solid {
    return this.transformed(identity);
  }

  /** The image under an affine map, same origins. What goes beyond all numbers is empty. */
  transformed(m: Matrix): Solid {
    const at = (row: number, column: number): number => m[4 * row + column] as number;
    const columns = [0, 1, 2, 3].flatMap((column) => [at(0, column), at(1, column), at(2, column), 0]);
    columns[15] = 1;
    const { engine, origins, vertices, triangles } = this;
    const growth = 4 * this.growth * Math.max(1, ...columns.map(Math.abs));
    return engine.run(() => {
      const handle = this.handle.transform(columns);
      if (!(growth < MOST_GROWTH)) return Solid.of(engine, handle, origins);
      return new Solid(engine, handle, { origins, vertices, triangles, growth });
    });
  }

  /** The same shape as one new original of one color. */
  colored(color: Rgba): Solid {
    return this.engine.run(() => {
      const handle = this.handle.asOriginal();
      const id = handle.originalID();
      return Solid.of(this.engine, handle, { ...noOrigins, ids: new Set([id]), colors: new Map([[id, color]]) });
    });
  }
}

/** Works with solids that are needed only meanwhile and frees them at the end, whatever happens. */
export function withTemporaries<T>(work: (keep: (solid: Solid) => Solid) => T): T {
  const temporaries: Solid[] = [];
  try {
    return work((solid) => {
      solid.retain();
      temporaries.push(solid);
      return solid;
    });
  } finally {
    for (const solid of temporaries) solid.release();
  }
}
