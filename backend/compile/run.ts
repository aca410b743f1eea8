// Runs a program: the third step of the path, parse → link → run. Gives the root of the CSG tree.
import { makeGroup } from "../csg/build.ts";
import type { CsgNode, GroupNode } from "../csg/nodes.ts";
import type { Shaper } from "../csg/text.ts";
import type { Camera, Context } from "../shared/context.ts";
import { LimitError, type LimitName } from "../shared/limits.ts";
import { adjustCamera } from "./camera.ts";
import { BufferedReporter } from "./generate/buffered-reporter.ts";
import { CodeCache } from "./generate/code-cache.ts";
import { mustRepeat } from "./generate/repeat.ts";
import { generate } from "./generate.ts";
import { interpret } from "./interpret.ts";
import type { LibraryCache } from "./library-cache.ts";
import type { Program } from "./link.ts";
import { chooseRoot } from "./root-modifier.ts";
import { Evaluation } from "./runtime.ts";
import type { Value } from "./values/value.ts";

/** How a program is evaluated. Both give the same. */
export type EvaluatorName = "walk" | "generate";

export interface RunOptions {
  /** Needed by textmetrics() and fontmetrics() only. */
  readonly shaper?: Shaper;
  readonly evaluator?: EvaluatorName;
  /** What is kept between evaluations; absent: nothing is. */
  readonly libraries?: LibraryCache;
  /**
   * A program of one file is walked for so many steps before code is generated for it: one that is being edited is new each
   * time, and generating code for statements that run once takes five times as long as walking them. Where the statements
   * that it shares with the version before repeat others, code is generated, and kept for the next version.
   */
  readonly walkSteps?: number;
}

export interface RunResult {
  /** Holds the nodes of the file's statements, or the one node that `!` chose. */
  readonly root: GroupNode;
  readonly camera: Camera;
  /** An unseeded rands() was drawn from: another run would give something else. */
  readonly tainted: boolean;
  /** An error ended the evaluation early: the root holds what was made before. */
  readonly aborted: boolean;
  /** Whose result it is: generated code leaves to the walk what ends early. */
  readonly evaluator: EvaluatorName;
  /** The budget that was exceeded; the evaluation is aborted then. */
  readonly limit?: LimitName;
}

/**
 * Steps 5 to 8 of spec/language.md §0.1. Everything that goes wrong is a diagnostic. Generated code keeps no trace of its
 * calls: a run that ends early is repeated by the walk, which prints it.
 */
export function run(
  ctx: Context,
  program: Program,
  { shaper, evaluator = "generate", libraries, walkSteps = 0 }: RunOptions = {},
): RunResult {
  const seed = ctx.world.now() >>> 0;
  const walk = (): RunResult => {
    const rt = new Evaluation(ctx, shaper, seed);
    return conclude(rt, program, "walk", (nodes) => interpret(rt, program, nodes));
  };
  if (evaluator === "walk" || ctx.options.hardWarnings) return walk();
  const { uses, includes, body } = program.main;
  const isBrief = walkSteps > 0 && uses.length + includes.length === 0 && !libraries?.walks.wantsCode(body);
  const walked = isBrief ? walkBriefly(ctx, program, { shaper, libraries, walkSteps, seed }) : undefined;
  if (walked !== undefined) return walked;
  const report = new BufferedReporter(ctx);
  const machine = (libraries?.code ?? new CodeCache()).take({ ...ctx, report }, shaper, seed);
  try {
    return conclude(machine.rt, program, "generate", (nodes) => generate(machine, program, nodes));
  } catch (error) {
    if (!mustRepeat(error)) throw error;
    report.discard();
    return walk();
  } finally {
    machine.end();
    report.flush(ctx.report);
  }
}

/** Undefined when the program takes more steps, or more stack than there is; nothing has been said then. */
function walkBriefly(
  ctx: Context,
  program: Program,
  {
    shaper,
    libraries,
    walkSteps,
    seed,
  }: Pick<RunOptions, "shaper" | "libraries"> & { readonly walkSteps: number; readonly seed: number },
): RunResult | undefined {
  const report = new BufferedReporter(ctx);
  const limits = { ...ctx.limits, steps: Math.min(walkSteps, ctx.limits.steps) };
  const rt = new Evaluation({ ...ctx, report, limits }, shaper, seed);
  const result = conclude(rt, program, "walk", (nodes) => interpret(rt, program, nodes));
  libraries?.walks.note(program.main.body, rt.steps);
  if (result.limit === "steps" && walkSteps < ctx.limits.steps) return undefined;
  // Generated code gets further on the same stack.
  if (rt.isExhausted) return undefined;
  report.flush(ctx.report);
  return result;
}

/** `evaluate` adds the nodes of the main file and gives its own special variables. */
function conclude(
  rt: Evaluation,
  program: Program,
  evaluator: EvaluatorName,
  evaluate: (nodes: CsgNode[]) => ReadonlyMap<string, Value>,
): RunResult {
  const nodes: CsgNode[] = [];
  let { camera } = rt.ctx.options;
  let aborted = false;
  let limit: LimitName | undefined;
  try {
    camera = adjustCamera(rt, evaluate(nodes));
  } catch (error) {
    if (evaluator === "generate" && mustRepeat(error)) throw error;
    aborted = true;
    limit = endEvaluation(rt, error);
  }
  const file = makeGroup("root", { modifiers: 0, position: program.main.base }, nodes);
  const root = rt.hasRoot ? chooseRoot(rt.ctx, file) : file;
  return { root, camera, tainted: rt.tainted, aborted, evaluator, limit };
}

/** Prints what an error that ended the evaluation leaves to print. Throws what is not an end of an evaluation. */
function endEvaluation(rt: Evaluation, error: unknown): LimitName | undefined {
  if (rt.finish(error)) return undefined;
  if (!(error instanceof LimitError)) throw error;
  const { message, position, limit } = error;
  rt.ctx.report.push({ severity: "error", code: "limit", message, position });
  return limit;
}
