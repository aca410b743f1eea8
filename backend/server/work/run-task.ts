// One task, start to end, inside an evaluation process: build the request's world, run the pipeline, put the result
// where the service finds it.
import type { ShapeCache } from "../../kernel/cache.ts";
import { meshTier, summaryOf, type Tier } from "../../kernel/occt/report.ts";
import { findExporter } from "../../output/formats.ts";
import { parametersText } from "../../output/param.ts";
import { evaluate, type Job } from "../../pipeline.ts";
import { defaultLanguageOptions } from "../../shared/context.ts";
import type { Diagnostic } from "../../shared/diagnostic.ts";
import { type Limits, serverLimits } from "../../shared/limits.ts";
import { encodeUtf8 } from "../../shared/text.ts";
import { Timer } from "../../shared/timing.ts";
import type {
  ClientDiagnostic,
  EvaluateTask,
  ParseTask,
  PreviewEvent,
  Reply,
  Task,
  TaskEnd,
  Timing,
} from "../pool/protocol.ts";
import { checkOutput, type OutputCheck } from "./check-output.ts";
import { checkParameters } from "./check-parameters.ts";
import { checkPrecision } from "./check-precision.ts";
import { toClientDiagnostics } from "./client-diagnostics.ts";
import { deliver } from "./deliver.ts";
import { describeProgram } from "./describe-program.ts";
import { failureOf } from "./failure.ts";
import type { Libraries } from "./libraries.ts";
import { Measurer } from "./measures.ts";
import { packedOutputs } from "./packed-outputs.ts";
import { parameterSchema } from "./parameter-schema.ts";
import { parseProgram } from "./parse-program.ts";
import { openProject } from "./project-archive.ts";
import { requestWorld } from "./request-world.ts";
import { resultJson } from "./result-json.ts";
import { runInspect } from "./run-inspect.ts";
import { runPreview } from "./run-preview.ts";

/** A few milliseconds: most programs end before, and would take longer only to be compiled. */
const walkSteps = 5000;

export interface TaskResult {
  readonly end: TaskEnd;
  readonly diagnostics: readonly ClientDiagnostic[];
  readonly timings: readonly Timing[];
  /** From 0 to 1, where a file was validated. */
  readonly quality?: number;
  /** How exact the solids are, where exact ones were asked for. */
  readonly exactness?: Reply["exactness"];
}

export interface TaskOptions {
  /** Where a large result is written. */
  readonly resultPath: string;
  /** Shapes and libraries kept from one task to the next. */
  readonly cache?: ShapeCache;
  readonly libraries?: Libraries;
  /** Parsed sources and generated code kept from one task to the next. */
  readonly parsed?: Job["libraries"];
  /** Asked now and then: `runTask` throws `Cancelled` once it says so. */
  readonly isCancelled?: () => boolean;
  /** Takes what a preview makes before it is done. */
  readonly onEvent?: (event: PreviewEvent) => void;
}

/** Runs a task. Throws `Cancelled`, and else only for a defect or a kernel that trapped. */
export function runTask(packed: Task, options: TaskOptions): Promise<TaskResult> | TaskResult {
  const opened = openProject(packed);
  if ("end" in opened) return { end: opened.end, diagnostics: [], timings: [] };
  const { task } = opened;
  switch (task.kind) {
    case "parse":
      return runParse(task, options);
    case "evaluate":
      return runEvaluate(task, options);
    case "preview":
      return runPreview(task, options);
    case "validate":
    case "heal":
      return runInspect(task, options);
    default:
      return task satisfies never;
  }
}

function runParse(task: ParseTask, { resultPath, libraries }: TaskOptions): TaskResult {
  const limits: Limits = { ...serverLimits, ...task.limits };
  const world = requestWorld(task, libraries);
  const reported: Diagnostic[] = [];
  const { file, ctx, timings } = parseProgram(world, limits, reported);
  const diagnostics = toClientDiagnostics(reported, file, ctx.sources, world.documentRoot);
  const failure = failureOf(file, undefined, limits);
  if (failure?.status === "limit") return { end: failure, diagnostics, timings };
  if (world.refused !== undefined) return { end: { status: "denied", ...world.refused }, diagnostics, timings };
  if (failure !== undefined) return { end: failure, diagnostics, timings };
  const { wanted } = task;
  const bytes =
    wanted === "param"
      ? parametersText(ctx, file)
      : encodeUtf8(
          wanted === "schema" ? parameterSchema(file, ctx.sources) : describeProgram(file, ctx.sources, diagnostics),
        );
  return { end: deliver({ bytes, resultPath, limits, repeatable: true }), diagnostics, timings };
}

