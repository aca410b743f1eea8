// How late the service's own timers were lately: a process that stands still answers nobody, and this is what shows it.

const interval = 250;
/** How many measurements are remembered: the last minute. */
const remembered = 240;

export class LoopLag {
  readonly #late: number[] = [];
  readonly #timer: ReturnType<typeof setInterval>;
  #expected = performance.now() + interval;

  constructor() {
    this.#timer = setInterval(() => {
      const now = performance.now();
      this.#late.push(Math.max(0, now - this.#expected));
      if (this.#late.length > remembered) this.#late.shift();
      this.#expected = now + interval;
    }, interval);
    this.#timer.unref();
  }

  /** The longest delay of the last minute, in seconds. */
  get seconds(): number {
    // The delay under way counts, too: it may be why nothing was measured.
    return Math.max(0, performance.now() - this.#expected, ...this.#late) / 1000;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
