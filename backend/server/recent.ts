// Sums over the last minutes, up to a day, in a ring of one number a minute.

const minutesKept = 1440;

export class RecentSum {
  readonly #values = new Float64Array(minutesKept);
  readonly #now: () => number;
  #minute: number;

  /** `now` is a clock that never goes back, in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#minute = this.#currentMinute();
  }

  add(value = 1): void {
    this.#advance();
    const at = this.#minute % minutesKept;
    this.#values[at] = (this.#values[at] as number) + value;
  }

  /** The sum over so many minutes; the current one counts as far as it has come. */
  over(minutes: number): number {
    this.#advance();
    let sum = 0;
    for (let back = 0; back < Math.min(minutes, minutesKept); back++) {
      const minute = this.#minute - back;
      if (minute < 0) break;
      sum += this.#values[minute % minutesKept] as number;
    }
    return sum;
  }

  #currentMinute(): number {
    return Math.floor(this.#now() / 60_000);
  }

  /** Empties the minutes in which nothing happened. */
  #advance(): void {
    const minute = this.#currentMinute();
    const passed = Math.min(minute - this.#minute, minutesKept);
    for (let i = 1; i <= passed; i++) this.#values[(this.#minute + i) % minutesKept] = 0;
    this.#minute = minute;
  }
}
