// GET /metrics: what Prometheus scrapes; for those who accept JSON, the same service in a few numbers (spec/server.md R-37).
import type { Context } from "hono";
import type { Service, ServiceEnv } from "../service.ts";

export function metricsRoute({ metrics, breakers }: Service) {
  return async (c: Context<ServiceEnv>): Promise<Response> => {
    if (prefersJson(c.req.header("accept"))) {
      const { requestsLastHour, meanSecondsLastHour, meanQualityLastDay, failuresLastDay } = metrics.recent;
      const circuit = breakers[0]?.status;
      const { transient, permanent, systemic } = failuresLastDay;
      return c.json(
        {
          timestamp: new Date().toISOString(),
          circuit_breaker: circuit && {
            state: circuit.state,
            failure_count: circuit.failure_count,
            failure_threshold: circuit.failure_threshold,
          },
          // Evaluations that failed; /dlq/failures tells about each.
          dead_letter_queue: { total_failures_24h: transient + permanent + systemic, by_error_type: failuresLastDay },
          performance: { avg_processing_time_sec: meanSecondsLastHour, requests_last_hour: requestsLastHour },
          // Nothing recognizes features of shapes.
          quality: { avg_quality_score: meanQualityLastDay, recognition_rate: null },
        },
        200,
        { vary: "Accept" },
      );
    }
    const headers = { "content-type": metrics.registry.contentType, vary: "Accept" };
    return new Response(await metrics.registry.metrics(), { headers });
  };
}

/** JSON is wanted only where it is named and text is not: Prometheus accepts everything. */
function prefersJson(accept = ""): boolean {
  return /application\/json/i.test(accept) && !/text\/plain|openmetrics/i.test(accept);
}
