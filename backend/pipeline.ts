// The whole path on one page: parse → link → run → realize → write. A format says how far the path must go,
// so text formats never load a kernel.

import type { File } from "./ast/nodes.ts";
import { parse } from "./ast/parse.ts";
import { LibraryCache, type LibraryCacheOptions } from "./compile/library-cache.ts";
import { link, type Program } from "./compile/link.ts";
import { run } from "./compile/run.ts";
import type { Geometry } from "./csg/geometry.ts";
import type { CsgNode } from "./csg/nodes.ts";
import type { Shaper } from "./csg/text.ts";
import type { ShapeCache } from "./kernel/cache.ts";
import { NotWritten } from "./kernel/kernel.ts";
import type { ExactOptions } from "./kernel/occt/maker.ts";
import type { ExactModel } from "./kernel/occt/model.ts";
import type { ExactReport } from "./kernel/occt/report.ts";
import type { Statistics } from "./kernel/statistics.ts";
import type { ThreadOptions } from "./kernel/threads/crew.ts";
import type { Assignment, TellPart } from "./kernel/threads/messages.ts";
import type { Exporter, ExportInput, ExportOptions, Stage } from "./output/exporter.ts";
import { checkExportable, findExporter } from "./output/formats.ts";
import { readSettings, solidSettings } from "./output/settings.ts";
import type { Camera, Context, FaceColors, LanguageOptions } from "./shared/context.ts";
import type { Diagnostic } from "./shared/diagnostic.ts";
import type { Guard } from "./shared/guard.ts";
import { Deadline, LimitError, type LimitName, type Limits } from "./shared/limits.ts";
import { onDemand } from "./shared/on-demand.ts";
import { HardWarning, type Listener, type MessageHistory, Reporter } from "./shared/reporter.ts";
import { SourceMap } from "./shared/source.ts";
import { Timer } from "./shared/timing.ts";
import type { World } from "./shared/world.ts";

const kernelLoader = onDemand(() => import("./kernel/load.ts"));
const kernelEngines = onDemand(() => import("./kernel/engines.ts"));
const kernelWalk = onDemand(() => import("./kernel/realize.ts"));
const solidNeeds = onDemand(() => import("./kernel/occt/needs.ts"));
const tessellation = onDemand(() => import("./kernel/mesh/tessellate.ts"));

/** One evaluation: a world, the options, and what to write. */
export interface Job {
  readonly world: World;
  readonly options: LanguageOptions;
  readonly limits: Limits;
  /** The input as the user named it: `Can't parse file '<name>'!`, titles of exports. */
  readonly inputName: string;
  /** Identifiers of output/formats.ts. All are written from one evaluation; with `echo` the log goes there. */
  readonly formats: readonly string[];
  readonly exportOptions?: ReadonlyMap<string, ExportOptions>;
  /** The outcome's geometry is wanted, in triangles, whatever the formats need. */
  readonly triangles?: boolean;
  readonly listen?: Listener;
  /** The `echo` export holds errors only (`--quiet`). */
  readonly quiet?: boolean;
  /** Changes the parsed file before it is linked (parameter sets). */
  readonly prepare?: (ctx: Context, file: File) => File;
  /** `--render=force`: a 3D result is converted to the kernel's solid and back. */
  readonly forceConversion?: boolean;
  /** Shapes kept between evaluations; absent: nothing is kept. */
  readonly cache?: ShapeCache;
  /** Parsed sources and generated code kept between evaluations; absent: nothing is kept. */
  readonly libraries?: LibraryCache;
  /** Colors of faces that have none of their own. */
  readonly faceColors?: FaceColors;
  /** What an earlier evaluation of the same world and options parsed: only `$t` may differ. */
  readonly loaded?: Loaded;
  /** A line that is printed before the program runs. */
  readonly announcement?: string;
  /** Messages that were shown before, as far as repeated ones are suppressed. */
  readonly history?: MessageHistory;
  /** Notes the times, for whoever wants more of them than the outcome tells. */
  readonly timer?: Timer;
  /** Asked now and then; once it says so, `evaluate` throws `Cancelled`. */
  readonly isCancelled?: () => boolean;
  /** Ends the process when a library works on a file for ever; absent: whoever started the process does. */
  readonly guard?: Guard | undefined;
  /** How many steps a program of one file is walked before code is generated; absent: none. */
  readonly walkSteps?: number;
  /** Other threads that may help with the geometry; absent: there are none. */
  readonly threads?: ThreadOptions | undefined;
  /** Takes over once the program has run: nothing is realized or written here then. */
  readonly takeOver?: (ctx: Context, reached: { readonly file: File; readonly root: CsgNode }) => Promise<void>;
}

