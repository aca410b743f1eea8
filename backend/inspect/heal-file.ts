// A file in, its healed copy out. What is written is read again, as whoever gets it will read it: rounding to single
// precision may bring defects back, and what the report says is left is what is left in the file.
import { facetCount, type Geometry, type Mesh } from "../csg/geometry.ts";
import { Engines } from "../kernel/engines.ts";
import { tessellate } from "../kernel/mesh/tessellate.ts";
import { findExporter } from "../output/formats.ts";
import type { Context } from "../shared/context.ts";
import { LimitError } from "../shared/limits.ts";
import type { ExaminationContext } from "./context.ts";
import { merged } from "./examine.ts";
import { type FileTypeName, findFileType, isBinaryStl, solidFormatOf } from "./file-types.ts";
import { healMesh } from "./heal.ts";
import { healSolids } from "./heal-solids.ts";
import type { Healing, Issue, Repair } from "./report.ts";
import { unitOf } from "./unit.ts";
import { type ExaminedFile, readerFor, type ValidatedFile, validate } from "./validate.ts";

export interface HealOptions {
  /** Identifier of output/formats.ts for solids; absent: that of the file. */
  readonly format?: string;
  /** Those that are loaded already. */
  readonly engines?: Engines;
}

/** The validation is that of the original. */
export interface HealedFile extends ValidatedFile {
  readonly healing: Healing;
  /** The objects of the healed file. */
  readonly healed: readonly Mesh[];
  /** The original's own bytes when nothing was changed. Undefined when it could not be read or nothing is left of it. */
  readonly bytes: Uint8Array | undefined;
}

/** How often a file that was written is healed again. */
const mostRounds = 3;

/** Throws LimitError, KernelError. */
export async function healFile(
  context: ExaminationContext,
  file: ExaminedFile,
  { format, engines = new Engines() }: HealOptions = {},
): Promise<HealedFile> {
  const original = validate(context, file, await readerFor(file, engines));
  const exact = format === undefined ? await healExactly(context, file, original, engines) : undefined;
  if (exact !== undefined) return exact;
  const applied: Repair[] = [];
  let current = original;
  let remaining: readonly Issue[] = original.validation.stages.flatMap(({ issues }) => issues);
  let healed: readonly Mesh[] = [];
  let bytes: Uint8Array | undefined;
  for (let round = 0; round < mostRounds; round++) {
    const result = await healMeshes(context.ctx, engines, current);
    if (round > 0 && result.applied.length === 0) break;
    applied.push(...result.applied);
    ({ remaining, healed } = result);
    bytes = await write(context.ctx, { type: original.type?.name, file, format, meshes: healed, applied });
    const type = findFileType(format ?? original.type?.name ?? "");
    if (bytes === undefined || bytes === file.bytes || type === undefined) break;
    current = validate(context, { bytes, name: file.name, type });
    remaining = current.validation.stages.flatMap(({ issues }) => issues);
  }
  return { ...original, healing: { applied: merged(applied), remaining }, healed, bytes };
}

/** Exact solids in their own format; undefined for meshes, and for what ShapeFix cannot mend. */
async function healExactly(
  context: ExaminationContext,
  file: ExaminedFile,
  original: ValidatedFile,
  engines: Engines,
): Promise<HealedFile | undefined> {
  const format = original.type && solidFormatOf(original.type);
  if (format === undefined || file.bytes === undefined) return undefined;
  const solids = await healSolids(context.ctx, engines, format, file.bytes);
  if (solids === undefined) return undefined;
  const { applied, bytes } = solids;
  const copy = { bytes, name: file.name, type: original.type };
  const { validation, meshes } =
    applied.length === 0 ? original : validate(context, copy, await readerFor(copy, engines));
  const remaining = validation.stages.flatMap(({ issues }) => issues);
  return { ...original, healing: { applied, remaining }, healed: meshes, bytes };
}

interface HealedMeshes extends Healing {
  readonly healed: readonly Mesh[];
}

async function healMeshes(ctx: Context, engines: Engines, file: ValidatedFile): Promise<HealedMeshes> {
  const applied: Repair[] = [];
  const remaining: Issue[] = [];
  const healed: Mesh[] = [];
  // A file that was read in part only has no examination: what is missing cannot be healed.
  for (const [at, examination] of file.examinations.entries()) {
    const result = await healMesh(ctx, engines, file.meshes[at] as Mesh, examination);
    applied.push(...result.applied);
    remaining.push(...result.remaining);
    if (facetCount(result.mesh) > 0) healed.push(result.mesh);
  }
  if (file.examinations.length > 0) return { applied, remaining: merged(remaining), healed };
  return { applied, remaining: file.validation.stages.flatMap(({ issues }) => issues), healed };
}

interface Writing {
  readonly type: FileTypeName | undefined;
  readonly file: ExaminedFile;
  readonly format: string | undefined;
  readonly meshes: readonly Mesh[];
  readonly applied: readonly Repair[];
}

/** Undefined when there is nothing to write, or the file's own format is not written. */
async function write(ctx: Context, { type, file, format, meshes, applied }: Writing): Promise<Uint8Array | undefined> {
  if (type === undefined || file.bytes === undefined || meshes.length === 0) return undefined;
  const own = writtenFormat(type, file.bytes);
  const wanted = format ?? own;
  if (wanted === undefined) return undefined;
  if (applied.length === 0 && wanted === own) return file.bytes;
  const exporter = findExporter(wanted);
  const unit = wanted === type ? unitOf(ctx, { path: file.name, bytes: file.bytes, position: 0 }) : undefined;
  const bytes = await exporter.write(ctx, {
    file: undefined,
    root: undefined,
    geometry: geometryOf(exporter.triangular ? meshes.map((mesh) => tessellate(ctx, mesh)) : meshes),
    inputName: file.name,
    exact: true,
    options: new Map([
      ["add-meta-data", "false"],
      ["decimal-precision", "16"],
      ...(unit === undefined ? [] : ([["unit", unit]] as const)),
    ]),
    camera: ctx.options.camera,
    log: [],
  });
  if (bytes.length > ctx.limits.outputBytes) throw new LimitError("outputBytes", ctx.limits.outputBytes);
  return bytes;
}

/** The format in which a file of a type is written again. */
function writtenFormat(type: FileTypeName, original: Uint8Array): string | undefined {
  if (type === "step" || type === "iges" || type === "brep") return undefined;
  if (type !== "stl") return type;
  return isBinaryStl(original) ? "binstl" : "stl";
}

function geometryOf(meshes: readonly Mesh[]): Geometry | undefined {
  return meshes.length > 1 ? { dimension: "list", items: meshes } : meshes[0];
}
