// From a task to its result: kept results first, then an evaluation under way, then a new one. The middle of every lane.

import type { ExactSummary } from "../kernel/occt/report.ts";
import type { Arrived } from "./admission/overload.ts";
import { requestKey } from "./cache/request-key.ts";
import type { StoredResult } from "./cache/result-cache.ts";
import { engineOf } from "./engine.ts";
import { ApiError } from "./errors.ts";
import type { EvaluationOutcome } from "./metrics.ts";
import type { CacheUse, Payload, Task, Timing } from "./pool/protocol.ts";
import { readResult } from "./pool/scratch.ts";
import type { Priority } from "./pool/task-queue.ts";
import { successOf } from "./reply-errors.ts";
import type { Service } from "./service.ts";

export interface Obtained {
  readonly payload: Payload;
  readonly timings: readonly Timing[];
  /** What the evaluation found in the caches of its process. */
  readonly caches: readonly CacheUse[];
  /** Of exact solids. */
  readonly exactness: ExactSummary | undefined;
  /** SHA-256 of the payload's bytes; undefined for what is not kept in memory. */
  readonly hash: string | undefined;
  readonly cache: "hit" | "miss" | "shared" | "none";
}

export interface ObtainOptions {
  readonly milliseconds: number;
  readonly signal: AbortSignal;
  /** Of an evaluation that has to be made for this; `interactive` if not given. */
  readonly priority?: Priority;
  readonly requestId: string;
  /** The name of the API key; undefined without one. */
  readonly tenant: string | undefined;
  /** Called before anything is waited for. */
  readonly arrived: Arrived;
  /** Told what each try took of a processor, in milliseconds. */
  readonly onSpent: (milliseconds: number) => void;
}

/** What an evaluation made: shared with others if it was stored, else for its first caller only. */
export interface Produced {
  readonly payload: Payload;
  readonly timings: readonly Timing[];
  readonly caches: readonly CacheUse[];
  /** Of exact solids. */
  readonly exactness: ExactSummary | undefined;
  readonly stored: StoredResult | undefined;
}

/** Rejects with `ApiError` when there is no result. */
export async function obtain(service: Service, task: Task, options: ObtainOptions): Promise<Obtained> {
  const { results, flights, metrics, version } = service;
  const { pool } = engineOf(service, task);
  options.arrived();
  const key = requestKey(task, { version, tenant: options.tenant });
  const kept = results.get(key);
  metrics.cacheRequests.inc({ tier: "memory", result: kept === undefined ? "miss" : "hit" });
  if (kept !== undefined) return fromStore(kept, "hit");
  // Different deadlines are different work: nobody is held to another's.
  const flight = flightName(key, options.milliseconds);
  // Under overload nearly every request ends here: refusing costs half as much before there is anything to share.
  if (pool.isFull && !flights.has(flight)) {
    const refusal = pool.refusal();
    metrics.failed(task.kind, "shed", refusal.code);
    throw refusal;
  }
  const { value, first } = await flights.run(flight, options.signal, (signal) =>
    produce(service, task, { ...options, signal }, { key, flight }),
  );
  if (value.stored !== undefined && !first) return fromStore(value.stored, "shared");
  const made = first ? value : await produce(service, task, options, { key, flight });
  const { payload, timings, caches, exactness, stored } = made;
  return { payload, timings, caches, exactness, hash: stored?.hash, cache: stored === undefined ? "none" : "miss" };
}

/** What an evaluation is known by while it runs, and where it failed: `key` is its result's. */
export function flightName(key: string, milliseconds: number): string {
  return `${key}/${milliseconds}`;
}

function fromStore({ bytes, hash, exactness }: StoredResult, cache: "hit" | "shared"): Obtained {
  return { payload: { inline: bytes }, timings: [], caches: [], exactness, hash, cache };
}

/** `key` finds the result again, `flight` names the work with its deadline. */
async function produce(
  service: Service,
  task: Task,
  options: ObtainOptions,
  { key, flight }: { readonly key: string; readonly flight: string },
): Promise<Produced> {
  const { results, metrics, failures } = service;
  const { pool, name: engine } = engineOf(service, task);
  const lane = task.kind;
  try {
    const result = await pool.run(task, { ...options, key: flight });
    metrics.spent(engine, result.reply.processorMilliseconds);
    const { payload, timings, repeatable } = successOf(result, options.milliseconds);
    const { caches, exactness } = result.reply;
    metrics.succeeded(lane, timings);
    failures.settle(key);
    metrics.caches(caches);
    if (result.reply.quality !== undefined) metrics.quality(result.reply.quality);
    if (exactness?.tier === "T2") metrics.degraded.inc({ tier: "T2" });
    if (!repeatable) return { payload, timings, caches, exactness, stored: undefined };
    const bytes = await bytesToKeep(payload, results.largest);
    if (bytes === undefined) return { payload, timings, caches, exactness, stored: undefined };
    const format = task.kind === "evaluate" || task.kind === "heal" ? task.format : "json";
    const stored = results.put(key, { bytes, format, tenant: options.tenant, exactness });
    return { payload: { inline: bytes }, timings, caches, exactness, stored };
  } catch (error) {
    const { tenant, requestId, milliseconds } = options;
    failures.note({ error, task, hash: key, tenant, requestId, milliseconds });
    metrics.failed(lane, outcomeOf(error), error instanceof ApiError ? error.code : "internal_error");
    throw lane === "parse" ? asRequestTimeout(error) : error;
  }
}

/** The bytes of a result that is small enough to be kept; undefined leaves the payload as it is. */
async function bytesToKeep(payload: Payload, largest: number): Promise<Uint8Array | undefined> {
  if ("inline" in payload) return payload.inline.length <= largest ? payload.inline : undefined;
  if (payload.size > largest) return undefined;
  return readResult(payload.path);
}

/** Nothing was evaluated: what was late is the request. */
function asRequestTimeout(error: unknown): unknown {
  if (!(error instanceof ApiError) || error.code !== "evaluation_timeout") return error;
  return new ApiError("request_timeout", error.message, error.options);
}

/** The outcome label of an error: a user's mistake must not look like the service's. */
export function outcomeOf(error: unknown): Exclude<EvaluationOutcome, "success"> {
  if (!(error instanceof ApiError)) return "crash";
  switch (error.code) {
    case "limit_exceeded":
    case "quarantined":
      return "limit";
    case "evaluation_timeout":
      return "timeout";
    case "client_closed_request":
      return "abandoned";
    case "overloaded":
    case "draining":
    case "engine_unavailable":
    case "storage_full":
      return "shed";
    case "engine_crashed":
    case "internal_error":
      return "crash";
    default:
      return "user_error";
  }
}