/** A program that is ready to run. */
export interface Loaded {
  readonly sources: SourceMap;
  readonly program: Program;
}

/** How far an evaluation came. Everything but `done` has said why through the diagnostics. */
export type OutcomeStatus = "done" | "cannot-parse" | "hard-warning" | "limit" | "not-exportable";

export interface Outcome {
  readonly status: OutcomeStatus;
  /** Bytes by format; a format that could not be written is absent. */
  readonly outputs: ReadonlyMap<string, Uint8Array>;
  readonly sources: SourceMap;
  readonly file?: File;
  readonly root?: CsgNode;
  /** Null when the evaluation gave no geometry at all; undefined when none was asked for. */
  readonly geometry?: Geometry | null;
  readonly camera?: Camera;
  /** True when an unseeded `rands` makes the result unrepeatable. */
  readonly tainted: boolean;
  readonly limit?: LimitName;
  readonly timings: readonly { readonly stage: string; readonly milliseconds: number }[];
  readonly statistics?: Statistics;
  /** How exact each node is, and what the gate found, when a format of exact solids was written. */
  readonly exactness?: ExactReport | undefined;
  /** For another evaluation of the same program. */
  readonly loaded?: Loaded;
}

/** What writers are given of a run. */
type Reached = Partial<Outcome> & {
  readonly solids?: ExactModel | undefined;
  /** The geometry with its meshes tessellated, made once. */
  readonly inTriangles?: () => Promise<Geometry>;
};

/** Runs a job. Throws `Cancelled`, and else only for a defect of the program itself. */
export async function evaluate(job: Job): Promise<Outcome> {
  const log: string[] = [];
  const wantsLog = job.formats.includes("echo");
  const listen: Listener = (diagnostic, line) => {
    const logged = job.quiet ? diagnostic.severity === "error" : diagnostic.severity !== "html-link";
    if (wantsLog && logged) log.push(line);
    job.listen?.(diagnostic, line);
  };
  const { limits, history } = job;
  const sources = job.loaded?.sources ?? new SourceMap();
  const report = new Reporter({ print: { sources, ...directoriesOf(job.world) }, listen, limits, history });
  const ctx: Context = {
    world: job.world,
    sources,
    report,
    limits,
    deadline: new Deadline(limits.time, undefined, job.isCancelled),
    timer: job.timer ?? new Timer(),
    options: job.options,
    faceColors: job.faceColors,
    guard: job.guard,
  };
  const outputs = new Map<string, Uint8Array>();
  const base = { outputs, sources, tainted: false, timings: ctx.timer.spans };
  try {
    return await walkPath(ctx, job, log, base);
  } catch (error) {
    if (error instanceof HardWarning) return { ...base, status: "hard-warning" };
    if (!(error instanceof LimitError)) throw error;
    report.push(limitDiagnostic(error));
    return { ...base, status: "limit", limit: error.limit };
  }
}

