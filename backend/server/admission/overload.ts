// Under a flood, refusing is most of the work. Then requests that hand in programs are refused before anything else looks
// at them: no body, no cache, no line of the log each.
import { errorResponse } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { Pool } from "../pool/pool.ts";
import { requestIdOf } from "./request-id.ts";

/** Refusals in one second from which it counts as a flood. */
const floodPerSecond = 100;
const logInterval = 1000;
/** What only leads to the evaluation processes. */
const addresses: ReadonlySet<string> = new Set(["/api/evaluate", "/api/parse", "/api/parameters"]);

export interface OverloadParts {
  readonly pool: Pick<Pool, "isFull" | "refusal" | "refusedLately">;
  readonly metrics: Metrics;
  readonly log: Log;
}

export class OverloadGuard {
  readonly #parts: OverloadParts;
  #untold = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: OverloadParts) {
    this.#parts = parts;
  }

  /** The refusal, while there is a flood and the request would only add to it. */
  refuse(request: Request): Response | undefined {
    const { pool, metrics } = this.#parts;
    if (request.method !== "POST" || !pool.isFull || pool.refusedLately < floodPerSecond) return undefined;
    const route = pathOf(request.url);
    if (!addresses.has(route)) return undefined;
    const error = pool.refusal();
    metrics.requests.inc({ route, method: "POST", status: error.status });
    metrics.failed(route === "/api/evaluate" ? "evaluate" : "parse", "shed", error.code);
    this.#tell();
    const requestId = requestIdOf(request.headers.get("x-request-id"));
    const response = errorResponse(error, requestId, request.headers.get("accept") ?? undefined);
    response.headers.set("x-request-id", requestId);
    response.headers.set("x-content-type-options", "nosniff");
    return response;
  }

  /** One line for all of a second. */
  #tell(): void {
    this.#untold += 1;
    this.#timer ??= setTimeout(() => {
      this.#parts.log("warn", "requests refused unread: the queue is full", { count: this.#untold });
      this.#untold = 0;
      this.#timer = undefined;
    }, logInterval);
    this.#timer.unref();
  }
}

/** Of an absolute address, without its query. */
function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  const end = url.indexOf("?", start);
  return url.slice(start, end < 0 ? undefined : end);
}
