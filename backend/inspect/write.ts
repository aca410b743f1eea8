// Writes what healing made. A file in which nothing was mended comes back byte by byte, unless another format is wanted.
import { facetCount, type Geometry, isEmpty, type Mesh } from "../csg/geometry.ts";
import { tessellate } from "../kernel/mesh/tessellate.ts";
import { findExporter } from "../output/formats.ts";
import type { Context } from "../shared/context.ts";
import { LimitError } from "../shared/limits.ts";
import { type FileTypeName, isBinaryStl } from "./file-types.ts";
import type { HealedFile } from "./heal.ts";

export interface HealedOutput {
  readonly healed: HealedFile;
  readonly original: Uint8Array;
  /** Identifier of output/formats.ts for solids; undefined: that of the file. */
  readonly format: string | undefined;
}

/** The format in which a file of a type is written again. */
export function writtenFormat(type: FileTypeName, original: Uint8Array): string | undefined {
  if (type === "step" || type === "iges" || type === "brep") return undefined;
  if (type !== "stl") return type;
  return isBinaryStl(original) ? "binstl" : "stl";
}

/** Undefined when nothing could be read, or nothing is left, or the file's own format is not written. */
export async function writeHealed(ctx: Context, output: HealedOutput): Promise<Uint8Array | undefined> {
  const { healed, original } = output;
  const { type, geometry, healing } = healed;
  if (type === undefined || geometry === undefined || isEmpty(geometry)) return undefined;
  const own = writtenFormat(type.name, original);
  const format = output.format ?? own;
  if (format === undefined) return undefined;
  if (healing.applied.length === 0 && format === own) return original;
  const exporter = findExporter(format);
  const bytes = await exporter.write(ctx, {
    file: undefined,
    root: undefined,
    geometry: exporter.triangular ? inTriangles(ctx, geometry) : geometry,
    inputName: "healed",
    exact: true,
    options: new Map([
      ["add-meta-data", "false"],
      ["decimal-precision", "16"],
    ]),
    camera: ctx.options.camera,
    log: [],
  });
  if (bytes.length > ctx.limits.outputBytes) throw new LimitError("outputBytes", ctx.limits.outputBytes);
  return bytes;
}

function inTriangles(ctx: Context, geometry: Geometry): Geometry {
  if (geometry.dimension === 2) return geometry;
  if (geometry.dimension === 3) return tessellate(ctx, geometry);
  const items = geometry.items.filter((item): item is Mesh => item.dimension === 3 && facetCount(item) > 0);
  return { dimension: "list", items: items.map((item) => tessellate(ctx, item)) };
}
