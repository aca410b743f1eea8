// A preview task: runs the program, takes its tree apart and makes the meshes that the service does not have yet, coarse
// ones first where the final ones take long. Everything leaves as events, in the order in which it is known.
import type { CsgNode } from "../../csg/nodes.ts";
import { fileMessage, importLine } from "../../input/file-source.ts";
import { importsOfSolids } from "../../kernel/occt/needs.ts";
import { evaluate } from "../../pipeline.ts";
import { type Context, defaultLanguageOptions } from "../../shared/context.ts";
import type { Diagnostic } from "../../shared/diagnostic.ts";
import { type Limits, serverLimits } from "../../shared/limits.ts";
import type { PreviewTask } from "../pool/protocol.ts";
import { toClientDiagnostics } from "./client-diagnostics.ts";
import { failureOf } from "./failure.ts";
import { PartMaker } from "./part-maker.ts";
import { requestWorld } from "./request-world.ts";
import type { TaskOptions, TaskResult } from "./run-task.ts";
import { previewScene } from "./scene.ts";

/** About ten milliseconds. */
const walkSteps = 10_000;

/** Throws `Cancelled` when the service has given the task up. */
export async function runPreview(task: PreviewTask, options: TaskOptions): Promise<TaskResult> {
  const { cache, libraries, parsed, isCancelled, onEvent = () => undefined } = options;
  if (cache === undefined) throw new Error("a preview needs a cache");
  const limits: Limits = { ...serverLimits, ...task.limits };
  const world = requestWorld(task, libraries);
  const reported: Diagnostic[] = [];
  const outcome = await evaluate({
    world,
    limits,
    inputName: "main.scad",
    options: { ...defaultLanguageOptions, preview: true, definitions: task.definitions },
    formats: [],
    listen: (diagnostic) => reported.push(diagnostic),
    cache,
    libraries: parsed,
    isCancelled,
    walkSteps,
    takeOver: async (ctx, { file, root }) => {
      refuseSolids(ctx, root);
      const said = toClientDiagnostics(reported, file, ctx.sources, world.documentRoot);
      onEvent({ type: "diagnostics", diagnostics: said });
      if (world.refused !== undefined || said.some(({ severity }) => severity === "error")) return;
      const { parts, scene, memo, spanOf } = ctx.timer.measure("parts", () => previewScene(ctx, root));
      onEvent({ type: "scene", parts: scene });
      const maker = new PartMaker({ ctx, file, cache, memo, task, onEvent, spanOf }, parts);
      await ctx.timer.measureAsync("realize", () => maker.makeAll(root));
    },
  });
  const { timings, file, sources } = outcome;
  const diagnostics = toClientDiagnostics(reported, file, sources, world.documentRoot);
  const failure = failureOf(file, outcome.limit, { ...limits, outputBytes: task.meshBytes });
  if (failure?.status === "limit") return { end: failure, diagnostics, timings };
  if (world.refused !== undefined) return { end: { status: "denied", ...world.refused }, diagnostics, timings };
  if (failure !== undefined) return { end: failure, diagnostics, timings };
  if (diagnostics.some(({ severity }) => severity === "error"))
    return { end: { status: "evaluation-error" }, diagnostics, timings };
  const payload = { inline: new Uint8Array(0) };
  return { end: { status: "success", payload, repeatable: !outcome.tainted }, diagnostics, timings };
}

/** Parts are made by the mesh kernel; OpenCascade is in a process that previews do not have. */
function refuseSolids(ctx: Context, root: CsgNode): void {
  for (const node of importsOfSolids(root)) {
    const where = importLine(ctx, node.position);
    const message = `A live preview has no exact solids: ${node.file.replace(/^.*\//, "")}, ${where}`;
    fileMessage(ctx, node, "error", message);
  }
}
