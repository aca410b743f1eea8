// Unites many solids, as they come.
import type { Context } from "../../shared/context.ts";
import { combineSolids } from "./boolean.ts";
import type { ManifoldEngine } from "./engine.ts";
import type { Solid } from "./solid.ts";

const BATCH = 512;

/** Unites solids in batches, so that thousands of hulls are never there at the same time. */
export class Gathered {
  readonly #ctx: Context;
  readonly #engine: ManifoldEngine;
  #solids: Solid[] = [];
  #united: Solid[] = [];

  constructor(ctx: Context, engine: ManifoldEngine) {
    this.#ctx = ctx;
    this.#engine = engine;
  }

  add(solid: Solid): void {
    solid.retain();
    this.#solids.push(solid);
    if (this.#solids.length >= BATCH) this.#unite();
  }

  /** The union of everything. It belongs to the caller. */
  done(): Solid | null {
    this.#unite();
    const [first, ...others] = this.#united;
    if (first === undefined) return null;
    if (others.length > 0) return combineSolids(this.#ctx, this.#engine, "union", this.#united);
    this.#united = [];
    first.disown();
    return first;
  }

  free(): void {
    for (const solid of [...this.#solids, ...this.#united]) solid.release();
  }

  #unite(): void {
    const [first, ...others] = this.#solids;
    if (first === undefined) return;
    const union = others.length === 0 ? first : combineSolids(this.#ctx, this.#engine, "union", this.#solids);
    if (union !== first) {
      union.retain();
      for (const solid of this.#solids) solid.release();
    }
    this.#solids = [];
    this.#united.push(union);
  }
}
