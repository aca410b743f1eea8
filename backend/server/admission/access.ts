// Who may use a route, and how often: an API key by its own limit, everybody else by address. A policy belongs to a route,
// so no spelling of a path escapes it.
import type { MiddlewareHandler } from "hono";
import { ApiError } from "../errors.ts";
import type { ServiceEnv } from "../service.ts";
import { clientAddress, clientKey } from "./address.ts";
import { type ApiKey, bearerToken, type KeyRing, type Scope } from "./api-keys.ts";
import { type RateCounter, rateHeaders, takeOne } from "./rate-limit.ts";

export interface AccessOptions {
  readonly keys: KeyRing;
  /** Whether requests without a key are refused. */
  readonly keyRequired: boolean;
  readonly trustedProxies: readonly string[];
  readonly ipv6Prefix: number;
  /** The counter of requests with keys, and their number where a key has none of its own; undefined: not counted. */
  readonly keyCounter: RateCounter | undefined;
  readonly onLimited: (policy: string) => void;
  readonly onRefused: (requestId: string, reason: string, client: string) => void;
}

export interface RouteAccess {
  /** What a key must allow; `any`: there must be one, whatever it allows. */
  readonly scope: Scope | "any";
  /** What requests without a key are counted by. */
  readonly counters: readonly RateCounter[];
  /** Requests are not counted, with a key or without: they cost next to nothing. */
  readonly isFree?: boolean;
}

/** Middleware that refuses with 401, 403 or 429. Requests with a wrong key count for their address. */
export function access(
  options: AccessOptions,
  { scope, counters, isFree = false }: RouteAccess,
): MiddlewareHandler<ServiceEnv> {
  return async (c, next) => {
    const { keys } = options;
    const authorization = c.req.header("authorization") ?? keyProtocol(c.req.header("sec-websocket-protocol"));
    // Without keys of our own, the header belongs to a proxy.
    const token = authorization === undefined || keys.isEmpty ? undefined : bearerToken(authorization);
    const key = token === undefined ? undefined : keys.find(token);
    const client = key === undefined ? addressOf(c.env.address(c.req.raw), c.req.raw, options) : `key ${key.name}`;
    const headers = count(key, client);

    const refuse = (error: ApiError): never => {
      options.onRefused(c.get("requestId"), error.message, client);
      throw error;
    };
    if (token !== undefined && key === undefined) refuse(unauthorized("The API key is not valid"));
    if (key === undefined && (options.keyRequired || scope !== "evaluate"))
      refuse(unauthorized("This needs an API key: Authorization: Bearer KEY"));
    if (key !== undefined && scope !== "any" && !key.scopes.includes(scope))
      refuse(new ApiError("forbidden", `This API key does not have the scope ${scope}`));
    c.set("tenant", key?.name);
    c.set("isAdmin", key?.scopes.includes("admin") ?? false);
    c.set("client", client);
    await next();
    for (const [name, value] of headers) c.res.headers.set(name, value);
  };

  function count(key: ApiKey | undefined, client: string): readonly (readonly [string, string])[] {
    const { keyCounter } = options;
    if (isFree) return [];
    const used = key === undefined ? counters : keyCounter === undefined ? [] : [forKey(keyCounter, key)];
    const state = takeOne(used, client);
    if (state === undefined) return [];
    const headers = rateHeaders(state);
    if (state.remaining >= 0) return headers;
    const { name, limit, windowSeconds } = state.policy;
    options.onLimited(name);
    throw new ApiError("rate_limited", `More than ${limit} requests in ${windowSeconds} seconds`, {
      retryAfter: state.seconds,
      headers: Object.fromEntries(headers),
      details: { limit: name, allowed: limit },
    });
  }
}

/** Browsers cannot send headers with a WebSocket, but they can name sub-protocols, and one of them may hold the key. */
function keyProtocol(protocols: string | undefined): string | undefined {
  const entry = protocols?.split(",").find((name) => name.trim().startsWith(keyPrefix));
  return entry === undefined ? undefined : `Bearer ${entry.trim().slice(keyPrefix.length)}`;
}

const keyPrefix = "moicad.key.";

function forKey({ policy, windows }: RateCounter, { requestsPerMinute }: ApiKey): RateCounter {
  return { policy: { ...policy, limit: requestsPerMinute ?? policy.limit }, windows };
}

function addressOf(socket: string, { headers }: Request, { trustedProxies, ipv6Prefix }: AccessOptions): string {
  const address = clientAddress(socket, headers.get("x-forwarded-for"), trustedProxies);
  return address === undefined ? "unknown" : clientKey(address, ipv6Prefix);
}

function unauthorized(message: string): ApiError {
  return new ApiError("unauthorized", message, { headers: { "www-authenticate": 'Bearer realm="moicad"' } });
}
