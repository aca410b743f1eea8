// What an aborted evaluation prints while it unwinds (spec/language.md §5.8): the first frames at once, the last ones
// at the end, and how many were left out between them.
import type { ModuleDefinition } from "../ast/nodes.ts";
import type { Context } from "../shared/context.ts";
import type { Diagnostic } from "../shared/diagnostic.ts";
import type { Reporter } from "../shared/reporter.ts";
import type { TextBudget } from "./values/pieces.ts";
import { shownText, traceText } from "./values/text.ts";
import type { Value } from "./values/value.ts";

/** Frames printed at once, and lines kept for the end, when the options do not say. */
const TRACE_DEPTH = 12;

/**
 * After the native stack overflowed, this many frames are left before anything is printed: printing needs stack too.
 * None of them is lost.
 */
const FRAMES_TO_LEAVE = 48;

/** One line of a trace, without prefix and location. */
export interface TraceLine {
  readonly message: string;
  readonly position: number;
}

/**
 * Thrown to end an evaluation. Its error has been printed already, or is printed once enough stack is free again.
 * Every construct on the way out adds its frame with `pass`; whoever started the evaluation calls `finish`.
 */
export class EvaluationAborted extends Error {
  override readonly name = "EvaluationAborted";
  readonly #report: Reporter;
  readonly #depth: number;
  /** Lowered by one per frame; lines are printed while it is above zero. */
  #counter: number;
  readonly #ring: TraceLine[] = [];
  #unprinted: Diagnostic | undefined;
  #waiting: (readonly TraceLine[])[] = [];

  /** `unprinted`: the error of a stack overflow, which cannot be printed where it happened. */
  constructor({ report, options }: Pick<Context, "report" | "options">, unprinted?: Diagnostic) {
    super("evaluation aborted");
    this.#report = report;
    this.#depth = options.traceDepth ?? TRACE_DEPTH;
    this.#counter = this.#depth;
    this.#unprinted = unprinted;
  }

  /** The exception leaves a construct: one frame of one line or, for an overwritten assignment, two. */
  pass(...lines: readonly TraceLine[]): void {
    if (this.#unprinted === undefined) {
      this.#frame(lines);
      return;
    }
    this.#waiting.push(lines);
    if (this.#waiting.length >= FRAMES_TO_LEAVE) this.#printWaiting();
  }

  /** The exception has arrived at the top: prints what is left. */
  finish(): void {
    this.#printWaiting();
    const skipped = -(this.#counter + this.#ring.length);
    if (skipped > 0) this.#print({ message: `  *** Excluding ${skipped} frames ***`, position: 0 });
    for (const line of this.#ring) this.#print(line);
    this.#ring.length = 0;
  }

  #frame(lines: readonly TraceLine[]): void {
    for (const line of lines) {
      if (this.#counter > 0) {
        this.#print(line);
      } else {
        this.#ring.push(line);
        if (this.#ring.length > this.#depth) this.#ring.shift();
      }
    }
    this.#counter--;
  }

  #printWaiting(): void {
    if (this.#unprinted === undefined) return;
    this.#report.push(this.#unprinted);
    this.#unprinted = undefined;
    for (const lines of this.#waiting) this.#frame(lines);
    this.#waiting = [];
  }

  #print({ message, position }: TraceLine): void {
    this.#report.push({ severity: "trace", code: "trace", message, position });
  }
}

/** True for the error that the engine throws when the native stack is used up. */
export function isStackOverflow(error: unknown): error is RangeError {
  return error instanceof RangeError && error.message.startsWith("Maximum call stack size exceeded");
}

/** The frame of a function call or a module instantiation. */
export function calledBy(name: string, position: number): TraceLine {
  return { message: `called by '${name}'`, position };
}

/** The frame of a module's statements: its parameters with the values they have now. */
export function callOf(
  budget: TextBudget,
  name: string,
  module: ModuleDefinition,
  valueAt: (parameter: string) => Value,
): TraceLine {
  const values = module.parameters.map((parameter) => `${parameter.name} = ${traced(valueAt(parameter.name), budget)}`);
  return { message: `call of '${name}(${values.join(", ")})'`, position: module.start };
}

/** Trace text; `...` where the value is nested too deeply. */
function traced(value: Value, budget: TextBudget): string {
  return typeof value === "string" ? traceText(value, budget) : shownText(value, budget);
}

/** The frame of an assignment; `overwrittenAt` is where the name was assigned again. */
export function assignmentTo(
  name: string,
  position: number,
  overwrittenAt: number | undefined,
): readonly [TraceLine, ...TraceLine[]] {
  if (overwrittenAt === undefined) return [{ message: `assignment to "${name}"`, position }];
  return [
    { message: `overwritten assignment to "${name}" (this is where the assignment is evaluated)`, position },
    { message: `overwriting assignment to "${name}"`, position: overwrittenAt },
  ];
}
