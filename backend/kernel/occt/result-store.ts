// Exact shapes by node key within one evaluation.
import type { Kernel } from "../kernel.ts";
import type { WalkCache } from "../walk.ts";
import type { Exact } from "./exact-shape.ts";

export class ResultStore implements WalkCache<Exact> {
  readonly warnBytes = Number.POSITIVE_INFINITY;
  readonly #kernel: Pick<Kernel<Exact>, "retain" | "release">;
  readonly #shapes = new Map<string, Exact | null>();
  readonly #noisy = new Set<string>();

  constructor(kernel: Pick<Kernel<Exact>, "retain" | "release">) {
    this.#kernel = kernel;
  }

  get(key: string): Exact | null | undefined {
    return this.#shapes.get(key);
  }

  isNoisy(key: string): boolean {
    return this.#noisy.has(key);
  }

  /** Becomes an owner of the shape. */
  put(key: string, { shape, noisy }: { readonly shape: Exact | null; readonly noisy: boolean }): void {
    if (noisy) this.#noisy.add(key);
    if (this.#shapes.has(key)) return;
    if (shape !== null) this.#kernel.retain(shape);
    this.#shapes.set(key, shape);
  }

  /** Gives up every shape. */
  clear(): void {
    for (const shape of this.#shapes.values()) if (shape !== null) this.#kernel.release(shape);
    this.#shapes.clear();
  }
}
