// GET /metrics: what Prometheus scrapes.
import type { Context } from "hono";
import type { Service, ServiceEnv } from "../service.ts";

export function metricsRoute({ metrics }: Service) {
  return async (_: Context<ServiceEnv>): Promise<Response> =>
    new Response(await metrics.registry.metrics(), { headers: { "content-type": metrics.registry.contentType } });
}
