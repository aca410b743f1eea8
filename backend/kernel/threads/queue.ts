// Which groups of parts nobody has taken yet: all threads take from one list, from its beginning.
export class Queue {
  readonly #next: Int32Array;

  constructor(
    readonly length: number,
    readonly buffer = new SharedArrayBuffer(4),
  ) {
    this.#next = new Int32Array(buffer);
  }

  /** The next one's place, which nobody else gets; undefined when there are no more. */
  take(): number | undefined {
    const place = Atomics.add(this.#next, 0, 1);
    return place < this.length ? place : undefined;
  }

  /** How many were taken. */
  get taken(): number {
    return Math.min(Atomics.load(this.#next, 0), this.length);
  }
}
