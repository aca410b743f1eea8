// Stops sending work to an engine that fails whatever it is given (spec/server.md R-55). Closed: work goes through. Open:
// after five systemic failures in a row, nothing does for a minute. Half open: one task may try; it decides.
import { ApiError } from "../errors.ts";

export type BreakerState = "CLOSED" | "OPEN" | "HALF_OPEN";

export const failureThreshold = 5;

export interface BreakerOptions {
  /** Names the engine. */
  readonly name: string;
  /** How long it stays open, in milliseconds. */
  readonly openTime: number;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
  readonly onChange: (state: BreakerState, reason: string) => void;
}

/** What clients and metrics see. Times are ISO 8601. */
export interface BreakerStatus {
  readonly state: BreakerState;
  readonly failure_count: number;
  readonly failure_threshold: number;
  readonly last_failure_time: string | null;
  readonly retry_after_seconds: number;
}

export class CircuitBreaker {
  readonly #options: BreakerOptions;
  #failures = 0;
  #lastFailure: Date | undefined;
  /** When it opened last; undefined while it is closed. */
  #openedAt: number | undefined;
  #probing = false;
  /** What failed since the last success: one program that fails again tells nothing about the engine. */
  readonly #failed = new Set<string>();

  constructor(options: BreakerOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.name;
  }

  get state(): BreakerState {
    if (this.#openedAt === undefined) return "CLOSED";
    return this.#options.now() - this.#openedAt >= this.#options.openTime ? "HALF_OPEN" : "OPEN";
  }

  get status(): BreakerStatus {
    return {
      state: this.state,
      failure_count: this.#failures,
      failure_threshold: failureThreshold,
      last_failure_time: this.#lastFailure?.toISOString() ?? null,
      retry_after_seconds: this.#secondsLeft(),
    };
  }

  /** Asks to begin a task. Throws `ApiError` when it must not; a task that may begin must end in one of the three below. */
  enter(): void {
    const { state } = this;
    if (state === "CLOSED") return;
    if (state === "OPEN" || this.#probing) {
      const retryAfter = Math.max(1, this.#secondsLeft());
      throw new ApiError("engine_unavailable", "The engine fails again and again; it is given a pause", { retryAfter });
    }
    this.#probing = true;
  }

  /** The engine did its work, whatever it said of the program. */
  succeed(): void {
    if (this.state === "OPEN") return;
    this.close("an evaluation succeeded");
  }

  /** The engine failed on `what` in a way that is no fault of a program alone. */
  fail(what: string): void {
    this.#lastFailure = new Date();
    const wasProbing = this.#probing;
    this.#probing = false;
    if (!this.#failed.has(what) || wasProbing) {
      this.#failures += 1;
      if (this.#failed.size < failureThreshold) this.#failed.add(what);
    }
    if (!wasProbing && (this.#openedAt !== undefined || this.#failures < failureThreshold)) return;
    this.#openedAt = this.#options.now();
    this.#options.onChange("OPEN", `${this.#failures} failures in a row`);
  }

  /** The task ended without telling anything about the engine: refused, abandoned, too late. */
  leave(): void {
    this.#probing = false;
  }

  /** Closes it whatever happened. */
  close(reason: string): void {
    const wasOpen = this.#openedAt !== undefined;
    this.#failures = 0;
    this.#failed.clear();
    this.#openedAt = undefined;
    this.#probing = false;
    if (wasOpen) this.#options.onChange("CLOSED", reason);
  }

  #secondsLeft(): number {
    if (this.#openedAt === undefined) return 0;
    return Math.max(0, Math.ceil((this.#options.openTime - (this.#options.now() - this.#openedAt)) / 1000));
  }
}
