// The libraries of this kernel, each loaded when a tree first needs it: a program that shows one primitive loads none.
import { NotLoaded } from "./kernel.ts";
import { loadManifoldEngine, type ManifoldEngine } from "./manifold/engine.ts";
import type { OcctEngine } from "./occt/engine.ts";
import { type Clipper, loadClipper } from "./polygon/clipper.ts";

export interface EngineOptions {
  /** The memory that solids may use, in bytes. */
  readonly memoryBytes?: number;
  /** Manifold as another thread has compiled it. */
  readonly manifold?: WebAssembly.Module | undefined;
}

/** What the handlers of a tree's nodes call. */
export interface EngineNeeds {
  readonly clipper: boolean;
  readonly manifold: boolean;
}

/** All that 32-bit addresses reach. */
const MOST_MEMORY = 2 ** 32 - 2 ** 16;

export class Engines {
  readonly #memoryBytes: number;
  readonly #compiled: WebAssembly.Module | undefined;
  #clipper: Clipper | undefined;
  #manifold: ManifoldEngine | undefined;
  #occt: OcctEngine | undefined;

  constructor({ memoryBytes = MOST_MEMORY, manifold }: EngineOptions = {}) {
    this.#memoryBytes = memoryBytes;
    this.#compiled = manifold;
  }

  /** Loads what is not there yet. */
  async load({ clipper, manifold }: EngineNeeds): Promise<void> {
    if (clipper) this.#clipper ??= await loadClipper(this.#memoryBytes);
    if (manifold) this.#manifold ??= await loadManifoldEngine(this.#memoryBytes, this.#compiled);
  }

  /** The same, and asks only about what is not there: the answer takes a walk through the tree. */
  loadMissing(needs: { readonly [Library in keyof EngineNeeds]: () => boolean }): Promise<void> {
    const clipper = this.#clipper === undefined && needs.clipper();
    const manifold = this.#manifold === undefined && needs.manifold();
    return this.load({ clipper, manifold });
  }

  /** Forgets the libraries that have failed: they are loaded anew when they are needed again. */
  renew(): void {
    if (this.#clipper?.failed === true) this.#clipper = undefined;
    if (this.#manifold?.failed === true) this.#manifold = undefined;
    if (this.#occt?.failed === true) this.#occt = undefined;
  }

  /** Throws NotLoaded. */
  get clipper(): Clipper {
    if (this.#clipper === undefined) throw new NotLoaded(() => this.load({ clipper: true, manifold: false }));
    return this.#clipper;
  }

  /** Throws NotLoaded. */
  get manifold(): ManifoldEngine {
    if (this.#manifold === undefined) throw new NotLoaded(() => this.load({ clipper: false, manifold: true }));
    return this.#manifold;
  }

  /** Exact solids: 22 MB that only they need, so that it is loaded apart. */
  async loadOcct(): Promise<OcctEngine> {
    if (this.#occt === undefined) {
      const { loadOcctEngine, MOST_OCCT_MEMORY } = await import("./occt/engine.ts");
      this.#occt = await loadOcctEngine(Math.min(this.#memoryBytes, MOST_OCCT_MEMORY));
    }
    return this.#occt;
  }

  /** True once a library has failed: the process must not serve another evaluation. */
  get failed(): boolean {
    return this.#manifold?.failed === true || this.#clipper?.failed === true || this.#occt?.failed === true;
  }

  /** Bytes of the memory of solids; 0 when there is none. */
  get memoryBytes(): number {
    return (this.#manifold?.memoryBytes ?? 0) + (this.#occt?.memoryBytes ?? 0);
  }
}
