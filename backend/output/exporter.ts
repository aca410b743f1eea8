// What an exporter is. One file per format implements it; formats.ts lists them all.
import type { File } from "../ast/nodes.ts";
import type { Geometry } from "../csg/geometry.ts";
import type { CsgNode } from "../csg/nodes.ts";
import type { ExactModel } from "../kernel/occt/model.ts";
import type { Camera, Context } from "../shared/context.ts";

/** How far the pipeline must go before the exporter can write. */
export type Stage = "ast" | "csg" | "echo" | "2d" | "3d" | "brep";

/** Values of `-O section/key=value` for one section; keys are OpenSCAD's (spec/geometry.md §11.15). */
export type ExportOptions = ReadonlyMap<string, string>;

/** Everything that is known when writing. What a stage did not produce is undefined. */
export interface ExportInput {
  readonly file: File | undefined;
  readonly root: CsgNode | undefined;
  readonly geometry: Geometry | undefined;
  /** Exact solids, for the formats that want them. */
  readonly solids?: ExactModel | undefined;
  /** Name of the input as typed: title of 3MF, POV and PDF. */
  readonly inputName: string;
  /** Coordinates keep all their digits where OpenSCAD's own files have six. */
  readonly exact?: boolean;
  readonly options: ExportOptions;
  /** The camera after the program's own assignments. */
  readonly camera: Camera;
  /** Lines of the log so far (the `.echo` export), without newlines; HtmlLink lines are left out. */
  readonly log: readonly string[];
}

/** Makes the bytes of a file. The geometry has passed `checkExportable`. */
export type Writer = (ctx: Context, input: ExportInput) => Uint8Array | Promise<Uint8Array>;

export interface Exporter {
  /** Identifier for `--export-format` and the API. */
  readonly format: string;
  readonly suffix: string;
  readonly mediaType: string;
  readonly accepts: Stage;
  /** True when the writer wants triangles: the pipeline tessellates the meshes first (spec/geometry.md §8.2). */
  readonly triangular: boolean;
  /** How it tells coordinates of solids: in single precision, with six digits, or as they are. */
  readonly coordinates: "single" | "six-digits" | "double";
  /** Loads the format's `Writer` (a run pays only for the format that it writes) and runs it. */
  write(ctx: Context, input: ExportInput): Promise<Uint8Array>;
}

/** How a text format writes a coordinate: the method of `TextBuffer`. */
export function coordinateForm({ exact }: ExportInput): "general" | "shortest" {
  return exact === true ? "shortest" : "general";
}
