// /dlq: evaluations that failed and were not their program's plain mistake, for the key that sent them and for administrators,
// who see all; and their repetition (spec/server.md R-58).
import type { Context } from "hono";
import { z } from "zod";
import { checkShape } from "../admission/check-shape.ts";
import { ApiError } from "../errors.ts";
import { type Failure, type FailureQuery, failureTypes } from "../failures.ts";
import { flightName, obtain } from "../obtain.ts";
import { takeFile } from "../pool/scratch.ts";
import type { Service, ServiceEnv } from "../service.ts";
import { obtainOptions } from "./request-options.ts";

const query = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  error_type: z.enum(failureTypes).optional(),
});

export function failuresRoute({ failures }: Service) {
  return (c: Context<ServiceEnv>): Response => c.json({ failures: failures.list(wantedBy(c)).map(describe) });
}

export function failureStatsRoute({ failures }: Service) {
  return (c: Context<ServiceEnv>): Response => {
    const found = failures.list({ ...wantedBy(c), limit: undefined });
    const counted = (name: (failure: Failure) => string): Record<string, number> =>
      Object.fromEntries([...Map.groupBy(found, name)].map(([key, group]) => [key, group.length]));
    const times = found.map(({ lastFailed }) => lastFailed).sort();
    return c.json({
      total: found.length,
      by_type: { ...Object.fromEntries(failureTypes.map((type) => [type, 0])), ...counted(({ type }) => type) },
      by_code: counted(({ code }) => code),
      oldest: times[0] ?? null,
      newest: times.at(-1) ?? null,
    });
  };
}

export function retryRoute(service: Service) {
  return async (c: Context<ServiceEnv>): Promise<Response> => {
    const failure = service.failures.find(c.req.param("id") ?? "", wantedBy(c));
    if (failure === undefined) throw new ApiError("not_found", "There is no such failure");
    return c.json(await retry(service, c, failure));
  };
}

/** One after the other, so that they do not take the place of other work. */
export function retryAllRoute(service: Service) {
  return async (c: Context<ServiceEnv>): Promise<Response> => {
    const results: Retried[] = [];
    for (const failure of service.failures.list(wantedBy(c))) {
      if (c.req.raw.signal.aborted) break;
      results.push(await retry(service, c, failure));
    }
    return c.json({ retried: results.length, results });
  };
}

interface Retried {
  readonly id: string;
  readonly status: "succeeded" | "failed";
  readonly error_code?: string;
  readonly error_message?: string;
  /** Where the file is that was made. */
  readonly artifact?: string;
}

async function retry(service: Service, c: Context<ServiceEnv>, failure: Failure): Promise<Retried> {
  const { log, quarantine, failures } = service;
  const { id, task, hash, tenant, milliseconds } = failure;
  log("info", "failure retried", { audit: true, requestId: c.get("requestId"), id, by: c.get("tenant") });
  // Whoever asks for this knows that it failed.
  quarantine.forgive(flightName(hash, milliseconds));
  c.env.keepOpen(c.req.raw);
  try {
    const made = await obtain(service, task, { ...obtainOptions(service, c, milliseconds), tenant, priority: "batch" });
    failures.settle(hash);
    if ("path" in made.payload) await (await takeFile(made.payload.path)).close();
    const isFile = (task.kind === "evaluate" || task.kind === "heal") && task.format !== "json";
    if (!isFile || made.hash === undefined) return { id, status: "succeeded" };
    return { id, status: "succeeded", artifact: `/api/artifacts/${made.hash}.${task.format}` };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { id, status: "failed", error_code: error.code, error_message: error.message };
  }
}

/** What the request asks for: everybody's for an administrator, else the key's own. */
function wantedBy(c: Context<ServiceEnv>): FailureQuery & { readonly limit: number } {
  const { limit, error_type: type } = checkShape(query, c.req.query());
  return { limit, type, ...(c.get("isAdmin") ? {} : { tenant: c.get("tenant") }) };
}

/** The program itself is not shown: it may be large. */
function describe({ task, ...failure }: Failure): object {
  const { kind, main, files, limits } = task;
  const wanted = kind === "evaluate" ? { definitions: task.definitions, features: task.features } : {};
  const format = kind === "evaluate" || kind === "heal" ? { format: task.format } : {};
  return {
    id: failure.id,
    error_type: failure.type,
    error_code: failure.code,
    error_message: failure.message,
    attempts: failure.attempts,
    first_failed: failure.firstFailed,
    last_failed: failure.lastFailed,
    content_hash: failure.hash,
    request_id: failure.requestId,
    tenant: failure.tenant ?? null,
    request: { kind, main, ...format, ...wanted, files: [...files.keys()], limits },
  };
}
