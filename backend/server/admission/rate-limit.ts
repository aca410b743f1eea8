// Counts requests per client in fixed windows. A policy belongs to a route, so no spelling of a path escapes it; the
// counters live in a bounded map, so no number of clients fills the memory.
import type { MiddlewareHandler } from "hono";
import { LRUCache } from "lru-cache";
import { ApiError } from "../errors.ts";
import type { ServiceEnv } from "../service.ts";
import { clientAddress, clientKey } from "./address.ts";

export interface RatePolicy {
  readonly name: string;
  readonly limit: number;
  readonly windowSeconds: number;
}

export interface RateLimitOptions {
  readonly trustedProxies: readonly string[];
  readonly ipv6Prefix: number;
  readonly onRefusal: (policy: string) => void;
  /** A clock that never goes back, in milliseconds. */
  readonly now?: () => number;
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

/** Middleware that refuses with 429 once a client used up any of the policies. Headers tell of the tightest. */
export function rateLimit(counters: readonly RateCounter[], options: RateLimitOptions): MiddlewareHandler<ServiceEnv> {
  const now = options.now ?? (() => performance.now());

  return async (c, next) => {
    const forwarded = c.req.raw.headers.get("x-forwarded-for");
    const address = clientAddress(c.env.address(c.req.raw), forwarded, options.trustedProxies);
    const key = address === undefined ? "unknown" : clientKey(address, options.ipv6Prefix);
    const time = now();
    const states = counters.map(({ policy, windows }) => {
      let window = windows.get(key);
      if (window === undefined || window.endsAt <= time) {
        window = { used: 0, endsAt: time + policy.windowSeconds * 1000 };
        windows.set(key, window);
      }
      window.used += 1;
      const seconds = Math.max(1, Math.ceil((window.endsAt - time) / 1000));
      return { policy, remaining: policy.limit - window.used, seconds };
    });
    const tightest = states.reduce((a, b) => (b.remaining < a.remaining ? b : a));
    const headers = headersOf(tightest);
    if (tightest.remaining < 0) {
      const { name, limit, windowSeconds } = tightest.policy;
      options.onRefusal(name);
      throw new ApiError("rate_limited", `More than ${limit} requests in ${windowSeconds} seconds`, {
        retryAfter: tightest.seconds,
        headers,
        details: { limit: name, allowed: limit },
      });
    }
    await next();
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
  };
}

function headersOf(state: { policy: RatePolicy; remaining: number; seconds: number }): Record<string, string> {
  const { limit, windowSeconds } = state.policy;
  return {
    "ratelimit-policy": `${limit};w=${windowSeconds}`,
    "ratelimit-limit": String(limit),
    "ratelimit-remaining": String(Math.max(0, state.remaining)),
    "ratelimit-reset": String(state.seconds),
  };
}
