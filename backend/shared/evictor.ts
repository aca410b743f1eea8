// What is kept of one kind, bounded in bytes. What goes first is decided by GreedyDual-Size-Frequency (Cherkasova 1998): an entry
// is worth the cost of making it, times how often it was used, per byte, on top of the worth of what was last given up, so
// that what is not used any more grows old.
import { EvictionHeap, type Ranked } from "./eviction-heap.ts";

export interface Kept extends Ranked {
  readonly bytes: number;
  /** In any unit that all entries share. */
  readonly cost: number;
  uses: number;
}

/** Says which entries are given up. Who keeps them is told by `forget`. */
export class Evictor<Entry extends Kept> {
  readonly #heap = new EvictionHeap<Entry>();
  #bytes = 0;
  #age = 0;
  #evictions = 0;

  constructor(
    readonly maxBytes: number,
    readonly forget: (entry: Entry) => void,
  ) {}

  /** Of all entries, by their own estimate. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How many entries went to make room. */
  get evictions(): number {
    return this.#evictions;
  }

  /** Adds an entry that is not larger than all the room. It stays for now: it is about to be used. */
  add(entry: Entry): void {
    this.#rank(entry);
    this.#bytes += entry.bytes;
    while (this.#bytes > this.maxBytes) {
      const least = this.#heap.least;
      if (least === undefined) break;
      this.#age = least.worth;
      this.#evictions++;
      this.remove(least);
    }
    this.#heap.add(entry);
  }

  use(entry: Entry): void {
    entry.uses++;
    this.#rank(entry);
    this.#heap.moved(entry);
  }

  remove(entry: Entry): void {
    this.#heap.remove(entry);
    this.#bytes -= entry.bytes;
    this.forget(entry);
  }

  /** Forgets everything without telling. */
  clear(): void {
    this.#heap.clear();
    this.#bytes = 0;
  }

  #rank(entry: Entry): void {
    entry.worth = this.#age + (entry.uses * entry.cost) / entry.bytes;
  }
}
