// What one parse has to say. OpenSCAD stops at the first error, so that one alone goes to the context's reporter; the
// parser carries on quietly and what it meets later is kept apart, for editors (File.furtherErrors).
import type { Context } from "../shared/context.ts";
import type { Diagnostic, DiagnosticCode } from "../shared/diagnostic.ts";
import type { LimitError } from "../shared/limits.ts";

/** Thrown to leave a statement that cannot be parsed; the statement list around it resumes. Never leaves the parser. */
export const badStatement = Symbol("bad statement");
/** Thrown where the parse as a whole ends early: a warning under --hardwarnings, or too deep nesting. */
export const parseOver = Symbol("parse over");

/** How many errors after the first are kept. */
const furtherErrorLimit = 50;

export class ParseReport {
  readonly furtherErrors: Diagnostic[] = [];
  readonly #ctx: Context;
  #failed = false;
  #lastError = -1;

  constructor(ctx: Context) {
    this.#ctx = ctx;
  }

  /** True once an error was met. */
  get failed(): boolean {
    return this.#failed;
  }

  /**
   * A warning of the lexer or (with the document root as its base) of a scope. `here` is where the parse stands; under
   * --hardwarnings it ends there.
   */
  warn(warning: Omit<Diagnostic, "severity">, here: number): void {
    if (this.#failed) return;
    this.#ctx.report.push({ severity: "warning", ...warning });
    if (!this.#ctx.options.hardWarnings) return;
    this.error("stop-on-first-warning", "stop on first warning", here, here);
    throw parseOver;
  }

  /** A message that neither ends the parse nor counts as a warning. */
  note(diagnostic: Diagnostic): void {
    if (!this.#failed) this.#ctx.report.push(diagnostic);
  }

  /** `ERROR: Parser error: <what>`. A second error at the same place is the first one's consequence and is dropped. */
  error(code: DiagnosticCode, what: string, position: number, end: number, hint?: string): void {
    const diagnostic: Diagnostic = {
      severity: "error",
      code,
      message: `Parser error: ${what}`,
      position,
      end,
      base: "working-directory",
      ...(hint === undefined ? {} : { hints: [hint] }),
    };
    this.#record(diagnostic, position);
  }

  /** An unterminated string, comment or directive: OpenSCAD prints the cause and a syntax error at the same place. */
  lexicalError(what: string, position: number): void {
    const first = !this.#failed;
    this.error("unterminated", what, position, position);
    if (!first) return;
    this.#failed = false;
    this.#lastError = -1;
    this.error("syntax-error", "syntax error", position, position);
  }

  /** A budget was exceeded: the parse is over, whatever came before. */
  limit(error: LimitError): void {
    this.#failed = true;
    this.#ctx.report.push({
      severity: "error",
      code: "limit",
      message: error.message,
      position: error.position,
      base: "working-directory",
    });
  }

  #record(diagnostic: Diagnostic, position: number): void {
    if (!this.#failed) {
      this.#failed = true;
      this.#lastError = position;
      this.#ctx.report.push(diagnostic);
      return;
    }
    if (position === this.#lastError || this.furtherErrors.length >= furtherErrorLimit) return;
    this.#lastError = position;
    this.furtherErrors.push(diagnostic);
  }
}
