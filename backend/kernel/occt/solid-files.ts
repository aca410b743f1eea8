// Files of exact solids as they come from anybody: counted before the library sees them (spec/server.md T-STEP-1), then read.
import type { TopoDS_Shape } from "../../../wasm/occt.ts";
import type { Limits } from "../../shared/limits.ts";
import { LimitError } from "../../shared/limits.ts";
import { Brep } from "./brep.ts";
import { withCavities } from "./cavities.ts";
import { type OcctEngine, OcctError } from "./engine.ts";
import { checkPart21 } from "./part21.ts";
import { SolidFileError } from "./solid-file-error.ts";
import { mentionsColors, withColors } from "./step-colors.ts";
import { compoundOf, partsOf, type Scope } from "./topology.ts";

export type SolidFormat = "step" | "iges" | "brep";

const suffixes: ReadonlyMap<string, SolidFormat> = new Map([
  ["step", "step"],
  ["stp", "step"],
  ["iges", "iges"],
  ["igs", "iges"],
  ["brep", "brep"],
  ["brp", "brep"],
]);

/** By the name of the file; undefined when it holds something else. */
export function solidFormatOf(path: string): SolidFormat | undefined {
  return suffixes.get(/\.([^./]*)$/.exec(path)?.[1]?.toLowerCase() ?? "");
}

/** Linear in the bytes. Throws SolidFileError or LimitError; nothing has been loaded then. */
export function checkSolidFile(
  format: SolidFormat,
  bytes: Uint8Array,
  { importBytes }: Pick<Limits, "importBytes">,
): void {
  if (bytes.length > importBytes) throw new LimitError("importBytes", importBytes);
  if (format === "step") checkPart21(bytes);
  else if (format === "iges") checkIges(bytes);
  else checkBrep(bytes);
}

const IGES_START = /^[^\r\n]{72}S {0,6}\d{1,7} *\r?\n/;
const IGES_END = /T {0,6}\d{1,7}\s*$/;

function checkIges(bytes: Uint8Array): void {
  const { head, tail } = endsOf(bytes);
  if (!IGES_START.test(head))
    throw new SolidFileError("an IGES file has lines of 80 columns, the first with 'S' in column 73");
  if (!IGES_END.test(tail)) throw new SolidFileError("the end of the IGES file is missing");
}

/** Sections that say how many entries they have. */
const COUNTED =
  /^(Locations|Curve2ds|Curves|Polygon3D|PolygonOnTriangulations|Surfaces|Triangulations|TShapes) +(\d+)/gm;

/** A vertex or an edge: its data, zeros that end them, seven flags and its parts up to a star. */
const RECORD = /^(Ve|Ed)\r?\n([^*]*)\*/gm;
/** Without these zeros the library reads on for ever. */
const VERTEX_END = /\s0\s+0\s+[01]{7}\s/;
const EDGE_END = /\s0\s+[01]{7}\s/;

function checkBrep(bytes: Uint8Array): void {
  const { head } = endsOf(bytes);
  if (!/^\s*(DBRep_DrawableShape|CASCADE Topology V\d)/.test(head)) {
    throw new SolidFileError("a BREP file begins with 'CASCADE Topology' or 'DBRep_DrawableShape'");
  }
  const text = new TextDecoder("latin1").decode(bytes);
  for (const [, kind, record = ""] of text.matchAll(RECORD)) {
    if (!(kind === "Ve" ? VERTEX_END : EDGE_END).test(record))
      throw new SolidFileError(`the data of ${kind === "Ve" ? "a vertex" : "an edge"} have no end`);
  }
  for (const [, section, count] of text.matchAll(COUNTED)) {
    // No entry takes less than two bytes.
    if (Number(count) > bytes.length / 2)
      throw new SolidFileError(`the file tells of ${count} ${section}, which it cannot hold`);
  }
}

function endsOf(bytes: Uint8Array): { head: string; tail: string } {
  const decoder = new TextDecoder("latin1");
  return { head: decoder.decode(bytes.subarray(0, 4096)), tail: decoder.decode(bytes.subarray(-200)) };
}

/** The path in the module's own file system. */
const FILE = "/import.step";

/**
 * The shapes of a file that has been checked, in millimeters, as one. IGES and colors need the second build: throws NotLoaded.
 * Throws SolidFileError when there is nothing in it.
 */
export function readSolidFile(
  engine: OcctEngine,
  format: SolidFormat,
  bytes: Uint8Array,
  options: { readonly colors?: boolean } = {},
): Brep {
  try {
    return read(engine, format, bytes, options.colors ?? true);
  } catch (error) {
    if (error instanceof OcctError) throw new SolidFileError(`OpenCascade cannot read the file: ${error.message}`);
    throw error;
  }
}

