// Shapes by node key, kept within one evaluation and, where the caller wants it, from one to the next. Bounded in bytes by
// OpenSCAD's own estimate, one bound for plain shapes and one for solids (spec/geometry.md §5.4). In front of both stand the
// last hundred primitives: they are cheap, and every other program has the same.
import type { CsgKind } from "../csg/nodes.ts";
import { type EngineOptions, Engines } from "./engines.ts";
import { release, retain, type Shape, sizeOf } from "./shape.ts";
import { Shelf } from "./shelf.ts";
import { MOST_CACHED_BYTES } from "./statistics.ts";

export interface ShapeCacheOptions extends EngineOptions {
  /** For plain shapes and for solids each. */
  readonly maxBytes?: number;
  /** Larger shapes are told of in a warning, as OpenSCAD does. */
  readonly warnBytes?: number;
}

/** A result that may be kept. */
export interface Made {
  readonly kind: CsgKind;
  readonly shape: Shape | null;
  /** Milliseconds that making it took, children apart. */
  readonly cost: number;
  /** Something was said about it or about what it is made of: the next evaluation must say it again. */
  readonly noisy: boolean;
}

/** Counted since the cache was made. */
export interface CacheCounts {
  readonly hits: number;
  readonly misses: number;
  readonly evictions: number;
  /** Now, not since then. */
  readonly entries: number;
  readonly bytes: number;
}

const primitives: ReadonlySet<CsgKind> = new Set<CsgKind>(["cube", "sphere", "cylinder", "square", "circle"]);
const MOST_PRIMITIVES = 100;

/** A cached solid lives in the memory of a library, so the libraries belong to the cache. */
export class ShapeCache {
  readonly engines: Engines;
  /** Of plain shapes and of solids each; a shape that is larger cannot be kept. */
  readonly warnBytes: number;
  readonly #primitives = new Map<string, { readonly shape: Shape | null; readonly cost: number }>();
  readonly #shapes: Shelf;
  readonly #solids: Shelf;
  /** Keys of noisy results: known until the next evaluation begins. */
  readonly #noisy = new Set<string>();
  readonly #shapeLookups = { hits: 0, misses: 0 };
  readonly #primitiveLookups = { hits: 0, misses: 0 };

  constructor({ maxBytes = MOST_CACHED_BYTES, warnBytes = MOST_CACHED_BYTES, ...engines }: ShapeCacheOptions = {}) {
    this.engines = new Engines(engines);
    this.warnBytes = warnBytes;
    this.#shapes = new Shelf(maxBytes);
    this.#solids = new Shelf(maxBytes);
  }

  /** An evaluation begins: what had messages in an earlier one is not known any more, so that it has them again. */
  begin(): void {
    for (const key of this.#noisy) {
      this.#shapes.delete(key);
      this.#solids.delete(key);
    }
    this.#noisy.clear();
  }

  /** Undefined when the key is not known; null is a known result too. */
  get(key: string, kind: CsgKind): Shape | null | undefined {
    const lookups = primitives.has(kind) ? this.#primitiveLookups : this.#shapeLookups;
    const found = this.#find(key, kind);
    if (found === undefined) lookups.misses++;
    else lookups.hits++;
    return found;
  }

  /** Whether a key is known, without using it. */
  has(key: string): boolean {
    return this.#primitives.has(key) || this.#shapes.has(key) || this.#solids.has(key);
  }

  /** Whether the result of a key that is known had messages. */
  isNoisy(key: string): boolean {
    return this.#noisy.has(key);
  }

  /** Becomes an owner of the shape. False when the shape is too large to be kept. */
  put(key: string, { kind, shape, cost, noisy }: Made): boolean {
    if (noisy) this.#noisy.add(key);
    if (this.#primitives.has(key)) return true;
    if (primitives.has(kind) && !noisy) {
      this.#putPrimitive(key, shape, cost);
      return true;
    }
    return this.#putOnShelf(key, shape, cost);
  }

  /** Gives up every shape. */
  clear(): void {
    for (const { shape } of this.#primitives.values()) if (shape !== null) release(shape);
    this.#primitives.clear();
    this.#shapes.clear();
    this.#solids.clear();
    this.#noisy.clear();
  }

  /** Bytes of what is kept, by the estimate. */
  get bytes(): number {
    const { shapes, primitives } = this.counts;
    return shapes.bytes + primitives.bytes;
  }

  get counts(): { readonly shapes: CacheCounts; readonly primitives: CacheCounts } {
    let bytes = 0;
    for (const { shape } of this.#primitives.values()) bytes += sizeOf(shape).bytes;
    return {
      shapes: {
        ...this.#shapeLookups,
        evictions: this.#shapes.evictions + this.#solids.evictions,
        entries: this.#shapes.entries + this.#solids.entries,
        bytes: this.#shapes.bytes + this.#solids.bytes,
      },
      primitives: { ...this.#primitiveLookups, evictions: 0, entries: this.#primitives.size, bytes },
    };
  }

  #find(key: string, kind: CsgKind): Shape | null | undefined {
    const primitive = this.#primitives.get(key);
    if (primitive !== undefined) {
      // The map is in order of last use.
      this.#primitives.delete(key);
      this.#primitives.set(key, primitive);
      return primitive.shape;
    }
    const kept = this.#shapes.get(key);
    if (kept !== undefined) return kept;
    return primitives.has(kind) ? undefined : this.#solids.get(key);
  }

  /** The primitive that was not used for longest goes where everything else is. */
  #putPrimitive(key: string, shape: Shape | null, cost: number): void {
    if (shape !== null) retain(shape);
    this.#primitives.set(key, { shape, cost });
    if (this.#primitives.size <= MOST_PRIMITIVES) return;
    const [oldest, made] = this.#primitives.entries().next().value as [string, { shape: Shape | null; cost: number }];
    this.#primitives.delete(oldest);
    this.#putOnShelf(oldest, made.shape, made.cost);
    if (made.shape !== null) release(made.shape);
  }

  #putOnShelf(key: string, shape: Shape | null, cost: number): boolean {
    const { cache, bytes } = sizeOf(shape);
    return (cache === "solids" ? this.#solids : this.#shapes).put(key, shape, bytes, cost);
  }
}
