// How many live sessions there are, in all and per client, and how often one of them may speak.
import { ApiError } from "../errors.ts";

export interface ConnectionLimits {
  readonly most: number;
  /** Of one address or API key. */
  readonly mostPerClient: number;
}

export class Connections {
  readonly #limits: ConnectionLimits;
  readonly #byClient = new Map<string, number>();
  #size = 0;

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#size;
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

  /** False when there is nothing left. */
  take(): boolean {
    const now = this.#now();
    this.#tokens = Math.min(this.#most, this.#tokens + ((now - this.#filledAt) / 1000) * this.#perSecond);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
