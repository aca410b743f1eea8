// Shapes by node key, kept within one evaluation and, where the caller wants it, from one to the next. Bounded in bytes by
// OpenSCAD's own estimate, one bound for plain shapes and one for solids (spec/geometry.md §5.4); the oldest go first.
import { type EngineOptions, Engines } from "./engines.ts";
import { release, retain, type Shape, sizeOf } from "./shape.ts";
import { MOST_CACHED_BYTES } from "./statistics.ts";

export interface ShapeCacheOptions extends EngineOptions {
  /** For plain shapes and for solids each. */
  readonly maxBytes?: number;
}

interface Entry {
  readonly shape: Shape | null;
  readonly bytes: number;
}

/** A cached solid lives in the memory of a library, so the libraries belong to the cache. */
export class ShapeCache {
  readonly engines: Engines;
  readonly #shapes: Shelf;
  readonly #solids: Shelf;

  constructor({ maxBytes = MOST_CACHED_BYTES, ...engines }: ShapeCacheOptions = {}) {
    this.engines = new Engines(engines);
    this.#shapes = new Shelf(maxBytes);
    this.#solids = new Shelf(maxBytes);
  }

  /** Undefined when the key is not known; null is a known result too. */
  get(key: string): Shape | null | undefined {
    return this.#shapes.get(key) ?? this.#solids.get(key) ?? (this.#shapes.has(key) ? null : undefined);
  }

  /** Becomes an owner of the shape. False when the shape is too large to be kept. */
  put(key: string, shape: Shape | null): boolean {
    const { cache, bytes } = sizeOf(shape);
    return (cache === "solids" ? this.#solids : this.#shapes).put(key, { shape, bytes });
  }

  /** Gives up every shape. */
  clear(): void {
    this.#shapes.clear();
    this.#solids.clear();
  }

  /** Bytes of what is kept, by the estimate. */
  get bytes(): number {
    return this.#shapes.bytes + this.#solids.bytes;
  }
}

/** Entries in order of last use. */
class Shelf {
  readonly #maxBytes: number;
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  get(key: string): Shape | null | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.shape;
  }

  put(key: string, entry: Entry): boolean {
    if (this.#entries.has(key)) return true;
    if (entry.bytes > this.#maxBytes) return false;
    if (entry.shape !== null) retain(entry.shape);
    this.#entries.set(key, entry);
    this.#bytes += entry.bytes;
    for (const [oldest, { bytes, shape }] of this.#entries) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#entries.delete(oldest);
      this.#bytes -= bytes;
      if (shape !== null) release(shape);
    }
    return true;
  }

  clear(): void {
    for (const { shape } of this.#entries.values()) if (shape !== null) release(shape);
    this.#entries.clear();
    this.#bytes = 0;
  }

  get bytes(): number {
    return this.#bytes;
  }
}
