// Keeps the diagnostics of generated code until it is known whether the run stands.
import type { Context } from "../../shared/context.ts";
import type { Diagnostic } from "../../shared/diagnostic.ts";
import { Reporter } from "../../shared/reporter.ts";

export class BufferedReporter extends Reporter {
  readonly #kept: Diagnostic[] = [];
  readonly #most: number;

  constructor(ctx: Context) {
    super({ print: { sources: ctx.sources, documentRoot: "/", workingDirectory: "/" } });
    this.#most = ctx.limits.consoleLines;
  }

  /** How many diagnostics were pushed. */
  pushed = 0;

  override push(diagnostic: Diagnostic): void {
    this.pushed++;
    // One more than will be shown, so that the console says that it was truncated.
    if (this.#kept.length <= this.#most) this.#kept.push(diagnostic);
  }

  /** Forgets everything: the run is repeated. */
  discard(): void {
    this.#kept.length = 0;
  }

  /** Hands everything on. */
  flush(to: Reporter): void {
    for (const diagnostic of this.#kept) to.push(diagnostic);
    this.#kept.length = 0;
  }
}
