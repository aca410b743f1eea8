// dxf_dim and dxf_cross: measures of a drawing (spec/language.md §6.11, spec/geometry.md §10.8).
import type { Vec2 } from "../../csg/nodes.ts";
import { type DxfDimension, type DxfDrawing, readDxf } from "../../input/dxf.ts";
import { cosDegrees, sinDegrees } from "../../shared/degrees.ts";
import { LimitError } from "../../shared/limits.ts";
import { matchArguments } from "../arguments.ts";
import type { BuiltinFunction, Runtime } from "../builtin.ts";
import { resolveFile } from "../files.ts";
import { isFiniteVector, isVec2 } from "../modules/convert.ts";
import { shownText } from "../values/text.ts";
import type { EvaluatedArgument, Value } from "../values/value.ts";

/** What a call asks for. */
interface Query {
  /** As written. */
  readonly file: string;
  readonly layer: string;
  readonly origin: Vec2;
  readonly scale: number;
  readonly name: string;
}

const parameters = ["file", "layer", "origin", "scale", "name"];

/** Curves of a drawing that is measured have this many segments. */
const FRAGMENTS = { fn: 36, fa: 0, fs: 0, fe: 0 };

export const dxfFunctions: readonly BuiltinFunction[] = [
  defineMeasure("dxf_dim", findDimension),
  defineMeasure("dxf_cross", findCross),
];

/** `measure` gives the result, or the text of the warning that there is none. */
function defineMeasure(
  name: string,
  measure: (drawing: DxfDrawing, query: Query) => { readonly value: Value } | { readonly problem: string },
): BuiltinFunction {
  return {
    name,
    call(rt, args, position) {
      const query = readQuery(rt, name, args, position);
      const path = resolveFile(rt, query.file, position);
      // The reader speaks only once per distinct call; failures are tried again.
      const key = JSON.stringify([name, path, query]);
      if (rt.measures.has(key)) return rt.measures.get(key);
      const drawing = readDrawing(rt, path, query, position);
      if (drawing === undefined) return undefined;
      const result = measure(drawing, query);
      if ("problem" in result) {
        rt.warn("builtin-value", result.problem, position);
        return undefined;
      }
      rt.measures.set(key, result.value);
      return result.value;
    },
  };
}

function readQuery(rt: Runtime, caller: string, args: readonly EvaluatedArgument[], position: number): Query {
  const matched = matchArguments(rt, parameters, args, position, { checking: true });
  const text = (name: string): string => {
    const value = matched.get(name);
    return typeof value === "string" ? value : "";
  };
  const origin = matched.get("origin");
  const isOrigin = isVec2(origin) && isFiniteVector(origin);
  if (origin !== undefined && !isOrigin) {
    rt.warn("builtin-value", `${caller}(..., origin=${shownText(origin, rt)}) could not be converted`, position);
  }
  const scale = matched.get("scale");
  return {
    file: text("file"),
    layer: text("layer"),
    origin: isOrigin ? origin : [0, 0],
    scale: typeof scale === "number" ? scale : 1,
    name: text("name"),
  };
}

function readDrawing(rt: Runtime, path: string, query: Query, position: number): DxfDrawing | undefined {
  const bytes = path === "" ? undefined : rt.ctx.world.read(path);
  if (bytes === undefined) {
    rt.warn("import-open", `Can't open DXF file '${query.file}'!`, position);
    return undefined;
  }
  const { importBytes } = rt.ctx.limits;
  if (bytes.length > importBytes) throw new LimitError("importBytes", importBytes, position);
  const { layer, origin, scale } = query;
  return readDxf(rt.ctx, { path, bytes, position }, { layer, origin, scale, fragments: FRAGMENTS });
}

function findDimension({ dimensions }: DxfDrawing, { name, file, layer }: Query) {
  const dimension = dimensions.find((candidate) => name === "" || candidate.name === name);
  if (dimension === undefined) return { problem: `Can't find dimension '${name}' in '${file}', layer '${layer}'!` };
  const value = measureDimension(dimension);
  if (value !== undefined) return { value };
  return { problem: `Dimension '${name}' in '${file}', layer '${layer}' has unsupported type!` };
}

/** Undefined for the types that are not supported. */
function measureDimension({ type, points, angle }: DxfDimension): number | undefined {
  const [p0, , , p3, p4, p5] = points as readonly [Vec2, Vec2, Vec2, Vec2, Vec2, Vec2];
  switch (type & 7) {
    case 0:
      return Math.abs((p4[0] - p3[0]) * cosDegrees(angle) + (p4[1] - p3[1]) * sinDegrees(angle));
    case 1:
      return distance(p3, p4);
    case 2:
      return (Math.abs(bearing(p5, p0) - bearing(p3, p4)) * 180) / Math.PI;
    case 3:
    case 4:
      return distance(p0, p5);
    case 6:
      return (type & 64) === 0 ? p3[1] : p3[0];
    default:
      return undefined;
  }
}

function distance(a: Vec2, b: Vec2): number {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  return Math.sqrt(dx * dx + dy * dy);
}

/** The angle of the direction from `a` to `b`, clockwise from the y axis. */
function bearing(a: Vec2, b: Vec2): number {
  return Math.atan2(b[0] - a[0], b[1] - a[1]);
}

/** Where the lines of the first two paths of two points meet. */
function findCross({ paths, coordinates }: DxfDrawing, { file, layer }: Query) {
  const none = { problem: `Can't find cross in '${file}', layer '${layer}'!` };
  const [first, second] = paths.filter(({ indices }) => indices.length === 2);
  if (first === undefined || second === undefined) return none;
  const [x1, y1, x2, y2, x3, y3, x4, y4] = [...first.indices, ...second.indices].flatMap((i) => [
    coordinates[2 * i],
    coordinates[2 * i + 1],
  ]) as [number, number, number, number, number, number, number, number];
  const determinant = (y4 - y3) * (x2 - x1) - (x4 - x3) * (y2 - y1);
  if (determinant === 0) return none;
  const along = ((x4 - x3) * (y1 - y3) - (y4 - y3) * (x1 - x3)) / determinant;
  return { value: [x1 + along * (x2 - x1), y1 + along * (y2 - y1)] };
}
