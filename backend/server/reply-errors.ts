// Turns what an evaluation process said into a success, or into the error that tells a client why there is none.
import { ApiError } from "./errors.ts";
import type { PoolResult } from "./pool/pool.ts";
import type { ClientDiagnostic, Payload, Reply, Timing } from "./pool/protocol.ts";

/** A result that can be sent: its bytes and what the request-specific head needs. */
export interface Success {
  readonly payload: Payload;
  readonly timings: readonly Timing[];
  /** The same program would give the same bytes again. */
  readonly repeatable: boolean;
}

/** Of a file name that is quoted. */
const longestName = 200;

/** The success of a reply; everything else becomes the `ApiError` that clients see. */
export function successOf({ reply, queueMilliseconds }: PoolResult, milliseconds: number): Success {
  const { end } = reply;
  switch (end.status) {
    case "success":
      return {
        payload: end.payload,
        timings: [{ stage: "queue", milliseconds: queueMilliseconds }, ...reply.timings],
        repeatable: end.repeatable,
      };
    case "parse-error":
      throw sourceError("scad_parse_error", "The program has a syntax error", reply);
    case "evaluation-error":
      throw sourceError("scad_eval_error", "The evaluation ended with an error", reply);
    case "not-exportable":
      throw sourceError("not_exportable", "The result cannot be written in this format", reply);
    case "cancelled":
      throw new ApiError("client_closed_request", "The client closed the request");
    case "denied": {
      const name = JSON.stringify(end.name.slice(0, longestName));
      const message = `The program names the file ${name}, which it may not: ${end.reason}`;
      throw new ApiError("import_denied", message, { details: { diagnostics: reply.diagnostics } });
    }
    case "bad-request":
      throw new ApiError("invalid_request", end.message, { details: { issues: end.issues } });
    case "limit":
      if (end.limit === "time") throw timeout(milliseconds, reply);
      throw new ApiError("limit_exceeded", `The evaluation exceeds a limit: ${end.limit} (${end.allowed} allowed)`, {
        details: { limit: end.limit, allowed: end.allowed, diagnostics: reply.diagnostics },
      });
    case "no-room":
      throw new ApiError("storage_full", "There is no room for the result", { retryAfter: 10 });
    case "failure":
      if (end.reason === "memory")
        throw new ApiError("limit_exceeded", "The evaluation needs more memory than it may have", {
          details: { limit: "memory" },
        });
      throw new ApiError("engine_crashed", "The evaluation failed inside the engine");
    default:
      return end satisfies never;
  }
}

function timeout(milliseconds: number, { diagnostics }: Reply): ApiError {
  const message = `Request timed out after ${Math.round(milliseconds)}ms`;
  return new ApiError("evaluation_timeout", message, {
    details: { limit: "time", allowed: milliseconds, diagnostics },
  });
}

/** An error in the program itself: the first error's place stands beside the code, all diagnostics follow. */
function sourceError(
  code: "scad_parse_error" | "scad_eval_error" | "not_exportable",
  fallback: string,
  { diagnostics }: Reply,
): ApiError {
  const first: ClientDiagnostic | undefined =
    diagnostics.find(({ severity, line }) => severity === "error" && line !== undefined) ??
    diagnostics.find(({ severity }) => severity === "error") ??
    diagnostics.findLast(({ severity }) => severity === "info");
  const { file, line, column, text } = first ?? {};
  return new ApiError(code, first?.message ?? fallback, { details: { file, line, column, text, diagnostics } });
}