function read(engine: OcctEngine, format: SolidFormat, bytes: Uint8Array, wantsColors: boolean): Brep {
  const text = (): string => new TextDecoder("latin1").decode(bytes);
  if (format === "brep") return readText(engine, text());
  if (format === "iges") return readText(engine, convertIges(engine, text()));
  const plain = readStep(engine, bytes);
  return wantsColors && mentionsColors(bytes) ? (withColors(engine, plain, bytes) ?? plain) : plain;
}

function readStep(engine: OcctEngine, bytes: Uint8Array): Brep {
  return engine.run((keep, oc) => {
    oc.FS.writeFile(FILE, bytes);
    try {
      const reader = keep(new oc.STEPControl_Reader());
      if (reader.ReadFile(FILE) !== oc.IFSelect_ReturnStatus.IFSelect_RetDone)
        throw new SolidFileError("the STEP file cannot be parsed");
      reader.TransferRoots(keep(new oc.Message_ProgressRange()));
      if (reader.NbShapes() === 0) throw new SolidFileError("the STEP file has no shape");
      return owned(engine, { keep, oc }, keep(reader.OneShape()));
    } finally {
      oc.FS.unlink(FILE);
    }
  });
}

function readText(engine: OcctEngine, text: string): Brep {
  return engine.run((keep, oc) => owned(engine, { keep, oc }, keep(oc.BRepToolsWrapper.Read(text))));
}

function convertIges(engine: OcctEngine, text: string): string {
  const { supplement } = engine;
  return engine.run((keep) => {
    const shape = keep(supplement.ReadIGESFromString(text));
    if (shape.IsNull()) throw new SolidFileError("the IGES file has no shape");
    return supplement.WriteBREPToString(shape);
  });
}

/** The solids; faces that bound a solid without being one, as in most IGES files, are sewn to it. */
function owned(engine: OcctEngine, scope: Scope, shape: TopoDS_Shape): Brep {
  if (shape.IsNull()) throw new SolidFileError("the file has no shape");
  const solids = partsOf(scope, shape, "SOLID");
  if (solids.length > 0) return new Brep(engine, engine.owned(compoundOf(scope, solids)));
  const faces = partsOf(scope, shape, "FACE");
  if (faces.length === 0) throw new SolidFileError("the file has no surface");
  return new Brep(engine, engine.owned(sewn(engine, scope, faces)));
}

/** How far apart edges may be that are sewn together, in millimeters. */
const GAP = 1e-3;

function sewn(engine: OcctEngine, scope: Scope, faces: readonly TopoDS_Shape[]): TopoDS_Shape {
  const { keep, oc } = scope;
  const sewing = keep(new oc.BRepBuilderAPI_Sewing(GAP, true, true, true, false));
  for (const face of faces) sewing.Add(face);
  sewing.Perform(keep(new oc.Message_ProgressRange()));
  const sewed = keep(sewing.SewedShape());
  const shells = [...partsOf(scope, sewed, "SHELL"), ...lonelyFaces(scope, sewed)];
  const open = shells.filter((shell) => !oc.BRep_Tool.IsClosed(shell)).length;
  if (open > 0) throw new SolidFileError(`${open} of the ${shells.length} surfaces of the file do not close`);
  const solids = shells.map((shell) => {
    const solid = keep(keep(new oc.BRepBuilderAPI_MakeSolid(keep(oc.TopoDS.Shell(shell)))).Solid());
    oc.BRepLib.OrientClosedSolid(solid);
    return solid;
  });
  return compoundOf(scope, solids.length < 2 ? solids : withCavities(engine, scope, solids));
}

/** Faces that close by themselves, as a sphere's does, each as a shell. */
function lonelyFaces({ keep, oc }: Scope, shape: TopoDS_Shape): TopoDS_Shape[] {
  const { TopAbs_ShapeEnum } = oc;
  const builder = keep(new oc.TopoDS_Builder());
  const explorer = keep(new oc.TopExp_Explorer(shape, TopAbs_ShapeEnum.TopAbs_FACE, TopAbs_ShapeEnum.TopAbs_SHELL));
  const shells: TopoDS_Shape[] = [];
  for (; explorer.More(); explorer.Next()) {
    const shell = keep(new oc.TopoDS_Shell());
    builder.MakeShell(shell);
    builder.Add(shell, keep(explorer.Current()));
    shells.push(shell);
  }
  return shells;
}
