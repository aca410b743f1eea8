// Times of the stages. A timer that is off costs one comparison.

export class Timer {
  readonly #spans: { stage: string; milliseconds: number }[] = [];
  constructor(readonly on = true) {}

  /** Runs `work` and notes how long it took under `stage`. */
  measure<T>(stage: string, work: () => T): T {
    if (!this.on) return work();
    const start = performance.now();
    try {
      return work();
    } finally {
      this.#spans.push({ stage, milliseconds: performance.now() - start });
    }
  }

  /** The same for work that waits (loading a kernel). */
  async measureAsync<T>(stage: string, work: () => Promise<T>): Promise<T> {
    if (!this.on) return work();
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.#spans.push({ stage, milliseconds: performance.now() - start });
    }
  }

  get spans(): readonly { readonly stage: string; readonly milliseconds: number }[] {
    return this.#spans;
  }
}
