// Evaluations that failed and were not their program's plain mistake, kept for an administrator who wants to see what it was
// or try again (spec/server.md ). In memory and bounded: what is lost with the service can be sent again by its client.
import { LRUCache } from "lru-cache";
import { ApiError, type ErrorCode } from "./errors.ts";
import type { Content, Task } from "./pool/protocol.ts";

/** `transient` may succeed when tried again, `permanent` will not, `systemic` is about the service, not about a program. */
export const failureTypes = ["transient", "permanent", "systemic"] as const;
export type FailureType = (typeof failureTypes)[number];

const mostFailures = 1000;
const mostBytes = 32 * 1024 * 1024;
/** What an entry costs beside its program. */
const overhead = 1024;

export interface Failure {
  readonly id: string;
  readonly task: Task;
  /** SHA-256 of all that decides on the result. */
  readonly hash: string;
  /** The name of the API key; undefined without one. */
  readonly tenant: string | undefined;
  /** Of the latest try. */
  readonly requestId: string;
  readonly type: FailureType;
  readonly code: ErrorCode;
  readonly message: string;
  readonly milliseconds: number;
  readonly attempts: number;
  /** ISO 8601. */
  readonly firstFailed: string;
  readonly lastFailed: string;
}

export interface FailureEvent extends Pick<Failure, "task" | "hash" | "tenant" | "requestId" | "milliseconds"> {
  readonly error: unknown;
}

export interface FailureQuery {
  /** Whose; all of them if absent. */
  readonly tenant?: string | undefined;
  readonly type?: FailureType | undefined;
  /** At most so many; all of them if absent. */
  readonly limit?: number | undefined;
}

export class FailureRegister {
  /** By hash: a program that fails again is one entry. */
  readonly #failures: LRUCache<string, Failure>;
  readonly #now: () => Date;

  constructor(now: () => Date = () => new Date()) {
    this.#now = now;
    this.#failures = new LRUCache({
      max: mostFailures,
      maxSize: mostBytes,
      sizeCalculation: ({ task }) => bytesOf(task) + overhead,
    });
  }

  /** Keeps what failed, unless the program itself was wrong, too large, or refused before it ran. */
  note({ error, ...event }: FailureEvent): void {
    const type = failureType(error);
    if (type === undefined) return;
    const { code, message } =
      error instanceof ApiError ? error : { code: "internal_error" as const, message: "defect" };
    const known = this.#failures.get(event.hash);
    const now = this.#now().toISOString();
    this.#failures.set(event.hash, {
      ...event,
      id: event.hash.slice(0, 32),
      // What crashed the engine once may do so no more; what did twice will.
      type: type === "transient" && code === "engine_crashed" && known !== undefined ? "permanent" : type,
      code,
      message,
      attempts: (known?.attempts ?? 0) + 1,
      firstFailed: known?.firstFailed ?? now,
      lastFailed: now,
    });
  }

  /** A program that failed before has a result now. */
  settle(hash: string): void {
    if (this.#failures.size > 0) this.#failures.delete(hash);
  }

  /** The latest first. */
  list({ tenant, type, limit }: FailureQuery): readonly Failure[] {
    const fits = (failure: Failure): boolean =>
      (tenant === undefined || failure.tenant === tenant) && (type === undefined || failure.type === type);
    return [...this.#failures.values()].filter(fits).slice(0, limit);
  }

  find(id: string, { tenant }: FailureQuery): Failure | undefined {
    return this.list({ tenant }).find((failure) => failure.id === id);
  }
}

/** How a failure is treated; undefined for those that are a program's or a client's own. */
export function failureType(error: unknown): FailureType | undefined {
  if (!(error instanceof ApiError)) return "systemic";
  switch (error.code) {
    case "internal_error":
    case "engine_unavailable":
      return "systemic";
    case "engine_crashed":
    case "storage_full":
      return "transient";
    case "evaluation_timeout":
      return "permanent";
    case "limit_exceeded":
      return error.options.details?.limit === "memory" ? "permanent" : undefined;
    default:
      return undefined;
  }
}

function bytesOf({ source, files, archive }: Task): number {
  let bytes = sizeOf(source) + (archive?.bytes.length ?? 0);
  for (const [name, content] of files) bytes += 2 * name.length + sizeOf(content);
  return bytes;
}

/** Characters may take two bytes. */
function sizeOf(content: Content): number {
  return typeof content === "string" ? 2 * content.length : content.length;
}
