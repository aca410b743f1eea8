// Why a task has no result although nothing is wrong with it: the errors that the dispatcher answers with.
import { ApiError } from "../errors.ts";

/** The evaluation took longer than it may. */
export function timedOut(milliseconds: number): ApiError {
  return new ApiError("evaluation_timeout", `Request timed out after ${Math.round(milliseconds)}ms`);
}

/** The service is stopping. */
export function draining(): ApiError {
  return new ApiError("draining", "The server is stopping", { retryAfter: 5 });
}

/** There is no process, and none can be started. */
export function unavailable(): ApiError {
  return new ApiError("engine_unavailable", "No evaluation process can be started", { retryAfter: 10 });
}

/** Nobody waits any more. */
export function abandoned(): ApiError {
  return new ApiError("client_closed_request", "The client closed the request");
}

/** It used up the memory of its process. */
export function outOfMemory(allowed: number): ApiError {
  const details = { limit: "memory", allowed };
  return new ApiError("limit_exceeded", "The evaluation needs more memory than it may have", { details });
}

/** There is no room for it; `retryAfter` in seconds. */
export function overloaded(message: string, retryAfter: number): ApiError {
  return new ApiError("overloaded", message, { retryAfter });
}

/** How long a client is asked to wait, for that many seconds of work: a second at least, a minute at most. */
export function boundedWait(seconds: number): number {
  return Math.min(60, Math.max(1, seconds));
}
