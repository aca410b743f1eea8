// The entry to all readers: an import or surface node names a file, its content becomes plain data. Files come from the
// world only; what is missing or not understood is reported with OpenSCAD's texts and gives nothing.
import { emptyMesh, type Mesh } from "../csg/geometry.ts";
import type { ImportNode, SurfaceNode } from "../csg/nodes.ts";
import type { Context } from "../shared/context.ts";
import { LimitError } from "../shared/limits.ts";
import { relativePath } from "../shared/world.ts";
import { centerMeshes } from "./center.ts";
import { type FileSource, fileMessage, importLine } from "./file-source.ts";
import type { ImportedDrawing, ImportResult } from "./result.ts";

/** How a format is read, and what is said when its file cannot be. */
interface Reader {
  readonly dimension: 2 | 3;
  readonly missing: (ctx: Context, source: FileSource) => void;
  readonly read: (ctx: Context, node: ImportNode, source: FileSource) => readonly Mesh[] | ImportedDrawing;
}

/** Says that the file is not there, in the words of its format. */
function missing(words: string, severity: "warning" | "error" = "warning"): Reader["missing"] {
  return (ctx, source) => {
    const message = `${words} '${source.path}', ${importLine(ctx, source.position)}`;
    fileMessage(ctx, source, severity, message, "import-open");
  };
}

const cannotOpen = missing("Can't open import file");

/*
 * Readers are loaded by the first file that asks for one: most programs import nothing, and start-up time counts. That the
 * loading does not wait (require, not import) is what lets kernels read while they walk the tree.
 */
const stl = (): typeof import("./stl.ts") => require("./stl.ts");
const off = (): typeof import("./off.ts") => require("./off.ts");
const obj = (): typeof import("./obj.ts") => require("./obj.ts");
const amf = (): typeof import("./amf.ts") => require("./amf.ts");
const threeMf = (): typeof import("./3mf.ts") => require("./3mf.ts");
const nef3 = (): typeof import("./nef3.ts") => require("./nef3.ts");
const dxf = (): typeof import("./dxf.ts") => require("./dxf.ts");
const svg = (): typeof import("./svg.ts") => require("./svg.ts");
const surface = (): typeof import("./surface.ts") => require("./surface.ts");

/** By lower-case extension (spec/geometry.md §10.2). */
const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["stl", { dimension: 3, missing: cannotOpen, read: (ctx, _node, source) => [stl().readStl(ctx, source)] }],
  [
    "off",
    {
      dimension: 3,
      missing: (ctx, source) => off().reportMissingOff(ctx, source),
      read: (ctx, _node, source) => [off().readOff(ctx, source)],
    },
  ],
  ["obj", { dimension: 3, missing: cannotOpen, read: (ctx, _node, source) => [obj().readObj(ctx, source)] }],
  ["amf", { dimension: 3, missing: cannotOpen, read: (ctx, _node, source) => amf().readAmf(ctx, source) }],
  [
    "3mf",
    {
      dimension: 3,
      missing: missing("Could not read file"),
      read: (ctx, _node, source) => threeMf().read3mf(ctx, source),
    },
  ],
  ["nef3", { dimension: 3, missing: cannotOpen, read: (ctx, _node, source) => nef3().readNef3(ctx, source) }],
  [
    "dxf",
    {
      dimension: 2,
      missing: (ctx, source) =>
        fileMessage(ctx, source, "warning", `Can't open DXF file '${source.path}'.`, "import-open"),
      read: (ctx, node, source) => {
        const { layer = "", origin, scale, fragments } = node;
        return dxf().dxfPolygon(dxf().readDxf(ctx, source, { layer, origin, scale, fragments }), node);
      },
    },
  ],
  [
    "svg",
    {
      dimension: 2,
      missing: missing("Can't open file", "error"),
      read: (ctx, node, source) => svg().readSvg(ctx, source, node),
    },
  ],
]);

/** The content of the file that an import node names. */
export function readImport(ctx: Context, node: ImportNode): ImportResult {
  const extension = /[^/]\.([^./]*)$/.exec(node.file)?.[1]?.toLowerCase() ?? "";
  const reader = readers.get(extension);
  if (reader === undefined) {
    const relative = node.file === "" ? "" : relativePath(ctx.world.documentRoot, node.file);
    const name = `"${relative.replace(/["\\]/g, "\\$&")}"`;
    const message = `Unsupported file format while trying to import file '${name}', ${importLine(ctx, node.position)}`;
    fileMessage(ctx, node, "error", message);
    return { dimension: 3, meshes: [] };
  }
  if (extension === "amf") {
    fileMessage(ctx, node, "deprecated", "AMF import is deprecated. Please use 3MF instead.");
  }
  const source = openFile(ctx, node);
  if (source === undefined) {
    reader.missing(ctx, { path: node.file, bytes: new Uint8Array(0), position: node.position });
    return reader.dimension === 2 ? { dimension: 2, shapes: [] } : { dimension: 3, meshes: [] };
  }
  const content = reader.read(ctx, node, source);
  if ("dimension" in content) return content;
  const meshes = content.filter(({ offsets }) => offsets.length > 1);
  return { dimension: 3, meshes: node.center ? centerMeshes(meshes) : meshes };
}

/** The solid over the height map that a surface node names. */
export function readSurface(ctx: Context, node: SurfaceNode): Mesh {
  const source = openFile(ctx, node);
  if (source === undefined) {
    fileMessage(ctx, node, "warning", `The file '${node.file}' couldn't be opened.`, "import-open");
    return emptyMesh;
  }
  return surface().surfaceMesh(ctx, source, node);
}

function openFile(ctx: Context, node: ImportNode | SurfaceNode): FileSource | undefined {
  const bytes = node.file === "" ? undefined : ctx.world.read(node.file);
  if (bytes === undefined) return undefined;
  const { importBytes } = ctx.limits;
  if (bytes.length > importBytes) throw new LimitError("importBytes", importBytes, node.position);
  return { path: node.file, bytes, position: node.position };
}
