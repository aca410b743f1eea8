// How a task ended that has no result, as far as the program and its budgets are to blame.
import type { File } from "../../ast/nodes.ts";
import type { LimitName, Limits } from "../../shared/limits.ts";
import type { TaskEnd } from "../pool/protocol.ts";

/** Why there is no result, as far as the program's text and the budgets are concerned. */
export function failureOf(
  file: File | undefined,
  exceeded: LimitName | undefined,
  limits: Limits,
): TaskEnd | undefined {
  const limit = exceeded ?? file?.limit;
  if (limit !== undefined) return { status: "limit", limit, allowed: limits[limit] };
  return file?.failed ? { status: "parse-error" } : undefined;
}
