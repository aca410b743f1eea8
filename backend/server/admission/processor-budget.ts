// How much of the processors one client may use (spec/server.md R-21): a bucket of seconds that fills at an even rate. Who
// has emptied it waits; what a program will take is not known before, so the last one may overdraw it.
import { LRUCache } from "lru-cache";
import { ApiError } from "../errors.ts";

export interface ProcessorBudgetOptions {
  /** What a client may use in a minute, and at once after a pause. Undefined: as much as there is. */
  readonly secondsPerMinute: number | undefined;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
}

interface Bucket {
  /** Milliseconds of a processor that are left; negative when overdrawn. */
  left: number;
  /** When that was. */
  since: number;
}

const mostClients = 100_000;
const minute = 60_000;

export class ProcessorBudget {
  readonly #options: ProcessorBudgetOptions;
  /** Bounded; who is not in it has used nothing. */
  readonly #buckets = new LRUCache<string, Bucket>({ max: mostClients });

  constructor(options: ProcessorBudgetOptions) {
    this.#options = options;
  }

  /** Throws `ApiError` while a client has nothing left. */
  check(client: string): void {
    const { secondsPerMinute } = this.#options;
    const bucket = this.#filled(client);
    if (secondsPerMinute === undefined || bucket === undefined || bucket.left > 0) return;
    const retryAfter = Math.max(1, Math.ceil((-bucket.left * minute) / (secondsPerMinute * 1000) / 1000));
    const message = `The programs of one client may use ${secondsPerMinute} seconds of a processor in a minute`;
    throw new ApiError("rate_limited", message, {
      retryAfter,
      details: { limit: "processor_seconds", allowed: secondsPerMinute },
    });
  }

  /** A client's program has used a processor for so many milliseconds. */
  spend(client: string, milliseconds: number): void {
    const { secondsPerMinute, now } = this.#options;
    if (secondsPerMinute === undefined) return;
    const bucket = this.#filled(client) ?? { left: secondsPerMinute * 1000, since: now() };
    bucket.left -= milliseconds;
    this.#buckets.set(client, bucket);
  }

  #filled(client: string): Bucket | undefined {
    const { secondsPerMinute = 0, now } = this.#options;
    const bucket = this.#buckets.get(client);
    if (bucket === undefined) return undefined;
    const most = secondsPerMinute * 1000;
    const at = now();
    bucket.left = Math.min(most, bucket.left + ((at - bucket.since) / minute) * most);
    bucket.since = at;
    return bucket;
  }
}
