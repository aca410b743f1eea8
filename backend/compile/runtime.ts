// The state of one run: everything that evaluators and built-ins share while a program is evaluated. Messages, abortion,
// budgets, the call depth and the stack of user modules are here; scopes are the evaluator's own.
import { defaultFragments } from "../csg/fragments.ts";
import type { Shaper } from "../csg/text.ts";
import type { Context } from "../shared/context.ts";
import type { DiagnosticCode } from "../shared/diagnostic.ts";
import { LimitError } from "../shared/limits.ts";
import type { Runtime } from "./builtin.ts";
import { EvaluationAborted, isStackOverflow, type TraceLine } from "./trace.ts";
import { MersenneTwister } from "./values/mersenne-twister.ts";
import { StringMemory } from "./values/strings.ts";
import { TextTooDeepError } from "./values/text.ts";
import type { Value } from "./values/value.ts";

/**
 * How deep calls may nest. OpenSCAD's limit is its native stack: about 9200 calls of a small function, 7000 of a module that
 * calls itself, 4000 through an `if` (spec/language.md §5.9). A fixed measure, in tenths of a function call, gives the same
 * answer on every machine.
 */
const MAX_DEPTH = 92_000;
/** What each kind of nesting takes from MAX_DEPTH. */
export const FUNCTION_DEPTH = 10;
export const MODULE_DEPTH = 13;
/** A built-in module with children, `if` and `for` among them. */
export const BLOCK_DEPTH = 10;

/** Function bodies evaluated in one activation, the tail calls included. */
export const MAX_BODIES = 1_000_000;

/** Steps between two looks at the clock, a power of two. */
const STEPS_PER_CHECK = 1024;
/** Vector elements and bytes between two looks at the clock. */
const CELLS_PER_CHECK = 1 << 16;

/**
 * The most elements and bytes that one value may have in an evaluation whose budgets end (spec/server.md §3a, `values`). A
 * small vector that holds the same vector many times can be the operand of one operation whose result is larger than the
 * memory of the process; the budgets of all values together would see it too late.
 */
export const LARGEST_VALUE = { elements: 10_000_000, bytes: 64_000_000 };

/** How an evaluator answers a lookup of a special variable in the scopes that are active now. */
export type SpecialLookup = (name: string) => Value;

/** What evaluators have beyond `Runtime`. */
export class Evaluation implements Runtime {
  random: MersenneTwister;
  strings: StringMemory;
  readonly measures = new Map<string, Value>();
  fragments = defaultFragments;
  fragmentsBefore = defaultFragments;
  tainted = false;
  /** Set when a node with the root modifier was made. */
  hasRoot = false;
  readonly moduleNames: string[] = [];
  /** Set by the evaluator before it starts. */
  lookUpSpecial: SpecialLookup = () => undefined;
  #depth = 0;
  #steps = 0;
  #isExhausted = false;
  /** Elements counted before the portion that is being used up, and what is left of it. */
  #elements = 0;
  #portion = 0;
  #elementsToCheck = 0;
  #bytes = 0;
  #bytesToCheck = CELLS_PER_CHECK;
  #visitsToCheck = CELLS_PER_CHECK;
  #nodes = 0;
  /** Where the last step was: about where a budget of cells is exceeded. */
  #position = 0;

  constructor(
    public ctx: Context,
    public shaper: Shaper | undefined,
    /** Where random numbers start when the program does not say: the same when a run is repeated. */
    seed: number = ctx.world.now() >>> 0,
  ) {
    this.random = new MersenneTwister(seed);
    this.strings = new StringMemory(ctx.sources);
    this.#takePortion();
  }

  /** Starts anew with another program: compiled code that is kept holds on to this object. */
  begin(ctx: Context, shaper: Shaper | undefined, seed: number): void {
    this.ctx = ctx;
    this.shaper = shaper;
    this.random = new MersenneTwister(seed);
    this.strings = new StringMemory(ctx.sources);
    this.measures.clear();
    this.tainted = this.hasRoot = false;
    this.fragments = this.fragmentsBefore = defaultFragments;
    this.moduleNames.length = 0;
    this.#isExhausted = false;
    this.#depth = this.#steps = this.#elements = this.#bytes = this.#nodes = this.#position = 0;
    this.#bytesToCheck = this.#visitsToCheck = CELLS_PER_CHECK;
    this.#takePortion();
  }

  // ---- messages ----

  warn(code: DiagnosticCode, message: string, position: number): void {
    // A message may quote a string of any length, as often as a program likes.
    this.countBytes(message.length);
    this.ctx.report.push({ severity: "warning", code, message, position });
    if (this.ctx.options.hardWarnings) throw new EvaluationAborted(this.ctx);
  }

  deprecated(message: string, position: number): void {
    this.ctx.report.push({ severity: "deprecated", code: "parameter-deprecated", message, position });
  }

  echo(message: string): void {
    this.ctx.report.push({ severity: "echo", code: "echo", message });
  }

  fail(code: DiagnosticCode, message: string, position: number): never {
    this.ctx.report.push({ severity: "error", code, message, position });
    throw new EvaluationAborted(this.ctx);
  }

  // ---- abortion ----

  /**
   * What a construct throws on when `error` leaves it: an abortion gets the construct's frame, anything else (a limit, a
   * stack overflow that no call has seen yet) passes as it is.
   */
  unwind(error: unknown, ...lines: readonly TraceLine[]): unknown {
    const abortion = error instanceof TextTooDeepError ? this.#asAbortion(error) : error;
    if (abortion instanceof EvaluationAborted && lines.length > 0) abortion.pass(...lines);
    return abortion;
  }

