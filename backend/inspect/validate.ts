// The five stages through which a file goes (spec/server.md R-50): it is there and not too large, it has the form of its
// type, a reader takes it, the surface bounds a solid, and how good it is. A stage that fails ends the way.
import type { Mesh } from "../csg/geometry.ts";
import { Engines } from "../kernel/engines.ts";
import type { Context } from "../shared/context.ts";
import { LimitError } from "../shared/limits.ts";
import type { ExaminationContext } from "./context.ts";
import { type Examination, examine, merged } from "./examine.ts";
import { type FileType, recognize, solidFormatOf } from "./file-types.ts";
import { goodScore, qualityScore } from "./quality.ts";
import { type Issue, type StageReport, stageNames, type Validation } from "./report.ts";
import type { SolidReader } from "./solid-file.ts";

export interface ExaminedFile {
  /** Undefined: it could not be opened. */
  readonly bytes: Uint8Array | undefined;
  /** As messages name it. */
  readonly name: string;
  /** What the client says that it is; undefined: the content tells. */
  readonly type: FileType | undefined;
}

/** What a file needs to be read beside the readers of meshes: undefined for nothing. */
export async function readerFor(
  { bytes, type }: ExaminedFile,
  engines: Engines = new Engines(),
): Promise<SolidReader | undefined> {
  const found = bytes === undefined ? undefined : (type ?? recognize(bytes));
  const format = found && solidFormatOf(found);
  // What has not the form of its type is not worth the loading.
  if (format === undefined || found?.complain(bytes as Uint8Array) !== undefined) return undefined;
  const { loadSolidReader } = await import("./solid-file.ts");
  return loadSolidReader(engines, format);
}

export interface ValidatedFile {
  readonly validation: Validation;
  readonly type: FileType | undefined;
  /** One for each object in the file; none when it could not be read. */
  readonly meshes: readonly Mesh[];
  /** Of each mesh. */
  readonly examinations: readonly Examination[];
}

/** `readSolids`: for STEP, IGES and BREP; see `readerFor`. Throws LimitError when a budget is exceeded. */
export function validate(context: ExaminationContext, file: ExaminedFile, readSolids?: SolidReader): ValidatedFile {
  const { ctx } = context;
  const stages = new Stages();
  const { bytes } = file;
  stages.run(() => integrityIssues(ctx, bytes));
  const type = bytes === undefined ? undefined : (file.type ?? recognize(bytes));
  stages.run(() => formatIssues(type, bytes as Uint8Array));
  let meshes: readonly Mesh[] = [];
  stages.run(() => {
    const { issues, read } = parseFile(
      context,
      {
        bytes: bytes as Uint8Array,
        name: file.name,
        type: type as FileType,
      },
      readSolids,
    );
    meshes = read;
    return issues;
  });
  let examinations: readonly Examination[] = [];
  stages.run(() => {
    examinations = meshes.map((mesh) => examine(ctx, mesh));
    return merged(examinations.flatMap(({ issues }) => issues));
  });
  const triangles = examinations.reduce((sum, examination) => sum + examination.triangles, 0);
  const score = stages.failed && examinations.length === 0 ? 0 : qualityScore(stages.issues, triangles);
  stages.score(score > goodScore);
  return { validation: { stages: stages.reports, qualityScore: score }, type, meshes, examinations };
}

class Stages {
  readonly #reports: StageReport[] = [];

  get reports(): readonly StageReport[] {
    return this.#reports;
  }

  get failed(): boolean {
    return this.#reports.some(({ status }) => status === "failed");
  }

  get issues(): readonly Issue[] {
    return this.#reports.flatMap(({ issues }) => issues);
  }

  /** The next stage; it is skipped after one that failed. */
  run(work: () => readonly Issue[]): void {
    if (this.failed) {
      this.#add("skipped", 0, []);
      return;
    }
    const started = performance.now();
    const issues = work();
    const isError = issues.some(({ severity }) => severity === "error");
    const status = isError ? "failed" : issues.length > 0 ? "warning" : "passed";
    this.#add(status, performance.now() - started, issues);
  }

  /** The last stage is never skipped: every file has a score. */
  score(isGood: boolean): void {
    this.#add(isGood ? "passed" : "failed", 0, []);
  }

  #add(status: StageReport["status"], milliseconds: number, issues: readonly Issue[]): void {
    const at = this.#reports.length;
    const name = stageNames[at] as StageReport["name"];
    this.#reports.push({ stage: at + 1, name, status, ms: Math.round(1000 * milliseconds) / 1000, issues });
  }
}

function integrityIssues({ limits }: Context, bytes: Uint8Array | undefined): readonly Issue[] {
  const issue = (code: Issue["code"], message: string): Issue[] => [{ code, severity: "error", message }];
  if (bytes === undefined) return issue("cannot-open", "the file cannot be opened");
  if (bytes.length === 0) return issue("empty-file", "the file is empty");
  if (bytes.length > limits.importBytes)
    return issue("too-large", `the file has more than ${limits.importBytes} bytes`);
  return [];
}

function formatIssues(type: FileType | undefined, bytes: Uint8Array): readonly Issue[] {
  if (type === undefined) {
    const message = "the content is none of STL, OBJ, OFF, 3MF, AMF, STEP, IGES and BREP";
    return [{ code: "unknown-format", severity: "error", message }];
  }
  const complaint = type.complain(bytes);
  return complaint === undefined ? [] : [{ code: "format", severity: "error", message: complaint }];
}

interface Parsed {
  readonly issues: readonly Issue[];
  readonly read: readonly Mesh[];
}

type OpenedFile = { readonly bytes: Uint8Array; readonly name: string; readonly type: FileType };

/** Messages that are told one by one; the rest is counted. */
const mostMessages = 20;

function parseFile(
  { ctx, heard }: ExaminationContext,
  { bytes, name, type }: OpenedFile,
  readSolids: SolidReader | undefined,
): Parsed {
  const solidFormat = solidFormatOf(type);
  if (solidFormat !== undefined && readSolids !== undefined) {
    const { meshes, issues } = readSolids(ctx, solidFormat, bytes);
    return { issues, read: meshes };
  }
  if (type.read === undefined) {
    const message = `files of the type ${type.name.toUpperCase()} cannot be read`;
    return { issues: [{ code: "no-reader", severity: "error", message }], read: [] };
  }
  const before = heard.length;
  const meshes = type.read(ctx, { path: name, bytes, position: 0 });
  const told = heard.slice(before).filter(({ severity }) => severity !== "plain" && severity !== "deprecated");
  const read = meshes.filter(({ offsets }) => offsets.length > 1);
  const issues = told.slice(0, mostMessages).map(
    ({ severity, message }): Issue => ({
      code: "parse",
      severity: severity === "error" ? "error" : "warning",
      message: message.replace(/,? import\(\) at line \d+$/, ""),
    }),
  );
  const more = told.length - issues.length;
  if (more > 0) issues.push({ code: "parse", severity: "warning", count: more, message: `${more} more messages` });
  if (read.length === 0 && !issues.some(({ severity }) => severity === "error")) {
    issues.push({ code: "no-facets", severity: "error", message: "there are no facets" });
  }
  if (triangleSum(read) > ctx.limits.triangles) throw new LimitError("triangles", ctx.limits.triangles);
  return { issues, read };
}

/** After tessellation. */
function triangleSum(meshes: readonly Mesh[]): number {
  return meshes.reduce((sum, { indices, offsets }) => sum + indices.length - 2 * (offsets.length - 1), 0);
}
