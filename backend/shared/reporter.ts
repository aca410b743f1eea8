// Where diagnostics go. Stages push; whoever runs the pipeline listens. OpenSCAD's rules for what is shown
// (duplicate suppression, deprecations once, spec/language.md §0.2) are applied here, once for every listener.
import { type Diagnostic, formatDiagnostic, type PrintContext } from "./diagnostic.ts";
import type { Limits } from "./limits.ts";

/** Receives each shown diagnostic with its printed line (no newline at the end). */
export type Listener = (diagnostic: Diagnostic, line: string) => void;

export interface ReporterOptions {
  readonly print: PrintContext;
  readonly listen?: Listener;
  readonly limits?: Pick<Limits, "consoleBytes" | "consoleLines">;
  /** What earlier evaluations of the same command have shown; absent: nothing. */
  readonly history?: MessageHistory;
}

/** What suppression of repeated messages remembers. A command with several outputs has one history. */
export class MessageHistory {
  /** The last warnings, errors and traces, at most `ringSize`. */
  readonly ring: string[] = [];
  /** Every deprecation that was shown. */
  readonly deprecations = new Set<string>();
}

const ringSize = 5;
/** Errors that are shown when a console budget is used up, and characters of each: without them, what failed looks done. */
const lastErrors = 20;
const lastErrorLength = 4000;
const ringed = new Set(["warning", "error", "trace"]);
const failures = new Set(["error", "ui-error", "export-error"]);

/** Thrown by `push` after a warning was shown while `stopOnWarning` is set (`--hardwarnings` in the geometry stage). */
export class HardWarning extends Error {
  override readonly name = "HardWarning";
}

/** Push-only. Keeps counts that the exit status needs. */
export class Reporter {
  readonly #print: PrintContext;
  readonly #listen: Listener | undefined;
  readonly #history: MessageHistory;
  #bytesLeft: number;
  #linesLeft: number;
  #truncated = false;
  #errorsLeft = lastErrors;
  /** The parser and the evaluator handle `--hardwarnings` themselves; the pipeline sets this for the stages after them. */
  stopOnWarning = false;
  #warnings = 0;
  #errors = 0;
  #received = 0;
  #repeats = 0;
  #place = 0;

  constructor(options: ReporterOptions) {
    this.#print = options.print;
    this.#listen = options.listen;
    this.#history = options.history ?? new MessageHistory();
    this.#bytesLeft = options.limits?.consoleBytes ?? Number.POSITIVE_INFINITY;
    this.#linesLeft = options.limits?.consoleLines ?? Number.POSITIVE_INFINITY;
  }

  /** Warnings of the group that `--hardwarnings` counts. */
  get warnings(): number {
    return this.#warnings;
  }

  get errors(): number {
    return this.#errors;
  }

  /** True once a console budget was used up; what came after it was dropped. */
  get truncated(): boolean {
    return this.#truncated;
  }

  /** How many diagnostics came. */
  get received(): number {
    return this.#received;
  }

  /** A step is done again: what came since `received` had this value comes once more, and is not shown then. */
  repeatFrom(received: number): void {
    this.#repeats = this.#received - received;
    this.#received = received;
  }

  /** Runs a step whose messages come from a position of the program (0: none) where they do not say one. It is not printed. */
  from<T>(position: number, step: () => T): T {
    const before = this.#place;
    this.#place = position;
    try {
      return step();
    } finally {
      this.#place = before;
    }
  }

  push(said: Diagnostic): void {
    const isPlaced = said.position !== undefined || this.#place === 0;
    const diagnostic: Diagnostic = isPlaced ? said : { ...said, position: this.#place, hidesLocation: true };
    this.#received++;
    if (this.#repeats > 0) {
      this.#repeats--;
      return;
    }
    if (diagnostic.message === "" && diagnostic.severity !== "echo") return;
    const line = formatDiagnostic(diagnostic, this.#print);
    const { ring, deprecations } = this.#history;
    if (diagnostic.severity === "deprecated") {
      if (deprecations.has(line)) return;
      deprecations.add(line);
    }
    if (ringed.has(diagnostic.severity)) {
      if (ring.length === ringSize && ring.every((previous) => previous === line)) return;
      ring.push(line);
      if (ring.length > ringSize) ring.shift();
    }
    if (diagnostic.severity === "warning") this.#warnings++;
    if (diagnostic.severity === "error") this.#errors++;
    this.#show(diagnostic, line);
    if (this.stopOnWarning && diagnostic.severity === "warning") throw new HardWarning(line);
  }

  /** Console budgets: past them one "truncated" line is shown and the rest is dropped, but for errors. */
  #show(diagnostic: Diagnostic, line: string): void {
    if (this.#truncated) {
      this.#showError(diagnostic, line);
      return;
    }
    this.#bytesLeft -= line.length + 1;
    this.#linesLeft -= 1;
    if (this.#bytesLeft < 0 || this.#linesLeft < 0) {
      this.#truncated = true;
      this.#listen?.(
        { severity: "plain", code: "limit", message: "(console output truncated)" },
        "(console output truncated)",
      );
      this.#showError(diagnostic, line);
      return;
    }
    this.#listen?.(diagnostic, line);
  }

  /** Of what is past the console budgets. */
  #showError(diagnostic: Diagnostic, line: string): void {
    if (!failures.has(diagnostic.severity) || this.#errorsLeft === 0) return;
    this.#errorsLeft--;
    // No half of a character at the end.
    const cut = (text: string): string => text.slice(0, lastErrorLength).replace(/[\ud800-\udbff]$/, "");
    this.#listen?.({ ...diagnostic, message: cut(diagnostic.message) }, cut(line));
  }
}
