// A mesh file that is validated or healed: no program, no world but the file itself.
import { joinMeshes } from "../../csg/mesh-builder.ts";
import { openExamination } from "../../inspect/context.ts";
import { findFileType } from "../../inspect/file-types.ts";
import { type HealedFile, healFile } from "../../inspect/heal-file.ts";
import type { Issue } from "../../inspect/report.ts";
import { type ExaminedFile, readerFor, type ValidatedFile, validate } from "../../inspect/validate.ts";
import { findExporter } from "../../output/formats.ts";
import { sha256 } from "../../shared/hash.ts";
import { LimitError, type Limits, serverLimits } from "../../shared/limits.ts";
import { encodeUtf8 } from "../../shared/text.ts";
import type { ClientDiagnostic, InspectTask } from "../pool/protocol.ts";
import { checkPrecision } from "./check-precision.ts";
import { deliver } from "./deliver.ts";
import { emptyMeasures, Measurer, measureMesh } from "./measures.ts";
import { resultJson } from "./result-json.ts";
import type { TaskOptions, TaskResult } from "./run-task.ts";

export async function runInspect(task: InspectTask, options: TaskOptions): Promise<TaskResult> {
  const limits: Limits = { ...serverLimits, ...task.limits };
  try {
    return await inspect(task, options, limits);
  } catch (error) {
    if (!(error instanceof LimitError)) throw error;
    return { end: { status: "limit", limit: error.limit, allowed: error.allowed }, diagnostics: [], timings: [] };
  }
}

async function inspect(task: InspectTask, options: TaskOptions, limits: Limits): Promise<TaskResult> {
  const context = openExamination(limits);
  const type = task.type === undefined ? undefined : findFileType(task.type);
  const bytes = typeof task.source === "string" ? encodeUtf8(task.source) : task.source;
  const file: ExaminedFile = { bytes, name: "file", type };
  const { timer } = context.ctx;
  const answer = (json: Uint8Array): TaskResult => end(json, options, limits, timer.spans);
  if (task.kind === "validate") {
    const readSolids = await readerFor(file, options.cache?.engines);
    const validated = timer.measure("validate", () => validate(context, file, readSolids));
    const { qualityScore } = validated.validation;
    if (!task.healsOnDemand || isSound(validated))
      return { ...answer(encodeUtf8(validationJson(validated))), quality: qualityScore };
  }
  const format = task.format === "json" ? undefined : task.format;
  const { cache } = options;
  const healed = await timer.measureAsync("heal", () => healFile(context, file, { format, engines: cache?.engines }));
  if (format === undefined) return answer(healingJson(healed, bytes));
  const { remaining } = healed.healing;
  const imprecise = imprecisionOf(healed, format);
  const isSolid = imprecise === undefined && !remaining.some(({ severity }) => severity === "error");
  // A file alone cannot say what is wrong with it.
  if (healed.bytes !== undefined && isSolid) return end(healed.bytes, options, limits, timer.spans);
  const diagnostics = [...remaining.map(toDiagnostic), ...(imprecise ? [imprecise] : [])];
  return { end: { status: "not-exportable" }, diagnostics, timings: timer.spans };
}

/** Text formats are written with all digits here. */
function imprecisionOf({ healed }: HealedFile, format: string): ClientDiagnostic | undefined {
  const exporter = findExporter(format);
  if (exporter.coordinates !== "single") return undefined;
  return checkPrecision({ dimension: "list", items: healed }, [exporter], new Measurer());
}

function end(
  bytes: Uint8Array,
  { resultPath }: TaskOptions,
  limits: Limits,
  timings: TaskResult["timings"],
): TaskResult {
  return { end: deliver({ bytes, resultPath, limits, repeatable: true }), diagnostics: [], timings };
}

/** Nothing that healing would change. */
function isSound({ validation }: ValidatedFile): boolean {
  return validation.stages.every(({ status }) => status === "passed");
}

/** JSON members without the opening brace, as in result-json.ts. */
function validationJson({ type, validation, meshes }: ValidatedFile): string {
  const measures = meshes.length === 0 ? emptyMeasures : measureMesh(joinMeshes(meshes));
  return JSON.stringify({ type: type?.name ?? null, validation, measures }).slice(1);
}

function healingJson({ type, validation, healing, healed, bytes }: HealedFile, original: Uint8Array): Uint8Array {
  const { name = null } = type ?? {};
  const members = { type: name, validation, healing, original: { sha256: sha256(original), bytes: original.length } };
  const [first] = healed;
  const geometry = healed.length > 1 ? ({ dimension: "list", items: healed } as const) : first;
  const outputs = new Map(bytes === undefined || name === null ? [] : [[name, bytes]]);
  const head = `${JSON.stringify(members).slice(1, -1)},`;
  return resultJson(geometry, { diagnostics: [], outputs, members: head });
}

function toDiagnostic({ severity, message }: Issue): ClientDiagnostic {
  return { severity, code: "import-format", message };
}
