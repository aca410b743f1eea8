// Shapes of one kind, bounded in bytes: `shared/evictor.ts` says which of them go first.
import { Evictor, type Kept } from "../shared/evictor.ts";
import { release, retain, type Shape } from "./shape.ts";

/** Its cost is in milliseconds. */
interface Entry extends Kept {
  readonly key: string;
  readonly shape: Shape | null;
}

/** Whatever was kept costs a lookup, so nothing is free. In milliseconds. */
const LEAST_COST = 0.005;
/** What an entry takes beside its shape, which may be nothing. In bytes. */
const OVERHEAD = 200;

/** An owner of every shape that it holds. */
export class Shelf {
  readonly #entries = new Map<string, Entry>();
  readonly #evictor: Evictor<Entry>;

  constructor(maxBytes: number) {
    this.#evictor = new Evictor(maxBytes, ({ key, shape }) => {
      this.#entries.delete(key);
      if (shape !== null) release(shape);
    });
  }

  /** Bytes of the shapes, by the estimate, and of what holds them. */
  get bytes(): number {
    return this.#evictor.bytes;
  }

  get entries(): number {
    return this.#entries.size;
  }

  /** How many shapes went to make room. */
  get evictions(): number {
    return this.#evictor.evictions;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** Undefined when the key is not known; null is a known result too. */
  get(key: string): Shape | null | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#evictor.use(entry);
    return entry.shape;
  }

  /** False when the shape is larger than the shelf. */
  put(key: string, shape: Shape | null, bytes: number, cost: number): boolean {
    if (this.#entries.has(key)) return true;
    const room = bytes + OVERHEAD;
    if (room > this.#evictor.maxBytes) return false;
    if (shape !== null) retain(shape);
    const entry: Entry = { key, shape, bytes: room, cost: Math.max(cost, LEAST_COST), uses: 1, worth: 0, place: 0 };
    this.#entries.set(key, entry);
    this.#evictor.add(entry);
    return true;
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) this.#evictor.remove(entry);
  }

  clear(): void {
    for (const { shape } of this.#entries.values()) if (shape !== null) release(shape);
    this.#entries.clear();
    this.#evictor.clear();
  }
}