/** The stages in order. Each is a function of the context and the tree before it. */
async function walkPath(
  ctx: Context,
  job: Job,
  log: readonly string[],
  base: Omit<Outcome, "status">,
): Promise<Outcome> {
  const { timer, report } = ctx;
  const exporters = job.formats.map(findExporter);
  const write = (stage: Reached, only?: Stage): Promise<OutcomeStatus> =>
    timer.measureAsync("write", () => writeAll(ctx, job, exporters, { ...base, ...stage }, log, only));

  const program = job.loaded?.program ?? load(ctx, job);
  const file = program.main;
  if (program.limit !== undefined) return { ...base, status: "limit", limit: program.limit, file };
  if (file.failed) {
    report.push({ severity: "plain", code: "cannot-parse", message: `Can't parse file '${job.inputName}'!\n` });
    await write({ file }, "echo");
    return { ...base, status: "cannot-parse", file };
  }
  if (job.announcement !== undefined) report.push({ severity: "plain", code: "export", message: job.announcement });
  const shaper = usesMetrics(ctx) ? await timer.measureAsync("fonts", () => loadFonts(ctx, file)) : undefined;
  const { root, camera, tainted, limit } = timer.measure("run", () =>
    run(ctx, program, { shaper, libraries: job.libraries, walkSteps: job.walkSteps }),
  );
  const soFar = { ...base, file, root, camera, tainted, loaded: { sources: ctx.sources, program } };
  if (limit !== undefined || (job.options.hardWarnings && report.warnings > 0)) {
    await write({ file, camera }, "echo");
    return limit === undefined ? { ...soFar, status: "hard-warning" } : { ...soFar, status: "limit", limit };
  }
  report.stopOnWarning = job.options.hardWarnings;
  if (job.takeOver !== undefined) {
    await job.takeOver(ctx, { file, root });
    return { ...soFar, status: "done" };
  }

  if (!job.triangles && !exporters.some(({ accepts }) => accepts === "2d" || accepts === "3d" || accepts === "brep"))
    return { ...soFar, status: await write(soFar) };
  const solidFormats = exporters.filter(({ accepts }) => accepts === "brep").map(({ format }) => format);
  const { geometry, statistics, solids } = await realizeRoot(ctx, file, root, job, solidFormats);
  try {
    let triangles: Promise<Geometry> | undefined;
    const inTriangles =
      geometry === null
        ? undefined
        : (): Promise<Geometry> => {
            triangles ??= tessellated(ctx, geometry);
            return triangles;
          };
    const status = await write({ ...soFar, geometry, solids, inTriangles });
    const result = (job.triangles ? await inTriangles?.() : geometry) ?? null;
    return { ...soFar, geometry: result, statistics, exactness: solids?.report, status };
  } finally {
    solids?.close();
  }
}

/** Parses the main file and what it uses. A file with errors is a program of its own. */
function load(ctx: Context, job: Job): Program {
  const { main } = job.world;
  const options = { cache: job.libraries?.sources };
  const parsed = ctx.timer.measure("parse", () => parse(ctx, main.path, main.bytes, options));
  if (parsed.limit !== undefined || parsed.failed) return { main: parsed, libraries: new Map(), limit: parsed.limit };
  const file = job.prepare?.(ctx, parsed) ?? parsed;
  return ctx.timer.measure("link", () => link(ctx, file, options));
}

/** Writes every format that accepts what was reached; `only` restricts to one stage. */
async function writeAll(
  ctx: Context,
  job: Job,
  exporters: readonly Exporter[],
  reached: Reached & Pick<Outcome, "outputs">,
  log: readonly string[],
  only?: Stage,
): Promise<OutcomeStatus> {
  let status: OutcomeStatus = "done";
  for (const exporter of exporters) {
    if (only !== undefined && exporter.accepts !== only) continue;
    const geometry = reached.geometry ?? undefined;
    const input: ExportInput = {
      file: reached.file as File,
      root: reached.root,
      geometry: exporter.triangular ? await reached.inTriangles?.() : geometry,
      solids: reached.solids,
      inputName: job.inputName,
      options: job.exportOptions?.get(`export-${exporter.format}`) ?? new Map(),
      camera: reached.camera ?? job.options.camera,
      log,
    };
    if (!checkExportable(ctx, exporter, input.geometry, input.solids)) {
      status = "not-exportable";
      continue;
    }
    const bytes = await writeOne(ctx, exporter, input);
    if (bytes === undefined) {
      status = "not-exportable";
      continue;
    }
    if (bytes.length > ctx.limits.outputBytes) throw new LimitError("outputBytes", ctx.limits.outputBytes);
    (reached.outputs as Map<string, Uint8Array>).set(exporter.format, bytes);
  }
  return status;
}

