// Programs that ended their process twice are refused for a while (spec/server.md §5e): each try costs everybody a process
// and its start. What ends a process: a crash, memory, or a deadline that only SIGKILL could keep.
import { LRUCache } from "lru-cache";
import { ApiError } from "../errors.ts";

export type Cause = "crash" | "memory" | "timeout";

const mostDeaths = 2;
const quarantineMilliseconds = 10 * 60_000;
const remembered = 10_000;

export interface QuarantineOptions {
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
  readonly onEntry: (key: string, cause: Cause) => void;
}

interface Record {
  readonly deaths: number;
  readonly cause: Cause;
  readonly until: number;
}

export class Quarantine {
  readonly #options: QuarantineOptions;
  /** Bounded: who fills it with others loses no more than the time of two tries. */
  readonly #records = new LRUCache<string, Record>({ max: remembered });

  constructor(options: QuarantineOptions) {
    this.#options = options;
  }

  /** Programs that are refused now. */
  get size(): number {
    const now = this.#options.now();
    return [...this.#records.values()].filter(({ deaths, until }) => deaths >= mostDeaths && until > now).length;
  }

  /** A program ended its process. */
  note(key: string, cause: Cause): void {
    const now = this.#options.now();
    const known = this.#records.get(key);
    const deaths = (known !== undefined && known.until > now ? known.deaths : 0) + 1;
    this.#records.set(key, { deaths, cause, until: now + quarantineMilliseconds });
    if (deaths === mostDeaths) this.#options.onEntry(key, cause);
  }

  /** What a program was blamed for was not its fault. */
  forgive(key: string): void {
    this.#records.delete(key);
  }

  /** Why a program is refused, if it is. */
  refusal(key: string): ApiError | undefined {
    if (this.#records.size === 0) return undefined;
    const record = this.#records.get(key);
    if (record === undefined || record.deaths < mostDeaths) return undefined;
    const left = record.until - this.#options.now();
    if (left <= 0) {
      this.#records.delete(key);
      return undefined;
    }
    return new ApiError("quarantined", `This program ended its process ${record.deaths} times: ${told[record.cause]}`, {
      details: { cause: record.cause, until: new Date(Date.now() + left).toISOString() },
    });
  }
}

const told: { readonly [C in Cause]: string } = {
  crash: "the engine crashed",
  memory: "it needs more memory than it may have",
  timeout: "it did not end in time",
};
