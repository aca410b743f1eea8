// The budgets of generated code: plain counters that code lowers in place; what happens at zero is here.
import type { Context } from "../../shared/context.ts";
import { LimitError } from "../../shared/limits.ts";

/** Steps between two looks at the clock. */
const STEPS_PER_CHECK = 16_384;
/** Elements between two looks at the clock. */
const CELLS_PER_CHECK = 262_144;

export class Budget {
  /** Steps left until `refillSteps`. */
  n = 0;
  /** Vector elements left until `refillCells`. */
  c = 0;
  /** Tail calls in the activation that is running (spec/language.md §5.5). */
  t = 0;
  /** Calls of built-ins whose values come from elsewhere than their arguments. */
  u = 0;
  #steps: number;
  #cells: number;
  #nodes: number;
  #ctx: Context;

  constructor(ctx: Context) {
    this.#ctx = ctx;
    this.#steps = ctx.limits.steps;
    this.#cells = ctx.limits.valueElements;
    this.#nodes = ctx.limits.csgNodes;
  }

  /** Starts anew with the limits of another evaluation. */
  begin(ctx: Context): void {
    this.#ctx = ctx;
    this.n = this.c = this.t = 0;
    this.#steps = ctx.limits.steps;
    this.#cells = ctx.limits.valueElements;
    this.#nodes = ctx.limits.csgNodes;
  }

  /** Called when `n` fell below zero. */
  refillSteps(position: number): void {
    this.#ctx.deadline.check(position);
    if (this.#steps <= 0) throw new LimitError("steps", this.#ctx.limits.steps, position);
    // Always an integer for the engine too: a counter that is a double now and then costs recompilation everywhere.
    this.n = this.#steps < STEPS_PER_CHECK ? this.#steps | 0 : STEPS_PER_CHECK;
    this.#steps -= this.n;
  }

  /** Called when `c` fell below zero. */
  refillCells(position: number): void {
    this.#ctx.deadline.check(position);
    const wanted = CELLS_PER_CHECK - this.c;
    if (this.#cells < wanted) throw new LimitError("valueElements", this.#ctx.limits.valueElements, position);
    this.#cells -= wanted;
    this.c = CELLS_PER_CHECK;
  }

  /** Steps and cells that were used up. */
  get steps(): number {
    return this.#ctx.limits.steps - this.#steps - this.n;
  }

  get cells(): number {
    return this.#ctx.limits.valueElements - this.#cells - this.c;
  }

  /** Uses up what a call took that is not made again. False, and nothing is done, where the call would exceed a budget. */
  take(steps: number, cells: number): boolean {
    const { n, c } = this;
    if (steps >= this.#steps + n || cells >= this.#cells + c) return false;
    // First what is at hand.
    this.#steps -= Math.max(0, steps - n);
    this.n = Math.max(0, n - steps) | 0;
    this.#cells -= Math.max(0, cells - c);
    this.c = Math.max(0, c - cells);
    return true;
  }

  takeNode(position: number): void {
    if (--this.#nodes < 0) throw new LimitError("csgNodes", this.#ctx.limits.csgNodes, position);
  }
}
