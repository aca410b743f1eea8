// The HTTP surface: every route, what surrounds all of them, and the one place where an error becomes a response.
import { Hono, type MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import { getPath } from "hono/utils/url";
import { type AccessOptions, access } from "./admission/access.ts";
import { cors } from "./admission/cors.ts";
import { type RateCounter, rateCounter } from "./admission/rate-limit.ts";
import { requestIdOf } from "./admission/request-id.ts";
import { compression } from "./compression.ts";
import type { Config } from "./config.ts";
import { ApiError, errorResponse } from "./errors.ts";
import { artifactRoute } from "./routes/artifact.ts";
import { addAssetRoute, assetRoute } from "./routes/assets.ts";
import { breakerResetRoute, breakerRoute } from "./routes/circuit-breaker.ts";
import { evaluateRoute } from "./routes/evaluate.ts";
import { failureStatsRoute, failuresRoute, retryAllRoute, retryRoute } from "./routes/failures.ts";
import { healthRoute, isVerbose, liveRoute, readyRoute } from "./routes/health.ts";
import { healRoute, validateRoute } from "./routes/inspect.ts";
import { liveRoute as liveSessionRoute } from "./routes/live.ts";
import { metricsRoute } from "./routes/metrics.ts";
import { mountPages } from "./routes/pages.ts";
import { parametersRoute, parseRoute } from "./routes/parse.ts";
import { partRoute } from "./routes/part.ts";
import { previewRoute } from "./routes/preview.ts";
import type { Service, ServiceEnv } from "./service.ts";

export function createApp(service: Service): Hono<ServiceEnv> {
  const { config, log, metrics } = service;
  const app = new Hono<ServiceEnv>({ getPath: pathOf });
  const standing = securityHeaders(config);

  app.use(async (c, next) => {
    const requestId = requestIdOf(c.req.header("x-request-id"));
    c.set("requestId", requestId);
    const started = performance.now();
    await next();
    // Set by the context, each header would make another response of this one, whose body is a stream from then on.
    const { headers } = c.res;
    headers.set("x-request-id", requestId);
    // Pages bring a policy of their own.
    for (const [name, value] of standing) if (!headers.has(name)) headers.set(name, value);
    const milliseconds = performance.now() - started;
    const { method } = c.req;
    const { status } = c.res;
    // The body of a HEAD is thrown away after this, and with it what it would have told about its length.
    // A 304 has none of its own: caches would take it for that of the answer they hold.
    if (method === "HEAD" && status !== 304 && !headers.has("content-length"))
      headers.set("content-length", String((await c.res.clone().arrayBuffer()).byteLength));
    // The pattern of the route, not the path: clients must not make up label values.
    const route = status === 404 ? "none" : routePath(c, -1);
    metrics.request({ route, method: methods.get(route)?.has(method) ? method : "other", status }, milliseconds);
    const path = c.req.path.slice(0, 200);
    const tenant = c.get("tenant");
    const event = probes.has(route) ? "Health check" : "request";
    log("info", event, { requestId, tenant, method, path, route, status, durationMs: Math.round(milliseconds) });
  });
  app.use(cors(config.allowedOrigins));
  const { free, general, strict, keyed, admin } = policies(service);
  for (const path of ["/health", "/api/health"]) app.get(path, withDetails(admin), healthRoute(service));
  for (const path of ["/ready", "/api/health/ready"]) app.get(path, readyRoute(service));
  for (const path of ["/live", "/api/health/live"]) app.get(path, liveRoute());

  // Not for what stands above, which is small.
  app.use("/api/*", compression());

  app.use("/api/*", async (c, next) => {
    c.env.keepOpen(c.req.raw);
    const room = service.bodies.open(() => c.get("client"));
    c.set("room", room);
    await next();
    room.close();
  });

  const budgeted: MiddlewareHandler<ServiceEnv> = (c, next) => {
    service.processorBudget.check(c.get("client"));
    return next();
  };
  app.post("/api/evaluate", strict, budgeted, evaluateRoute(service));
  app.post("/api/parse", general, budgeted, parseRoute(service));
  app.post("/api/parameters", general, budgeted, parametersRoute(service));
  app.post("/api/validate", strict, budgeted, validateRoute(service));
  app.post("/api/heal", strict, budgeted, healRoute(service));
  app.post("/api/preview", strict, budgeted, previewRoute(service));
  app.post("/api/assets", strict, budgeted, addAssetRoute(service));
  app.get("/api/assets/:id", general, assetRoute(service));
  app.get("/api/parts/:key", free, partRoute(service));
  app.get("/ws/preview", general, liveSessionRoute(service));
  app.get("/api/artifacts/:name", general, artifactRoute(service));
  app.get("/circuit-breaker", breakerRoute(service));
  app.post("/circuit-breaker/reset", admin, breakerResetRoute(service));
  app.get("/dlq/failures", keyed, failuresRoute(service));
  app.get("/dlq/stats", keyed, failureStatsRoute(service));
  app.post("/dlq/retry", keyed, budgeted, retryAllRoute(service));
  app.post("/dlq/:id/retry", keyed, budgeted, retryRoute(service));
  if (config.metrics) app.get("/metrics", metricsRoute(service));
  mountPages(app, service);

  const methods = new Map<string, Set<string>>();
  for (const { path, method } of app.routes) {
    if (method === "ALL") continue;
    methods.set(path, (methods.get(path) ?? new Set()).add(method));
    if (method === "GET") methods.get(path)?.add("HEAD");
  }
  app.notFound((c) => {
    const allowed = allowedAt(methods, c.req.path);
    if (allowed !== undefined && c.req.method === "OPTIONS")
      return new Response(null, { status: 204, headers: { allow: [...allowed, "OPTIONS"].join(", ") } });
    const error =
      allowed === undefined
        ? new ApiError("not_found", "There is nothing at this address")
        : new ApiError("method_not_allowed", `${c.req.method} is not allowed here`, {
            headers: { allow: [...allowed].join(", ") },
          });
    return errorResponse(error, c.get("requestId"), c.req.header("accept"));
  });
  app.onError((error, c) => {
    const requestId = c.get("requestId");
    if (!(error instanceof ApiError)) log("error", "defect", { requestId, stack: error.stack ?? String(error) });
    else if (error.code === "engine_crashed") log("error", error.message, { requestId });
    return errorResponse(error, requestId, c.req.header("accept"));
  });
  return app;
}

/** What balancers and supervisors ask again and again; the log tells these apart. */
const probes: ReadonlySet<string> = new Set([
  ...["/health", "/ready", "/live"],
  ...["/api/health", "/api/health/ready", "/api/health/live"],
]);

/** A request without a host (HTTP/1.0, as old load balancers ask), or with none that is one, has its path alone as its URL. */
function pathOf(request: Request): string {
  return getPath(request.url.startsWith("/") ? ({ url: `http://localhost${request.url}` } as Request) : request);
}

/** The methods of the route that an address belongs to; undefined where there is none. */
function allowedAt(
  methods: ReadonlyMap<string, ReadonlySet<string>>,
  address: string,
): ReadonlySet<string> | undefined {
  const given = address.split("/");
  const fits = (route: string): boolean => {
    const parts = route.split("/");
    return (
      parts.length === given.length &&
      parts.every((part, i) => part === given[i] || (part.startsWith(":") && given[i] !== ""))
    );
  };
  return methods.get(address) ?? [...methods].find(([route]) => fits(route))?.[1];
}

/**
 * The middleware of ordinary routes, of expensive ones, of those about a key's own things and of those for administrators. Health, metrics and pages are never
 * counted and need no key.
 */
function policies({ config, keys, log, metrics }: Service) {
  const { rateLimits, trustedProxies, keyRequired } = config;
  const counter = (name: string, limit: number | undefined, windowSeconds: number): RateCounter[] =>
    limit === undefined ? [] : [rateCounter({ name, limit, windowSeconds })];
  const options: AccessOptions = {
    keys,
    keyRequired,
    trustedProxies,
    ipv6Prefix: rateLimits?.ipv6Prefix ?? 64,
    keyCounter: counter("key", rateLimits?.perKey, 60)[0],
    onLimited: (policy) => metrics.rateLimited.inc({ policy }),
    onRefused: (requestId, reason, client) => log("warn", "access refused", { requestId, reason, client }),
  };
  const general = counter("general", rateLimits?.general, 900);
  const strict = counter("strict", rateLimits?.strict, 60);
  return {
    free: access(options, { scope: "evaluate", counters: [], isFree: true }),
    general: access(options, { scope: "evaluate", counters: general }),
    strict: access(options, { scope: "evaluate", counters: [...general, ...strict] }),
    keyed: access(options, { scope: "any", counters: general }),
    admin: access(options, { scope: "admin", counters: general }),
  };
}

/** Guards `?verbose=1`, which tells about single processes. */
function withDetails(admin: MiddlewareHandler<ServiceEnv>): MiddlewareHandler<ServiceEnv> {
  return (c, next) => (isVerbose(c) ? admin(c, next) : next());
}

function securityHeaders({ environment }: Config): readonly (readonly [string, string])[] {
  return environment === "production" ? [...everywhere, ["strict-transport-security", "max-age=31536000"]] : everywhere;
}

const everywhere: readonly (readonly [string, string])[] = [
  ["x-content-type-options", "nosniff"],
  ["content-security-policy", "default-src 'none'; sandbox; frame-ancestors 'none'"],
  ["referrer-policy", "no-referrer"],
];
