// The budgets of one evaluation (spec/server.md §3a) and the one error that says a budget was exceeded.

/** Every budget by the name that the error carries. `Infinity` switches one off (the command line does). */
export interface Limits {
  /** Wall time of one evaluation in milliseconds. */
  readonly time: number;
  /** Bytes of one source file, and of all of them together. */
  readonly sourceBytes: number;
  readonly totalSourceBytes: number;
  readonly includeDepth: number;
  readonly includes: number;
  /** Tokens and nesting depth of one parse. */
  readonly tokens: number;
  readonly nesting: number;
  /** Evaluation steps: function calls, loop rounds, module calls. */
  readonly steps: number;
  /** Vector elements created, and bytes of strings created. */
  readonly valueElements: number;
  readonly stringBytes: number;
  readonly csgNodes: number;
  /** Vertices of one primitive. */
  readonly facets: number;
  /** Triangles of any intermediate or final mesh. */
  readonly triangles: number;
  readonly minkowskiPairs: number;
  readonly consoleBytes: number;
  readonly consoleLines: number;
  readonly outputBytes: number;
  readonly importBytes: number;
  readonly importInflatedBytes: number;
  readonly pixels: number;
}

export type LimitName = keyof Limits;

/** The defaults for untrusted programs. */
export const serverLimits: Limits = {
  time: 30_000,
  sourceBytes: 1_048_576,
  totalSourceBytes: 10_485_760,
  includeDepth: 32,
  includes: 1000,
  tokens: 2_000_000,
  nesting: 500,
  // The evaluator makes hundreds of millions of steps a second: time is the limit that honest programs meet first.
  steps: 20_000_000_000,
  // Counted when created, not while alive; what is alive is bounded by the memory of the process.
  valueElements: 300_000_000,
  stringBytes: 2_000_000_000,
  csgNodes: 200_000,
  facets: 500_000,
  triangles: 5_000_000,
  minkowskiPairs: 2_000_000,
  consoleBytes: 1_000_000,
  consoleLines: 10_000,
  outputBytes: 256_000_000,
  importBytes: 50_000_000,
  importInflatedBytes: 500_000_000,
  pixels: 16_000_000,
};

/** The command line trusts its user: only what protects the process itself is bounded. */
export const commandLineLimits: Limits = {
  time: Number.POSITIVE_INFINITY,
  sourceBytes: Number.POSITIVE_INFINITY,
  totalSourceBytes: Number.POSITIVE_INFINITY,
  includeDepth: 1000,
  includes: Number.POSITIVE_INFINITY,
  tokens: Number.POSITIVE_INFINITY,
  nesting: 10_000,
  steps: Number.POSITIVE_INFINITY,
  valueElements: Number.POSITIVE_INFINITY,
  stringBytes: Number.POSITIVE_INFINITY,
  csgNodes: Number.POSITIVE_INFINITY,
  facets: Number.POSITIVE_INFINITY,
  triangles: Number.POSITIVE_INFINITY,
  minkowskiPairs: Number.POSITIVE_INFINITY,
  consoleBytes: Number.POSITIVE_INFINITY,
  consoleLines: Number.POSITIVE_INFINITY,
  outputBytes: Number.POSITIVE_INFINITY,
  importBytes: Number.POSITIVE_INFINITY,
  importInflatedBytes: Number.POSITIVE_INFINITY,
  pixels: Number.POSITIVE_INFINITY,
};

/** A budget was exceeded. Thrown wherever the count is kept; the pipeline turns it into a diagnostic. */
export class LimitError extends Error {
  override readonly name = "LimitError";
  constructor(
    readonly limit: LimitName,
    readonly allowed: number,
    /** Position in the program, 0 if none is known. */
    readonly position = 0,
  ) {
    super(`limit exceeded: ${limit} (${allowed} allowed)`);
  }
}

/** Nobody waits for the evaluation any more. Thrown where the clock is looked at; whoever cancelled catches it. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";
  constructor() {
    super("the evaluation was cancelled");
  }
}

/** Wall-clock budget: `check` throws once the time is over, or the evaluation was cancelled. */
export class Deadline {
  readonly #end: number;
  constructor(
    readonly milliseconds: number,
    readonly now: () => number = () => performance.now(),
    /** Asked at every look at the clock. */
    readonly isCancelled: () => boolean = () => false,
  ) {
    this.#end = now() + milliseconds;
  }

  check(position = 0): void {
    if (this.isCancelled()) throw new Cancelled();
    if (this.now() > this.#end) throw new LimitError("time", this.milliseconds, position);
  }
}