/** Undefined, with a message, when the library of the format cannot write what it holds. */
async function writeOne(ctx: Context, exporter: Exporter, input: ExportInput): Promise<Uint8Array | undefined> {
  try {
    return await exporter.write(ctx, input);
  } catch (error) {
    if (!(error instanceof NotWritten)) throw error;
    const message = `The exact solid was not written: ${error.message}.`;
    ctx.report.push({ severity: "error", code: "brep-gate", message });
    return undefined;
  }
}

/** The geometry of a tree. The kernel and what belongs to it are loaded here, and only here. */
async function realizeRoot(
  ctx: Context,
  file: File,
  root: CsgNode,
  job: Job,
  solidFormats: readonly string[],
): Promise<{ geometry: Geometry | null; statistics: Statistics; solids?: ExactModel }> {
  const { loadKernel } = await kernelLoader();
  const { cache, forceConversion } = job;
  const { Engines } = await kernelEngines();
  const engines = cache?.engines ?? new Engines();
  const kernel = await ctx.timer.measureAsync("kernel", () =>
    loadKernel(ctx, root, { engines, fonts: file.fonts, forceConversion }),
  );
  const { needsSolids } = await solidNeeds();
  if (solidFormats.length > 0 || needsSolids(root)) {
    const { realizeExact } = await import("./kernel/occt/model.ts");
    const name = job.inputName.replace(/^.*\/|\.scad$/g, "");
    const options = exactOptions(job);
    const tools = { engines, mesh: kernel, options, name, formats: solidFormats };
    const solids = await realizeExact(ctx, root, tools);
    return { ...solids, solids };
  }
  const { realize } = await kernelWalk();
  const threads = job.threads && { engines, options: job.threads };
  return ctx.timer.measureAsync("realize", () => realize(ctx, root, kernel, { cache, forceConversion, threads }));
}

/** What a thread does that `Job.threads` has opened. */
export async function makeParts(assignment: Assignment, tell: TellPart): Promise<void> {
  const { makeParts } = await import("./kernel/threads/make-parts.ts");
  return makeParts(assignment, tell);
}

/** Of the first format of exact solids: one evaluation makes one set of them. */
function exactOptions({ formats, exportOptions }: Job): ExactOptions {
  const format = formats.find((name) => findExporter(name).accepts === "brep");
  const values = readSettings(solidSettings, exportOptions?.get(`export-${format}`) ?? new Map());
  return { facetsBelow: values["facets-below"] };
}

/** The same geometry with its meshes tessellated. */
async function tessellated(ctx: Context, geometry: Geometry): Promise<Geometry> {
  const { tessellate } = await tessellation();
  if (geometry.dimension === 3) return tessellate(ctx, geometry);
  if (geometry.dimension === 2) return geometry;
  return { ...geometry, items: geometry.items.map((item) => (item.dimension === 3 ? tessellate(ctx, item) : item)) };
}

/** A cache for `Job.cache`. */
export async function openShapeCache(): Promise<ShapeCache> {
  const { ShapeCache } = await import("./kernel/cache.ts");
  return new ShapeCache();
}

/** A cache for `Job.libraries`. */
export function openLibraryCache(options: LibraryCacheOptions = {}): LibraryCache {
  return new LibraryCache(options);
}

/** textmetrics() and fontmetrics() need fonts while the program runs; they exist only behind their feature. */
function usesMetrics(ctx: Context): boolean {
  return (
    ctx.options.features.has("textmetrics") &&
    ctx.sources.sources.some(({ text }) => /\b(text|font)metrics\b/.test(text))
  );
}

async function loadFonts(ctx: Context, file: File): Promise<Shaper> {
  const { loadShaper } = await import("./csg/text/shaper.ts");
  return loadShaper(ctx.world, file.fonts, { limits: ctx.limits });
}

function limitDiagnostic(error: LimitError): Diagnostic {
  return { severity: "error", code: "limit", message: error.message, position: error.position };
}

function directoriesOf(world: World): Pick<World, "documentRoot" | "workingDirectory"> {
  return { documentRoot: world.documentRoot, workingDirectory: world.workingDirectory };
}