  /** Prints what is left to print of an error that has arrived at the top. False when it does not end an evaluation. */
  finish(error: unknown): boolean {
    const message = "Stack exhausted while evaluating an expression";
    const end = this.asRecursion(this.unwind(error), message, 0);
    if (!(end instanceof EvaluationAborted)) return false;
    end.finish();
    return true;
  }

  /** Whether the native stack came to its end. */
  get isExhausted(): boolean {
    return this.#isExhausted;
  }

  #asAbortion({ message }: TextTooDeepError): EvaluationAborted {
    this.#isExhausted = true;
    this.ctx.report.push({ severity: "error", code: "stack-exhausted", message });
    return new EvaluationAborted(this.ctx);
  }

  /** A stack overflow as the recursion error of the call it was met in; anything else as it is. */
  asRecursion(error: unknown, message: string, position: number): unknown {
    if (!isStackOverflow(error)) return error;
    this.#isExhausted = true;
    return new EvaluationAborted(this.ctx, { severity: "error", code: "recursion", message, position });
  }

  // ---- special variables ----

  special(name: string): Value {
    return this.lookUpSpecial(name);
  }

  // ---- call depth ----

  /** Enters a call. False when it is too deep: a user function or module must not be called then. */
  enter(depth: number): boolean {
    this.#depth += depth;
    return this.#depth <= MAX_DEPTH;
  }

  /** Leaves a call. Not needed when an exception does: nothing is evaluated after it. */
  leave(depth: number): void {
    this.#depth -= depth;
  }

  // ---- budgets ----

  /** Steps taken so far. */
  get steps(): number {
    return this.#steps;
  }

  /** Takes one step: a function body, a loop round, a module call. */
  step(position: number): void {
    this.#steps++;
    this.#position = position;
    if (this.#steps > this.ctx.limits.steps) throw new LimitError("steps", this.ctx.limits.steps, position);
    if ((this.#steps & (STEPS_PER_CHECK - 1)) === 0) this.ctx.deadline.check(position);
  }

  /** Takes one node of the CSG tree. */
  countNode(position: number): void {
    this.#nodes++;
    if (this.#nodes > this.ctx.limits.csgNodes) throw new LimitError("csgNodes", this.ctx.limits.csgNodes, position);
  }

  countElements(count: number): void {
    this.#elementsToCheck -= count;
    if (this.#elementsToCheck < 0) this.#checkPortion(count);
  }

  get elementsMade(): number {
    return this.#elements + this.#portion - this.#elementsToCheck;
  }

  checkElements(before: number): void {
    if (this.elementsMade - before > LARGEST_VALUE.elements) this.#failAtLength();
  }

  checkLength(length: number): void {
    if (length > LARGEST_VALUE.elements && Number.isFinite(this.#portion)) this.#failAtLength();
  }

  #failAtLength(): never {
    throw new LimitError("valueElements", LARGEST_VALUE.elements, this.#position);
  }

  /** Looks at the budget and the clock after a portion of elements. Endless budgets have one endless portion. */
  #checkPortion(count: number): void {
    this.checkLength(count);
    this.#elements += this.#portion - this.#elementsToCheck;
    const { valueElements } = this.ctx.limits;
    if (this.#elements > valueElements) throw new LimitError("valueElements", valueElements, this.#position);
    this.#takePortion();
    this.ctx.deadline.check(this.#position);
  }

  #takePortion(): void {
    const { valueElements, time } = this.ctx.limits;
    const isEndless = !Number.isFinite(valueElements) && !Number.isFinite(time);
    this.#portion = isEndless ? Number.POSITIVE_INFINITY : Math.min(CELLS_PER_CHECK, valueElements - this.#elements);
    this.#elementsToCheck = this.#portion;
  }

  /** Bytes of texts made so far. */
  get bytesMade(): number {
    return this.#bytes;
  }

  /** Uses up what a call took that is not made again. False, and nothing is done, where the call would exceed a budget. */
  take(elements: number, bytes: number): boolean {
    const { valueElements, stringBytes } = this.ctx.limits;
    const all = this.elementsMade + elements;
    if (all > valueElements || this.#bytes + bytes > stringBytes) return false;
    this.#elements = all;
    this.#takePortion();
    this.#bytes += bytes;
    return true;
  }

  /** Only the clock is looked at. */
  countVisits(count: number): void {
    this.#visitsToCheck -= count;
    if (this.#visitsToCheck > 0) return;
    this.#visitsToCheck = CELLS_PER_CHECK;
    this.ctx.deadline.check(this.#position);
  }

  countBytes(count: number, whole = count): void {
    this.#bytes += count;
    const { stringBytes } = this.ctx.limits;
    if (whole > LARGEST_VALUE.bytes && Number.isFinite(stringBytes))
      throw new LimitError("stringBytes", LARGEST_VALUE.bytes, this.#position);
    if (this.#bytes > stringBytes) throw new LimitError("stringBytes", stringBytes, this.#position);
    this.#bytesToCheck -= count;
    if (this.#bytesToCheck > 0) return;
    this.#bytesToCheck = CELLS_PER_CHECK;
    this.ctx.deadline.check(this.#position);
  }
}
