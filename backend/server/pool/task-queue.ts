// What waits for a process: bounded, ordered by kind of work, and fair to those that wait long. Everybody has a time at
// which it is due; who is due first goes first, so that whatever waits gets its turn in the end.
import type { Expectation } from "./estimates.ts";

/** Who waits for a result: somebody who watches it change, somebody who asked once, or nobody in particular. */
export const priorities = ["live", "interactive", "batch"] as const;
export type Priority = (typeof priorities)[number];

/** How much later than it came something is due, in milliseconds. */
const patience: Record<Priority, number> = { live: 0, interactive: 500, batch: 5000 };
const longPatience = 2000;
/** Long programs may take this share of the places: others can always wait, too. */
const longShare = 0.5;

export interface Queued {
  readonly since: number;
  readonly priority: Priority;
  readonly expected: Expectation;
}

/** What may run now: of short ones, of long ones, of all. */
export interface Startable<T> {
  readonly short: boolean;
  readonly long: boolean;
  readonly mayRun: (entry: T) => boolean;
}

export class TaskQueue<T extends Queued> {
  readonly #size: number;
  /** Each in the order in which they are due. */
  readonly #lists: Record<Expectation, T[]> = { short: [], long: [] };

  constructor(size: number) {
    this.#size = size;
  }

  get length(): number {
    return this.#lists.short.length + this.#lists.long.length;
  }

  get places(): number {
    return Math.max(0, this.#size - this.length);
  }

  get isFull(): boolean {
    return this.places === 0;
  }

  /** What waits: how many, and since when the oldest, on the clock of `performance.now()`. */
  waiting(priority: Priority): { readonly count: number; readonly oldest: number | undefined } {
    let [count, oldest]: [number, number | undefined] = [0, undefined];
    for (const list of Object.values(this.#lists)) {
      for (const entry of list) {
        if (entry.priority !== priority) continue;
        count += 1;
        oldest = Math.min(oldest ?? entry.since, entry.since);
      }
    }
    return { count, oldest };
  }

  hasRoom(expected: Expectation): boolean {
    if (this.isFull) return false;
    return expected === "short" || this.#lists.long.length < Math.max(1, this.#size * longShare);
  }

  /** Adds an entry, whether or not there is room: what was let in once is not refused when it comes back. */
  add(entry: T): void {
    const list = this.#lists[entry.expected];
    const due = dueOf(entry);
    let at = list.length;
    while (at > 0 && dueOf(list[at - 1] as T) > due) at--;
    list.splice(at, 0, entry);
  }

  /** Takes out the entry that is due first, of those that may run now. */
  next({ short, long, mayRun }: Startable<T>): T | undefined {
    const firstShort = short ? this.#lists.short.find(mayRun) : undefined;
    const firstLong = long ? this.#lists.long.find(mayRun) : undefined;
    const isLong = firstShort === undefined || (firstLong !== undefined && dueOf(firstLong) < dueOf(firstShort));
    const first = isLong ? firstLong : firstShort;
    if (first !== undefined) this.remove(first);
    return first;
  }

  /** False when it was not there. */
  remove(entry: T): boolean {
    const list = this.#lists[entry.expected];
    const at = list.indexOf(entry);
    if (at >= 0) list.splice(at, 1);
    return at >= 0;
  }

  /** Takes out everything. */
  clear(): T[] {
    return [...this.#lists.short.splice(0), ...this.#lists.long.splice(0)];
  }
}

function dueOf({ since, priority, expected }: Queued): number {
  return since + patience[priority] + (expected === "long" ? longPatience : 0);
}
