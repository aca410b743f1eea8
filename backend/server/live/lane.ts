// The live lane: which session's task runs when. Of each session only the latest revision counts; an older one that waits is
// forgotten, one that runs is cancelled. Sessions take turns, and the lane never has more tasks in the pool than there are
// processes, so that other requests get theirs.
import { ApiError, type ErrorCode } from "../errors.ts";
import type { Log } from "../log.ts";
import type { LiveOutcome, Metrics } from "../metrics.ts";
import { outcomeOf } from "../obtain.ts";
import type { Pool } from "../pool/pool.ts";
import type { Session } from "./session.ts";

export interface LaneOptions {
  readonly pool: Pick<Pool, "run" | "stats">;
  /** Tasks at the same time. */
  readonly width: number;
  /** Bytes that the files of all sessions may have, and those of one client's. */
  readonly room: { readonly bytes: number; readonly clientBytes: number };
  readonly metrics: Metrics;
  readonly log: Log;
}

interface Running {
  readonly revision: number;
  readonly stop: AbortController;
}

/** How long a session waits after the pool had no room for its task, in milliseconds. */
const refusalPause = 200;

export class Lane {
  readonly #options: LaneOptions;
  /** Sessions with something to evaluate, in order of asking. */
  readonly #waiting = new Set<Session>();
  readonly #running = new Map<Session, Running>();
  /** With the bytes of their files. */
  readonly #sessions = new Map<Session, number>();
  #bytes = 0;
  /** By client; those without files are not in it. */
  readonly #held = new Map<string, number>();

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** Sessions that are open. */
  get size(): number {
    return this.#sessions.size;
  }

  /** Throws `ApiError` when so many bytes more of a client have no room: one that fills it must not lock out the others. */
  checkRoom(holder: string, more: number): void {
    const { bytes, clientBytes } = this.#options.room;
    if ((this.#held.get(holder) ?? 0) + more > clientBytes) {
      const details = { limit: "bodies", allowed: clientBytes };
      const message = `The files of one client's live sessions may have ${clientBytes} bytes`;
      throw new ApiError("rate_limited", message, { retryAfter: 30, details });
    }
    if (this.#bytes + more > bytes)
      throw new ApiError("overloaded", "The server has no room for more live sessions' files", { retryAfter: 30 });
  }

  #resize(session: Session, bytes: number): void {
    const by = bytes - (this.#sessions.get(session) ?? 0);
    this.#bytes += by;
    const held = (this.#held.get(session.holder) ?? 0) + by;
    if (held > 0) this.#held.set(session.holder, held);
    else this.#held.delete(session.holder);
    this.#sessions.set(session, bytes);
  }

  add(session: Session): void {
    session.pid = this.#leastBusyProcess();
    this.#sessions.set(session, 0);
    this.request(session);
  }

  /** The session's latest revision is to be evaluated; what runs for an older one is not wanted any more. */
  request(session: Session): void {
    if (!this.#sessions.has(session)) return;
    this.#resize(session, session.size);
    if (this.#waiting.has(session)) this.#count("skipped");
    this.#running.get(session)?.stop.abort();
    this.#waiting.add(session);
    this.pump();
  }

  /** The client is gone. */
  remove(session: Session): void {
    this.#resize(session, 0);
    this.#sessions.delete(session);
    this.#waiting.delete(session);
    this.#running.get(session)?.stop.abort();
    this.pump();
  }

  /** A client has taken what was sent: the session may want more. */
  drained(session: Session): void {
    session.flush();
    if (session.isIncomplete && !this.#running.has(session) && this.#sessions.has(session)) this.#waiting.add(session);
    this.pump();
  }

  /** Starts what can be started. */
  pump(): void {
    for (const session of this.#waiting) {
      if (this.#running.size >= this.#options.width) return;
      // One task of a session at a time; and nothing for a client that does not take what there is.
      if (this.#running.has(session) || !session.isReady) continue;
      this.#waiting.delete(session);
      void this.#run(session);
    }
  }

  async #run(session: Session): Promise<void> {
    const { revision, milliseconds, pid } = session;
    const stop = new AbortController();
    this.#running.set(session, { revision, stop });
    try {
      const result = await this.#options.pool.run(session.task(), {
        milliseconds,
        signal: stop.signal,
        prefer: pid,
        priority: "live",
        onEvent: (event) => session.take(revision, event),
      });
      session.pid = result.pid;
      if (stop.signal.aborted) {
        // It was done before it noticed; what it made last was thrown away already.
        session.supersede();
        this.#count("late");
        return;
      }
      const error = session.finish(revision, result);
      this.#count(error === undefined ? "done" : "failed");
      const { metrics } = this.#options;
      const { timings, processorMilliseconds, caches } = result.reply;
      metrics.spent("manifold", processorMilliseconds);
      metrics.caches(caches);
      if (error === undefined) metrics.succeeded("preview", timings);
      else metrics.failed("preview", outcomeOf(error), codeOf(error));
    } catch (error) {
      this.#afterFailure(session, { revision, stop }, error);
    } finally {
      this.#running.delete(session);
      if (session.isIncomplete && this.#sessions.has(session)) this.#waiting.add(session);
      this.pump();
    }
  }

  #afterFailure(session: Session, { revision, stop }: Running, error: unknown): void {
    const { metrics, log } = this.#options;
    metrics.failed("preview", outcomeOf(error), codeOf(error));
    if (stop.signal.aborted) {
      session.supersede();
      this.#count("cancelled");
      return;
    }
    if (error instanceof ApiError && error.code === "overloaded") {
      // A newer revision may come meanwhile, and then this one is not asked for again.
      setTimeout(() => {
        if (session.revision === revision && !this.#running.has(session)) this.request(session);
      }, refusalPause).unref();
      return;
    }
    if (!(error instanceof ApiError)) log("error", "defect", { stack: (error as Error).stack ?? String(error) });
    session.fail(revision, error);
    this.#count("failed");
  }

  #count(outcome: LiveOutcome): void {
    this.#options.metrics.liveRevisions.inc({ outcome });
  }

  /** Sessions are spread over the processes; later they stay where their parts are known. */
  #leastBusyProcess(): number | undefined {
    const counts = new Map(this.#options.pool.stats.workers.map(({ pid }) => [pid, 0]));
    for (const { pid } of this.#sessions.keys()) {
      const count = pid === undefined ? undefined : counts.get(pid);
      if (pid !== undefined && count !== undefined) counts.set(pid, count + 1);
    }
    return [...counts].sort((a, b) => a[1] - b[1])[0]?.[0];
  }
}

function codeOf(error: unknown): ErrorCode {
  return error instanceof ApiError ? error.code : "internal_error";
}