async function runEvaluate(
  task: EvaluateTask,
  { resultPath, cache, libraries, parsed, isCancelled }: TaskOptions,
): Promise<TaskResult> {
  const limits: Limits = { ...serverLimits, ...task.limits };
  const world = requestWorld(task, libraries);
  const reported: Diagnostic[] = [];
  const wantsJson = task.format === "json";
  const wantsOne = task.formats === undefined;
  const issues = checkParameters(task, world, limits);
  const [first] = issues;
  if (first !== undefined) {
    const message = `${first.path}: ${first.message}`;
    return { end: { status: "bad-request", message, issues }, diagnostics: [], timings: [] };
  }
  const timer = new Timer();
  const formats = task.formats ?? (wantsJson ? [] : [task.format]);
  const exporters = formats.map(findExporter);
  const outcome = await evaluate({
    world,
    limits,
    timer,
    inputName: task.main ?? "main.scad",
    options: { ...defaultLanguageOptions, features: new Set(task.features), definitions: task.definitions },
    formats,
    // What is looked at is what was written.
    triangles: (wantsJson && wantsOne) || exporters.some(({ triangular }) => triangular),
    listen: (diagnostic) => reported.push(diagnostic),
    cache,
    libraries: parsed,
    walkSteps,
    isCancelled,
  });
  const timings = timer.spans;
  const diagnostics = toClientDiagnostics(reported, outcome.file, outcome.sources, world.documentRoot);
  const failure = failureOf(outcome.file, outcome.limit, limits);
  if (failure?.status === "limit") return { end: failure, diagnostics, timings };
  if (world.refused !== undefined) return { end: { status: "denied", ...world.refused }, diagnostics, timings };
  if (failure !== undefined) return { end: failure, diagnostics, timings };
  if (outcome.status === "hard-warning" || diagnostics.some(({ severity }) => severity === "error"))
    return { end: { status: "evaluation-error" }, diagnostics, timings };
  if (outcome.status === "not-exportable") return { end: { status: "not-exportable" }, diagnostics, timings };
  const geometry = outcome.geometry ?? undefined;
  const measurer = new Measurer();
  const { broken, open, imprecise }: OutputCheck & { readonly imprecise?: ClientDiagnostic | undefined } =
    geometry === undefined
      ? {}
      : timer.measure("check", () => {
          const checked = checkOutput(geometry, measurer);
          return checked.broken ? checked : { ...checked, imprecise: checkPrecision(geometry, exporters, measurer) };
        });
  const refused = broken ?? (wantsJson && wantsOne ? undefined : (open ?? imprecise));
  if (refused !== undefined)
    return {
      end: { status: "not-exportable" },
      diagnostics: [...diagnostics, { ...refused, severity: "error" }],
      timings,
    };
  const told = open === undefined ? diagnostics : [...diagnostics, open];
  const bytes = timer.measure("write", () =>
    wantsJson
      ? resultJson(geometry, {
          diagnostics: told,
          exactness: outcome.exactness,
          outputs: wantsOne ? undefined : outcome.outputs,
          members: tierText(outcome.exactness ?? meshTier),
          measurer,
        })
      : wantsOne
        ? (outcome.outputs.get(task.format) as Uint8Array)
        : packedOutputs(outcome.outputs),
  );
  const end = deliver({ bytes, resultPath, limits, repeatable: !outcome.tainted });
  return { end, diagnostics, timings, exactness: summaryOf(outcome.exactness) };
}

/** JSON members. */
function tierText({ tier, confidence }: Tier): string {
  return `"tier":"${tier}","confidence":${confidence},`;
}
