// Which pages may use the API from a browser: an exact list of origins. Answers preflight requests itself.
import type { MiddlewareHandler } from "hono";
import type { Config } from "../config.ts";
import type { ServiceEnv } from "../service.ts";

const exposed = [
  ...["content-disposition", "content-location", "etag", "link", "location", "retry-after", "server-timing"],
  ...[
    "x-cache",
    "x-moicad-exactness",
    "x-request-id",
    "ratelimit-limit",
    "ratelimit-policy",
    "ratelimit-remaining",
    "ratelimit-reset",
  ],
].join(", ");

export function cors(allowed: Config["allowedOrigins"]): MiddlewareHandler<ServiceEnv> {
  return async (c, next) => {
    const origin = c.req.header("origin");
    const permitted = origin !== undefined && isAllowed(origin, allowed);
    const isPreflight = c.req.method === "OPTIONS" && c.req.header("access-control-request-method") !== undefined;
    if (!isPreflight) await next();
    else if (permitted) {
      c.res = new Response(null, {
        status: 204,
        headers: {
          "access-control-allow-methods": "GET, HEAD, POST",
          "access-control-allow-headers": "accept, authorization, content-type, if-none-match, x-request-id",
          "access-control-max-age": "600",
        },
      });
    } else c.res = new Response(null, { status: 204 });
    const { headers } = c.res;
    headers.append("vary", "Origin");
    if (!permitted) return;
    headers.set("access-control-allow-origin", origin);
    headers.set("access-control-expose-headers", exposed);
  };
}

/** Scheme and host compare without regard to case, as browsers write them; everything else to the letter. */
export function isAllowed(origin: string, allowed: Config["allowedOrigins"]): boolean {
  if (allowed === undefined) return false;
  if (allowed === "localhost") return /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/.test(origin);
  return allowed.some((entry) => entry.toLowerCase() === origin);
}
