// Keeps account of the shapes that one evaluation owns, so that none of them outlives it, whatever happens.
import type { Kernel } from "./kernel.ts";

export class Arena<Shape> {
  readonly #kernel: Pick<Kernel<Shape>, "retain" | "release">;
  readonly #counts = new Map<Shape, number>();

  constructor(kernel: Pick<Kernel<Shape>, "retain" | "release">) {
    this.#kernel = kernel;
  }

  /** Becomes an owner of a shape, once more if it is one already. */
  keep(shape: Shape | null): void {
    if (shape === null) return;
    this.#kernel.retain(shape);
    this.#counts.set(shape, (this.#counts.get(shape) ?? 0) + 1);
  }

  /** Undoes one `keep`. */
  drop(shape: Shape | null): void {
    if (shape === null) return;
    const count = this.#counts.get(shape);
    if (count === undefined) throw new Error("a shape was dropped that was not kept");
    if (count === 1) this.#counts.delete(shape);
    else this.#counts.set(shape, count - 1);
    this.#kernel.release(shape);
  }

  /** Undoes every `keep` that is left. */
  close(): void {
    for (const [shape, count] of this.#counts) for (let k = 0; k < count; k++) this.#kernel.release(shape);
    this.#counts.clear();
  }
}
