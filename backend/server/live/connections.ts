// How many live sessions there are, in all and per client, how often one of them may speak, and how much those of a client
// may say together.
import { LRUCache } from "lru-cache";
import { ApiError } from "../errors.ts";

export interface ConnectionLimits {
  readonly most: number;
  /** Of one address or API key. */
  readonly mostPerClient: number;
  /** What the messages of one client may weigh in a second, and at once. */
  readonly weightPerSecond: number;
  readonly weightAtOnce: number;
}

/**
 * A message weighs this much, and one more for so many values of its JSON and for so many of its characters: a unit is about
 * three microseconds of the thread that serves everybody. A vector of 3000 points may be changed four times a second.
 */
export const messageWeight = 50;
export const valuesPerWeight = 4;
export const charactersPerWeight = 500;

/** Clients whose messages are weighed, also those that come and go. */
const mostWeighed = 10_000;

export class Connections {
  readonly #limits: ConnectionLimits;
  readonly #byClient = new Map<string, number>();
  readonly #weights = new LRUCache<string, TokenBucket>({ max: mostWeighed });
  #size = 0;

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#size;
  }

  /** What the messages of a client's sessions are taken from together. Another connection does not fill it. */
  weightOf(client: string): TokenBucket {
    const { weightPerSecond, weightAtOnce } = this.#limits;
    const known = this.#weights.get(client);
    if (known !== undefined) return known;
    const bucket = new TokenBucket(weightPerSecond, weightAtOnce);
    this.#weights.set(client, bucket);
    return bucket;
  }

  /** Counts one more; the function that it gives counts it out again, once. Throws `ApiError` over a limit. */
  enter(client: string): () => void {
    const { most, mostPerClient } = this.#limits;
    const own = this.#byClient.get(client) ?? 0;
    if (this.#size >= most)
      throw new ApiError("overloaded", "The server has as many live sessions as it can", { retryAfter: 30 });
    if (own >= mostPerClient) {
      const details = { limit: "connections", allowed: mostPerClient };
      throw new ApiError("rate_limited", `More than ${mostPerClient} live sessions`, { retryAfter: 30, details });
    }
    this.#size += 1;
    this.#byClient.set(client, own + 1);
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      this.#size -= 1;
      const left = (this.#byClient.get(client) ?? 1) - 1;
      if (left > 0) this.#byClient.set(client, left);
      else this.#byClient.delete(client);
    };
  }
}

/** A bucket that fills at a steady rate: something may happen often for a moment, and no more than the rate in the long run. */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #most: number;
  readonly #now: () => number;
  #tokens: number;
  #filledAt: number;

  /** `now` is a clock that never goes back, in milliseconds. */
  constructor(perSecond: number, most: number, now: () => number = () => performance.now()) {
    this.#perSecond = perSecond;
    this.#most = most;
    this.#now = now;
    this.#tokens = most;
    this.#filledAt = now();
  }

  /** False when there is nothing left. What is there may be overdrawn once. */
  take(tokens = 1): boolean {
    const now = this.#now();
    this.#tokens = Math.min(this.#most, this.#tokens + ((now - this.#filledAt) / 1000) * this.#perSecond);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= tokens;
    return true;
  }

  /** Takes what is known only now, whatever is left. The debt is never more than is had at once. */
  spend(tokens: number): void {
    this.#tokens = Math.max(-this.#most, this.#tokens - tokens);
  }
}
