// Under a flood, refusing is most of the work. Then requests that hand in programs are refused before anything else looks
// at them: no body, no cache, no line of the log each. No more are let in than there are places for: those that come while
// a first one is still read would only be refused later, for ten times the price.
import { ApiError, errorBody, errorResponse } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { Pool } from "../pool/pool.ts";
import { requestIdOf } from "./request-id.ts";

/** Refusals in one second from which it counts as a flood. */
const floodPerSecond = 100;
const tellInterval = 1000;
/** A body that takes longer to arrive keeps no place, in milliseconds: slow clients must not close the door. */
const longestWay = 100;
/** What only leads to the evaluation processes. */
const addresses: ReadonlySet<string> = new Set(["/api/evaluate", "/api/parse", "/api/parameters"]);

export interface OverloadParts {
  readonly pool: Pick<Pool, "places" | "noteRefusal" | "refusedLately">;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** What a request that was let in calls when it has reached the queue, or does not want to. */
export type Arrived = () => void;

const nothing: Arrived = () => undefined;

export class OverloadGuard {
  readonly #parts: OverloadParts;
  /** Let in, and not yet where the places are counted. */
  #onTheWay = 0;
  /** Refusals that were not told yet, by route. */
  readonly #untold = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: OverloadParts) {
    this.#parts = parts;
  }

  /** The refusal, while there is a flood and the request would only add to it. */
  receive(request: Request): Response | Arrived {
    const { pool } = this.#parts;
    if (request.method !== "POST" || pool.refusedLately < floodPerSecond) return nothing;
    const route = pathOf(request.url);
    if (!addresses.has(route)) return nothing;
    if (pool.places > this.#onTheWay) return this.#letIn();
    this.#tell(route);
    return refusal(request.headers, pool.noteRefusal());
  }

  #letIn(): Arrived {
    this.#onTheWay += 1;
    let isOnTheWay = true;
    const arrived = (): void => {
      if (isOnTheWay) this.#onTheWay -= 1;
      isOnTheWay = false;
      clearTimeout(timer);
    };
    const timer = setTimeout(arrived, longestWay);
    return arrived;
  }

  /** One line of the log for all of a second, and one look at the counters. */
  #tell(route: string): void {
    this.#untold.set(route, (this.#untold.get(route) ?? 0) + 1);
    this.#timer ??= setTimeout(() => {
      const { metrics, log } = this.#parts;
      let count = 0;
      for (const [route, refused] of this.#untold) {
        metrics.requests.inc({ route, method: "POST", status: busy.status }, refused);
        metrics.failed(route === "/api/evaluate" ? "evaluate" : "parse", "shed", busy.code, refused);
        count += refused;
      }
      log("warn", "requests refused unread: the queue is full", { count });
      this.#untold.clear();
      this.#timer = undefined;
    }, tellInterval);
    this.#timer.unref();
  }
}

const busy = new ApiError("overloaded", "The server is busy: its queue is full");

/** Everything of the answer that is always the same, cut where the request's id and the time belong. */
const [head = "", middle = "", tail = ""] = JSON.stringify(
  errorBody(busy, { requestId: "\u0001", timestamp: "\u0001", isProblem: false }),
).split("\\u0001");

function refusal(headers: Headers, retryAfter: number): Response {
  const requestId = requestIdOf(headers.get("x-request-id"));
  const accept = headers.get("accept");
  if (accept?.includes("problem")) {
    const response = errorResponse(new ApiError(busy.code, busy.message, { retryAfter }), requestId, accept);
    response.headers.set("x-request-id", requestId);
    response.headers.set("x-content-type-options", "nosniff");
    return response;
  }
  return new Response(head + requestId + middle + new Date().toISOString() + tail, {
    status: busy.status,
    headers: {
      "content-type": "application/json",
      "cache-control": "no-store",
      "retry-after": String(Math.ceil(retryAfter)),
      "x-request-id": requestId,
      "x-content-type-options": "nosniff",
    },
  });
}

/** Of an absolute address, without its query. */
function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  const end = url.indexOf("?", start);
  return url.slice(start, end < 0 ? undefined : end);
}
