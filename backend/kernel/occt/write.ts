// Exact shapes as text: STEP with parts, names and colors, BREP, and IGES by the second build.
import type { OpenCascadeInstance, TopoDS_Shape } from "../../../wasm/occt.ts";
import type { Rgba } from "../../csg/nodes.ts";
import type { Brep } from "./brep.ts";
import { type OcctEngine, OcctError } from "./engine.ts";
import { facetedStepText } from "./faceted-step.ts";
import { toLinear } from "./shade.ts";
import { faceOf, partsOf, type Scope } from "./topology.ts";

/** One product of the file. */
export interface Part {
  readonly name: string;
  readonly brep: Brep;
}

/** The path in the module's own file system. */
const FILE = "/part.step";

/** From so many planar faces on, they are written without the library. */
const MANY_FACES = 5000;

/** STEP AP242, in millimeters. The header is the library's, or missing. */
export function stepText(engine: OcctEngine, parts: readonly Part[]): string {
  const faceted = parts.flatMap(({ name, brep: { facets } }) => (facets === undefined ? [] : [{ name, facets }]));
  const count = faceted.flatMap(({ facets }) => facets.solids.flat()).reduce((sum, { faces }) => sum + faces.length, 0);
  if (faceted.length === parts.length && count >= MANY_FACES) return facetedStepText(faceted);
  return engine.run((keep, oc) => {
    const scope: Scope = { keep, oc };
    // The settings exist once there is a writer.
    keep(new oc.STEPCAFControl_Writer());
    oc.Interface_Static.SetCVal("write.step.schema", "AP242DIS");
    oc.Interface_Static.SetCVal("write.step.unit", "MM");
    // Curves in the parameters of planes tell nothing, and are half of the file.
    oc.Interface_Static.SetIVal(
      "write.surfacecurve.mode",
      parts.every(({ brep }) => isFlat(scope, brep.shape)) ? 0 : 1,
    );
    const document = keep(new oc.TDocStd_Document(text(scope, "MDTV-XCAF")));
    const main = keep(document.Main());
    const shapes = keep(oc.XCAFDoc_DocumentTool.ShapeTool(main));
    const colors = keep(oc.XCAFDoc_DocumentTool.ColorTool(main));
    oc.XCAFDoc_ShapeTool.SetAutoNaming(false);
    for (const { name, brep } of parts) {
      const label = keep(shapes.AddShape(brep.shape, false, true));
      keep(oc.TDataStd_Name.Set(label, text(scope, name)));
      for (const { color, faces } of brep.paints) {
        const shade = keep(new oc.Quantity_ColorRGBA(...shadeOf(color)));
        const { XCAFDoc_ColorType } = oc;
        if (faces === undefined) {
          colors.SetColor(label, shade, XCAFDoc_ColorType.XCAFDoc_ColorGen);
          continue;
        }
        for (const face of faces) {
          const part = keep(shapes.AddSubShape(label, face));
          if (!part.IsNull()) colors.SetColor(part, shade, XCAFDoc_ColorType.XCAFDoc_ColorSurf);
        }
      }
    }
    const writer = keep(new oc.STEPCAFControl_Writer());
    writer.SetColorMode(true);
    writer.SetNameMode(true);
    if (!writer.Perform(document, FILE, keep(new oc.Message_ProgressRange())))
      throw new OcctError("STEP was not written");
    return takeFile(oc);
  });
}

/** True when all faces are planes. */
function isFlat(scope: Scope, shape: TopoDS_Shape): boolean {
  const { keep, oc } = scope;
  return partsOf(scope, shape, "FACE").every((face) => {
    const surface = keep(new oc.BRepAdaptor_Surface(faceOf(scope, face), false));
    return surface.GetType() === oc.GeomAbs_SurfaceType.GeomAbs_Plane;
  });
}

/** Red, green, blue and opacity as the library has them; what is unset is opaque. */
function shadeOf([r, g, b, a]: Rgba): [number, number, number, number] {
  return [toLinear(r), toLinear(g), toLinear(b), a < 0 ? 1 : a];
}

function text({ keep, oc }: Scope, value: string) {
  return keep(new oc.TCollection_ExtendedString(value, true));
}

function takeFile(oc: OpenCascadeInstance): string {
  const content = oc.FS.readFile(FILE, { encoding: "utf8" }) as unknown as string;
  oc.FS.unlink(FILE);
  return content;
}

/** The library's own text form: nothing is lost but names and colors. */
export function brepText(engine: OcctEngine, shape: TopoDS_Shape): string {
  return engine.run((_, oc) => oc.BRepToolsWrapper.Write(shape));
}

/** IGES 5.3, in millimeters. The second build must be loaded. */
export function igesText(engine: OcctEngine, shape: TopoDS_Shape): string {
  const { supplement } = engine;
  const source = brepText(engine, shape);
  return engine.run((keep) => supplement.WriteIGESToString(keep(supplement.ReadBREPFromString(source))));
}
