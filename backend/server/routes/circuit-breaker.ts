// GET /circuit-breaker, and its reset by an administrator (spec/server.md R-56).
import type { Context } from "hono";
import { ApiError } from "../errors.ts";
import type { CircuitBreaker } from "../pool/circuit-breaker.ts";
import type { Service, ServiceEnv } from "../service.ts";

export function breakerRoute({ breakers }: Service) {
  return (c: Context<ServiceEnv>): Response => c.json(named(breakers, c.req.query("name")).status);
}

export function breakerResetRoute({ breakers, log }: Service) {
  return (c: Context<ServiceEnv>): Response => {
    const breaker = named(breakers, c.req.query("name"));
    breaker.close("reset by an administrator");
    const details = { requestId: c.get("requestId"), engine: breaker.name, by: c.get("tenant") };
    log("warn", "circuit_breaker_reset", { audit: true, ...details });
    const { state, failure_count } = breaker.status;
    return c.json({
      status: "reset",
      message: `Circuit breaker manually reset to ${state} state`,
      new_state: { state, failure_count },
    });
  };
}

/** Without a name, the first. Throws `ApiError` for an unknown one. */
function named(breakers: readonly CircuitBreaker[], name: string | undefined): CircuitBreaker {
  const found = name === undefined ? breakers[0] : breakers.find((breaker) => breaker.name === name);
  if (found === undefined) throw new ApiError("not_found", "There is no circuit breaker of that name");
  return found;
}
