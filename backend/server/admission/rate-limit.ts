// Counts requests per client in fixed windows. The counters live in a bounded map, so no number of clients fills the memory.
import { LRUCache } from "lru-cache";

export interface RatePolicy {
  readonly name: string;
  readonly limit: number;
  readonly windowSeconds: number;
}

interface Window {
  used: number;
  readonly endsAt: number;
}

/** Counters for so many clients at most; the one not seen for longest is forgotten first. */
const mostClients = 100_000;

/** A policy and its counters; routes that share it count together. */
export interface RateCounter {
  readonly policy: RatePolicy;
  readonly windows: LRUCache<string, Window>;
}

export function rateCounter(policy: RatePolicy): RateCounter {
  return { policy, windows: new LRUCache({ max: mostClients }) };
}

/** How a client stands with a policy. */
export interface RateState {
  readonly policy: RatePolicy;
  /** Requests left in the window; negative when this one is too many. */
  readonly remaining: number;
  /** Until the window ends. */
  readonly seconds: number;
}

/**
 * Counts one request and gives the tightest state; undefined without counters. `now` is a clock that never goes back, in
 * milliseconds.
 */
export function takeOne(
  counters: readonly RateCounter[],
  client: string,
  now: number = performance.now(),
): RateState | undefined {
  const states = counters.map(({ policy, windows }) => {
    let window = windows.get(client);
    if (window === undefined || window.endsAt <= now) {
      window = { used: 0, endsAt: now + policy.windowSeconds * 1000 };
      windows.set(client, window);
    }
    window.used += 1;
    const seconds = Math.max(1, Math.ceil((window.endsAt - now) / 1000));
    return { policy, remaining: policy.limit - window.used, seconds };
  });
  const [first, ...others] = states;
  if (first === undefined) return undefined;
  return others.reduce((a, b) => (b.remaining < a.remaining ? b : a), first);
}

export function rateHeaders({ policy, remaining, seconds }: RateState): readonly (readonly [string, string])[] {
  const { limit, windowSeconds } = policy;
  return [
    ["ratelimit-policy", `${limit};w=${windowSeconds}`],
    ["ratelimit-limit", String(limit)],
    ["ratelimit-remaining", String(Math.max(0, remaining))],
    ["ratelimit-reset", String(seconds)],
  ];
}
