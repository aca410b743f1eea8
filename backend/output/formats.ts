// The table of export formats: the last step of the path looks up here what to write and what it needs.
// Writers are loaded when they run, because a run writes one format and start-up time counts.
import { type Geometry, isEmpty } from "../csg/geometry.ts";
import type { ExactModel } from "../kernel/occt/model.ts";
import type { Context } from "../shared/context.ts";
import { onDemand } from "../shared/on-demand.ts";
import type { Exporter, Stage, Writer } from "./exporter.ts";

interface Entry {
  readonly format: string;
  /** Where it differs from the identifier. */
  readonly suffix?: string;
  readonly mediaType: string;
  readonly accepts: Stage;
  readonly triangular?: true;
  /** Absent: as they are. */
  readonly coordinates?: Exporter["coordinates"];
  readonly load: () => Promise<Writer>;
}

const asciiStl = async (): Promise<Writer> => (await import("./stl.ts")).writeAsciiStl;

/** Identifiers and suffixes by spec/geometry.md §11.1; `glb` is ours. */
const entries: readonly Entry[] = [
  { format: "stl", mediaType: "model/stl", accepts: "3d", triangular: true, load: asciiStl },
  { format: "asciistl", suffix: "stl", mediaType: "model/stl", accepts: "3d", triangular: true, load: asciiStl },
  {
    format: "binstl",
    suffix: "stl",
    mediaType: "model/stl",
    accepts: "3d",
    coordinates: "single",
    triangular: true,
    load: async () => (await import("./stl.ts")).writeBinaryStl,
  },
  {
    format: "obj",
    mediaType: "model/obj",
    accepts: "3d",
    coordinates: "six-digits",
    triangular: true,
    load: async () => (await import("./obj.ts")).writeObj,
  },
  {
    format: "off",
    mediaType: "model/x-off",
    accepts: "3d",
    coordinates: "six-digits",
    load: async () => (await import("./off.ts")).writeOff,
  },
  {
    format: "wrl",
    mediaType: "model/vrml",
    accepts: "3d",
    coordinates: "six-digits",
    load: async () => (await import("./wrl.ts")).writeWrl,
  },
  {
    format: "amf",
    mediaType: "application/x-amf",
    accepts: "3d",
    coordinates: "six-digits",
    triangular: true,
    load: async () => (await import("./amf.ts")).writeAmf,
  },
  {
    format: "3mf",
    mediaType: "model/3mf",
    accepts: "3d",
    coordinates: "single",
    triangular: true,
    load: async () => (await import("./3mf.ts")).write3mf,
  },
  {
    format: "glb",
    mediaType: "model/gltf-binary",
    accepts: "3d",
    coordinates: "single",
    triangular: true,
    load: async () => (await import("./glb.ts")).writeGlb,
  },
  {
    format: "pov",
    mediaType: "text/x-povray",
    accepts: "3d",
    coordinates: "six-digits",
    load: async () => (await import("./pov.ts")).writePov,
  },
  {
    format: "step",
    mediaType: "model/step",
    accepts: "brep",
    load: async () => (await import("./step.ts")).writeStep,
  },
  {
    format: "brep",
    mediaType: "model/x-brep",
    accepts: "brep",
    load: async () => (await import("./brep.ts")).writeBrep,
  },
  {
    format: "iges",
    mediaType: "model/iges",
    accepts: "brep",
    load: async () => (await import("./iges.ts")).writeIges,
  },
  { format: "dxf", mediaType: "image/vnd.dxf", accepts: "2d", load: async () => (await import("./dxf.ts")).writeDxf },
  { format: "svg", mediaType: "image/svg+xml", accepts: "2d", load: async () => (await import("./svg.ts")).writeSvg },
  { format: "pdf", mediaType: "application/pdf", accepts: "2d", load: async () => (await import("./pdf.ts")).writePdf },
  {
    format: "csg",
    mediaType: "application/x-openscad",
    accepts: "csg",
    load: async () => (await import("./csg.ts")).writeCsg,
  },
  {
    format: "ast",
    mediaType: "application/x-openscad",
    accepts: "ast",
    load: async () => (await import("./ast.ts")).writeAst,
  },
  {
    format: "param",
    mediaType: "application/json",
    accepts: "csg",
    load: async () => (await import("./param.ts")).writeParam,
  },
  { format: "echo", mediaType: "text/plain", accepts: "echo", load: async () => (await import("./echo.ts")).writeEcho },
  { format: "term", mediaType: "text/plain", accepts: "csg", load: async () => (await import("./term.ts")).writeTerm },
];

/** Every exporter by its identifier, in the order of the table. */
export const formats: ReadonlyMap<string, Exporter> = new Map(
  entries.map(({ format, suffix, mediaType, accepts, triangular, coordinates, load }) => {
    const writer = onDemand(load);
    const exporter: Exporter = {
      format,
      suffix: suffix ?? format,
      mediaType,
      accepts,
      triangular: triangular ?? false,
      coordinates: coordinates ?? "double",
      write: async (ctx, input) => (await writer())(ctx, input),
    };
    return [format, exporter];
  }),
);

/** The format that a file name's suffix (lower case, no dot) stands for: every identifier is one (spec/cli.md §1.8). */
export const suffixes: ReadonlyMap<string, string> = new Map([
  ...entries.map(({ format }) => [format, format] as const),
  ["stp", "step"],
  ["igs", "iges"],
  ["brp", "brep"],
]);

/** The exporter of an identifier that is known to exist. */
export function findExporter(format: string): Exporter {
  const exporter = formats.get(format);
  if (exporter === undefined) throw new Error(`unknown export format: ${format}`);
  return exporter;
}

/**
 * What must hold before a mesh or a 2D format is written (spec/geometry.md §11.1). True when the exporter can write the
 * geometry; otherwise OpenSCAD's message has been reported.
 */
export function checkExportable(
  ctx: Context,
  exporter: Exporter,
  geometry: Geometry | undefined,
  solids?: ExactModel,
): boolean {
  const { accepts } = exporter;
  if (accepts !== "2d" && accepts !== "3d" && accepts !== "brep") return true;
  const wanted = accepts === "2d" ? 2 : 3;
  if (dimensionOf(geometry) !== wanted) {
    const message = `Current top level object is not a ${wanted}D object.`;
    ctx.report.push({ severity: "plain", code: "wrong-dimension", message });
    return false;
  }
  if (geometry === undefined || isEmpty(geometry)) {
    ctx.report.push({ severity: "plain", code: "empty-top-level", message: "Current top level object is empty." });
    return false;
  }
  if (accepts === "brep" && solids?.report?.gate.passed !== true) {
    const problems = solids?.report?.gate.problems.join(", ") ?? "there is no solid";
    ctx.report.push({ severity: "error", code: "brep-gate", message: `The exact solid was not written: ${problems}.` });
    return false;
  }
  return true;
}

/** No geometry at all counts as an empty 3D object; a list has the dimension of its first object. */
function dimensionOf(geometry: Geometry | undefined): 2 | 3 {
  if (geometry === undefined) return 3;
  if (geometry.dimension !== "list") return geometry.dimension;
  return geometry.items[0]?.dimension ?? 3;
}
