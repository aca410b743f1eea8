// import: the contents of a geometry file (spec/geometry.md §10.2). The file is read when the geometry is made.
import { makeImport } from "../../csg/build.ts";
import type { Vec2 } from "../../csg/nodes.ts";
import { relativePath } from "../../shared/world.ts";
import type { ModuleCall, Runtime } from "../builtin.ts";
import { resolveFile } from "../files.ts";
import { shownStrText, shownText } from "../values/text.ts";
import type { Value } from "../values/value.ts";
import { isFiniteVector, isVec2, toConvexity, toDouble } from "./convert.ts";
import { captureCurve, defineModule } from "./define.ts";

const DEFAULT_DPI = 72;
const SMALLEST_DPI = 0.001;

/** `import(file, layer, convexity, origin, scale)` with center, dpi and id; width and height have no effect. */
export const importFile = defineModule({
  name: "import",
  parameters: [
    ...["file", "layer", "convexity", "origin", "scale"],
    ...["width", "height", "filename", "layername", "center", "dpi", "id"],
  ],
  leaf: true,
  make(rt, call, [file, layer, convexity, origin, scale, , , filename, layername, center, dpi, id]) {
    const path = resolveFile(rt, readName(rt, file, filename, "file") ?? "", call.position);
    const fragments = captureCurve(rt, call);
    const layerText = readName(rt, layer, layername, "layer");
    const factor = toDouble(scale);
    return makeImport(call, {
      file: path,
      id: id === undefined ? undefined : shownStrText(id, rt),
      layer: layerText,
      origin: readOrigin(rt, call, origin),
      dpi: readDpi(rt, call, dpi, origin),
      scale: factor <= 0 ? 1 : factor,
      center: center === true,
      convexity: toConvexity(convexity, 1),
      fragments,
    });
  },
});

/** The value's text, or that of the parameter's old name, with a deprecation. */
function readName(rt: Runtime, value: Value, old: Value, name: "file" | "layer"): string | undefined {
  if (value !== undefined) return shownStrText(value, rt);
  if (old === undefined) return undefined;
  rt.deprecated(`${name}name= is deprecated. Please use ${name}=`, 0);
  return shownStrText(old, rt);
}

/** Two numbers count even where the message says that they do not, because one is no finite one. */
function readOrigin(rt: Runtime, call: ModuleCall, origin: Value): Vec2 {
  const usable = isVec2(origin);
  if (origin !== undefined && !(usable && isFiniteVector(origin))) {
    const message = `Unable to convert import(..., origin=${shownText(origin, rt)}) parameter to vec2`;
    rt.warn("parameter-type", message, call.position);
  }
  return usable ? origin : [0, 0];
}

/** The message names the origin where it means the default, and the program's file for the import and the line: so does OpenSCAD's. */
function readDpi(rt: Runtime, call: ModuleCall, dpi: Value, origin: Value): number {
  if (typeof dpi !== "number") return DEFAULT_DPI;
  if (!(dpi < SMALLEST_DPI)) return dpi;
  const { path = "" } = rt.ctx.sources.sourceAt(call.position) ?? {};
  const file = path.startsWith("/") ? relativePath(rt.ctx.world.documentRoot, path) : path;
  const message =
    `Invalid dpi value giving, using default of ${shownText(origin, rt)} dpi. ` +
    `Value must be positive and >= ${SMALLEST_DPI}, file ${file}, import() at line ${file}`;
  rt.warn("parameter-range", message, 0);
  return DEFAULT_DPI;
}
