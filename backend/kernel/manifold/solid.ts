// A 3D shape in the memory of Manifold, with what OpenSCAD keeps beside it. Transforms of solids are lazy: the library
// applies them when the solid is next used. So are unions of solids that stand beside one another: the library puts them
// together when an operation needs them as one.

import type { Manifold, ManifoldStatus } from "../../../wasm/manifold.ts";
import { identity } from "../../csg/matrix.ts";
import type { Matrix, Rgba } from "../../csg/nodes.ts";
import { type Distant, NotHere } from "./distant.ts";
import type { ManifoldEngine, Surface } from "./engine.ts";
import { mergeOrigins, noOrigins, type Origins } from "./origins.ts";
import { joinSurfaces } from "./surfaces.ts";

export interface SolidFacts {
  readonly origins: Origins;
  readonly vertices: number;
  readonly triangles: number;
  /** How many times larger coordinates may have become since the library last looked at them; 1 when it just did. */
  readonly growth?: number;
}

type SolidContent =
  | { readonly handle: Manifold; readonly parts?: undefined; readonly distant?: undefined }
  | { readonly handle?: undefined; readonly parts: readonly Solid[]; readonly distant?: undefined }
  | { readonly handle?: undefined; readonly parts?: undefined; readonly distant: Distant };

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
  /** What it was put together of, or nothing; none of them was itself. */
  readonly #parts: readonly Solid[];
  /** In the memory of another thread. */
  readonly #distant: Distant | undefined;
  #handle: Manifold | undefined;
  #bounds: Float64Array | undefined;
  #surface: Surface | undefined;
  #owners = 0;
  #freed = false;

  /** Of parts, of an object of the library that it owns from now on, or of what another thread has told. */
  constructor(engine: ManifoldEngine, { handle, parts = [], distant, ...facts }: SolidFacts & SolidContent) {
    this.engine = engine;
    this.#parts = parts;
    this.#distant = distant;
    this.#handle = handle;
    for (const part of parts) part.retain();
    this.origins = facts.origins;
    this.vertices = facts.vertices;
    this.triangles = facts.triangles;
    this.growth = facts.growth ?? 1;
  }

  /** A solid of an evaluated object. */
  static of(engine: ManifoldEngine, handle: Manifold, origins: Origins): Solid {
    return engine.run(
      () => new Solid(engine, { handle, origins, vertices: handle.numVert(), triangles: handle.numTri() }),
    );
  }

  /** Solids that do not touch, in order, as one. */
  static beside(engine: ManifoldEngine, solids: readonly Solid[]): Solid {
    const parts = solids.flatMap((solid) => solid.parts);
    return new Solid(engine, {
      parts,
      origins: mergeOrigins(parts.map(({ origins }) => origins)),
      vertices: parts.reduce((sum, { vertices }) => sum + vertices, 0),
      triangles: parts.reduce((sum, { triangles }) => sum + triangles, 0),
      growth: Math.max(...parts.map(({ growth }) => growth)),
    });
  }

  /** The library's object. It belongs to the solid: do not delete it. Throws NotHere when another thread has it. */
  get handle(): Manifold {
    this.#checkUse();
    if (this.#distant !== undefined) throw new NotHere();
    // Evaluated: what it becomes part of must not take it apart.
    this.#handle ??= this.engine.combine(
      "union",
      this.#parts.map(({ handle }) => handle),
    );
    return this.#handle;
  }

  /** The solids that it was put together of, or itself. They stay its own. */
  get parts(): readonly Solid[] {
    this.#checkUse();
    return this.#parts.length > 0 ? this.#parts : [this];
  }

  /** The lower corner of its box, then the upper one. */
  get bounds(): Float64Array {
    this.#bounds ??= this.#distant?.bounds;
    if (this.#parts.length > 0) this.#bounds ??= boundsOfAll(this.#parts);
    this.#bounds ??= this.engine.run(() => {
      const { min, max } = this.handle.boundingBox();
      return Float64Array.of(...min, ...max);
    });
    return this.#bounds;
  }

  /** Surfaces of parts are kept: of a model that is edited, most parts stay. */
  get surface(): Surface {
    this.#checkUse();
    if (this.#distant !== undefined) return this.#distant.shown.surface;
    if (this.#parts.length === 0) return this.engine.surfaceOf(this.handle);
    return joinSurfaces(this.#parts.map((part) => part.#keptSurface));
  }

  get #keptSurface(): Surface {
    this.#surface ??= this.surface;
    return this.#surface;
  }

  /** What the library says of it. */
  get status(): ManifoldStatus {
    return this.#distant?.shown.status ?? this.engine.run(() => this.handle.status());
  }

  get genus(): number {
    return this.#distant?.shown.genus ?? this.engine.run(() => this.handle.genus());
  }

  /** True when the library of another thread has it, or a part of it. */
  get isDistant(): boolean {
    return this.#distant !== undefined || this.#parts.some((part) => part.isDistant);
  }

  #checkUse(): void {
    if (this.#freed) throw new Error("a solid is used after it was freed");
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
    if (!this.engine.failed) this.engine.run(() => this.#handle?.delete());
    for (const part of this.#parts) part.release();
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
    if (this.#parts.length > 0) {
      const images = this.#parts.map((part) => part.transformed(m));
      return Solid.beside(this.engine, images);
    }
    const { engine, origins, vertices, triangles } = this;
    if (this.#distant !== undefined) {
      return new Solid(engine, { distant: this.#distant.moved(m), origins, vertices, triangles });
    }
    const at = (row: number, column: number): number => m[4 * row + column] as number;
    const columns = [0, 1, 2, 3].flatMap((column) => [at(0, column), at(1, column), at(2, column), 0]);
    columns[15] = 1;
    const growth = 4 * this.growth * Math.max(1, ...columns.map(Math.abs));
    return engine.run(() => {
      const handle = this.handle.transform(columns);
      if (!(growth < MOST_GROWTH)) return Solid.of(engine, handle, origins);
      return new Solid(engine, { handle, origins, vertices, triangles, growth });
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

/** The box around solids, which the library looks at one by one, as it does when it puts them together. */
function boundsOfAll(solids: readonly Solid[]): Float64Array {
  const all = Float64Array.of(Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity);
  for (const { bounds } of solids) {
    for (let axis = 0; axis < 3; axis++) {
      all[axis] = Math.min(all[axis] as number, bounds[axis] as number);
      all[axis + 3] = Math.max(all[axis + 3] as number, bounds[axis + 3] as number);
    }
  }
  return all;
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
