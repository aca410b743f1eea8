// Shapes of one kind bounded in bytes. What goes first is decided by GreedyDual-Size-Frequency (Cherkasova 1998): an entry is
// worth the cost of making it, times how often it was used, per byte, on top of the worth of what was last given up, so that
// what is not used any more grows old.
import { EvictionHeap, type Ranked } from "./eviction-heap.ts";
import { release, retain, type Shape } from "./shape.ts";

interface Entry extends Ranked {
  readonly key: string;
  readonly shape: Shape | null;
  readonly bytes: number;
  /** Milliseconds. */
  readonly cost: number;
  uses: number;
}

/** Whatever was kept costs a lookup, so nothing is free. In milliseconds. */
const LEAST_COST = 0.005;
/** What an entry takes beside its shape, which may be nothing. In bytes. */
const OVERHEAD = 200;

/** An owner of every shape that it holds. */
export class Shelf {
  readonly #maxBytes: number;
  readonly #entries = new Map<string, Entry>();
  readonly #heap = new EvictionHeap<Entry>();
  #bytes = 0;
  #age = 0;
  #evictions = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes of the shapes, by the estimate, and of what holds them. */
  get bytes(): number {
    return this.#bytes;
  }

  get entries(): number {
    return this.#entries.size;
  }

  /** How many shapes went to make room. */
  get evictions(): number {
    return this.#evictions;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** Undefined when the key is not known; null is a known result too. */
  get(key: string): Shape | null | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    entry.uses++;
    this.#rank(entry);
    this.#heap.moved(entry);
    return entry.shape;
  }

  /** False when the shape is larger than the shelf. */
  put(key: string, shape: Shape | null, bytes: number, cost: number): boolean {
    if (this.#entries.has(key)) return true;
    if (bytes + OVERHEAD > this.#maxBytes) return false;
    if (shape !== null) retain(shape);
    const room = bytes + OVERHEAD;
    const entry: Entry = { key, shape, bytes: room, cost: Math.max(cost, LEAST_COST), uses: 1, worth: 0, place: 0 };
    this.#rank(entry);
    this.#entries.set(key, entry);
    this.#heap.add(entry);
    this.#bytes += room;
    this.#makeRoom(entry);
    return true;
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#heap.remove(entry);
    this.#forget(entry);
  }

  clear(): void {
    for (const { shape } of this.#entries.values()) if (shape !== null) release(shape);
    this.#entries.clear();
    this.#heap.clear();
    this.#bytes = 0;
  }

  #rank(entry: Entry): void {
    entry.worth = this.#age + (entry.uses * entry.cost) / entry.bytes;
  }

  /** The entry that came last stays: it is about to be used. */
  #makeRoom(newest: Entry): void {
    if (this.#bytes <= this.#maxBytes) return;
    this.#heap.remove(newest);
    while (this.#bytes > this.#maxBytes) {
      const least = this.#heap.least;
      if (least === undefined) break;
      this.#heap.remove(least);
      this.#age = least.worth;
      this.#evictions++;
      this.#forget(least);
    }
    this.#heap.add(newest);
  }

  #forget({ key, shape, bytes }: Entry): void {
    this.#entries.delete(key);
    this.#bytes -= bytes;
    if (shape !== null) release(shape);
  }
}
