// STEP files with colors. The first build reads shapes only; the second one reads the document around them, too. Its shapes
// pass as BREP text, which keeps the order of faces, and so each face finds its color.
import type { TopoDS_Shape } from "../../../wasm/occt.ts";
import type { OcctSupplement, SupplementColor, SupplementShape } from "../../../wasm/occt-supplement.ts";
import type { Rgba } from "../../csg/nodes.ts";
import { Brep } from "./brep.ts";
import type { Keep, OcctEngine } from "./engine.ts";
import { fromLinear } from "./shade.ts";
import { compoundOf, partsOf, type Scope, volumeOf } from "./topology.ts";

const FILE = "/colors.step";

/** True when a file has colors at all: a reader for them takes another second. */
export function mentionsColors(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.includes("STYLED_ITEM") && buffer.includes("COLOUR");
}

interface ColoredText {
  /** Of one solid. */
  readonly text: string;
  /** By face of the solid. */
  readonly colors: readonly (Rgba | undefined)[];
}

/**
 * The solids of a file that the first build has read, with their colors; undefined when the second build cannot read it or
 * sees something else in it. Throws NotLoaded.
 */
export function withColors(engine: OcctEngine, plain: Brep, bytes: Uint8Array): Brep | undefined {
  const solids = engine.trySupplement((keep, supplement) => coloredSolids(supplement, keep, bytes));
  if (solids === undefined || !solids.some(({ colors }) => colors.some((color) => color !== undefined)))
    return undefined;
  return engine.run((keep, oc) => {
    const scope: Scope = { keep, oc };
    const shapes = solids.map(({ text }) => keep(oc.BRepToolsWrapper.Read(text)));
    const whole = compoundOf(scope, shapes);
    const [known, found] = [volumeOf(scope, plain.shape), volumeOf(scope, whole)];
    if (!(Math.abs(known - found) <= 1e-9 * Math.abs(known))) return undefined;
    const paints = new Map<string, { color: Rgba; faces: TopoDS_Shape[] }>();
    for (const [k, shape] of shapes.entries()) {
      for (const [at, face] of partsOf(scope, shape, "FACE").entries()) {
        const color = solids[k]?.colors[at];
        if (color === undefined) continue;
        const paint = paints.get(color.join()) ?? { color, faces: [] };
        paints.set(color.join(), paint);
        paint.faces.push(engine.owned(face));
      }
    }
    return new Brep(engine, engine.owned(whole), [...paints.values()]);
  });
}

/** Undefined when there is no document in the file. */
function coloredSolids(module: OcctSupplement, keep: Keep, bytes: Uint8Array): readonly ColoredText[] | undefined {
  module.FS.writeFile(FILE, bytes);
  try {
    const document = keep(module.STEPCAFControl_Reader_ReadFile(FILE, "moicad"));
    if (document.IsNull()) return undefined;
    const main = keep(document.Main());
    const labels = keep(new module.TDF_LabelSequence());
    keep(module.XCAFDoc_DocumentTool_ShapeTool(main)).get().GetFreeShapes(labels);
    const tool = keep(module.XCAFDoc_DocumentTool_ColorTool(main)).get();
    const { XCAFDoc_ColorSurf: surface, XCAFDoc_ColorGen: general } = module.XCAFDoc_ColorType;
    const read = (ask: (color: SupplementColor) => boolean): Rgba | undefined => {
      const color = keep(new module.Quantity_ColorRGBA());
      if (!ask(color)) return undefined;
      const rgb = keep(color.GetRGB());
      return [fromLinear(rgb.Red()), fromLinear(rgb.Green()), fromLinear(rgb.Blue()), color.Alpha()];
    };
    const colorOf = (shape: SupplementShape): Rgba | undefined =>
      read((color) => tool.GetColor_8(shape, surface, color)) ??
      read((color) => tool.GetColor_8(shape, general, color));
    const { SOLID, FACE } = module.TopAbs_ShapeEnum;
    return Array.from({ length: labels.Length() }, (_, k) => keep(labels.Value(k + 1))).flatMap((label) => {
      const free = keep(module.XCAFDoc_ShapeTool_GetShape_2(label));
      const ofLabel = read((color) => tool.GetColor_2(label, color)) ?? colorOf(free);
      return explored(module, keep, free, SOLID).map((solid): ColoredText => {
        const ofSolid = colorOf(solid) ?? ofLabel;
        return {
          text: module.WriteBREPToString(solid),
          colors: explored(module, keep, solid, FACE).map((face) => colorOf(face) ?? ofSolid),
        };
      });
    });
  } finally {
    module.FS.unlink(FILE);
  }
}

function explored(
  { TopExp_Explorer }: OcctSupplement,
  keep: Keep,
  shape: SupplementShape,
  wanted: unknown,
): SupplementShape[] {
  const explorer = keep(new TopExp_Explorer(shape, wanted));
  const found: SupplementShape[] = [];
  for (; explorer.More(); explorer.Next()) found.push(keep(explorer.Current()));
  return found;
}
