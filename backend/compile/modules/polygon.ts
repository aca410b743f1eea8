// polygon and polyhedron: shapes given by their points and by indices into them (spec/geometry.md §3.4, §3.7).
import { makePolygon, makePolyhedron } from "../../csg/build.ts";
import type { Vec2, Vec3 } from "../../csg/nodes.ts";
import type { ModuleCall, Runtime } from "../builtin.ts";
import { shownText } from "../values/text.ts";
import type { Value } from "../values/value.ts";
import { isFiniteVector, isVec2, readVec3, toConvexity } from "./convert.ts";
import { defineModule } from "./define.ts";

/** `polygon(points, paths, convexity)` */
export const polygon = defineModule({
  name: "polygon",
  parameters: ["points", "paths", "convexity"],
  leaf: true,
  make(rt, call, [points, paths, convexity]) {
    if (!Array.isArray(points)) {
      warnNoPoints(rt, call, points);
      return makePolygon(call, { points: [], paths: [], convexity: 1 });
    }
    const corners = readPoints(rt, call, points, 2, asVec2);
    if (paths !== undefined && !Array.isArray(paths)) {
      warnNoIndices(rt, call, "paths", paths);
      return makePolygon(call, { points: corners, paths: [], convexity: 1 });
    }
    const indices = paths === undefined ? [] : readIndices(rt, call, "paths", paths, corners.length);
    return makePolygon(call, { points: corners, paths: indices, convexity: toConvexity(convexity, 1) });
  },
});

/** `polyhedron(points, faces, convexity)`: faces clockwise, seen from outside. */
export const polyhedron = defineModule({
  name: "polyhedron",
  parameters: ["points", "faces", "convexity"],
  leaf: true,
  make(rt, call, [points, faces, convexity]) {
    if (!Array.isArray(points)) {
      warnNoPoints(rt, call, points);
      return makePolyhedron(call, { points: [], faces: [], convexity: 1 });
    }
    const vertices = readPoints(rt, call, points, 3, asVec3);
    if (!Array.isArray(faces)) {
      warnNoIndices(rt, call, "faces", faces);
      return makePolyhedron(call, { points: vertices, faces: [], convexity: 1 });
    }
    const indices = readIndices(rt, call, "faces", faces, vertices.length);
    const usable = indices.every((face) => face.length >= 3) ? indices : indices.filter((face) => face.length >= 3);
    return makePolyhedron(call, { points: vertices, faces: usable, convexity: toConvexity(convexity, 1) });
  },
});

function warnNoPoints(rt: Runtime, call: ModuleCall, points: Value): void {
  const message = `Unable to convert points = ${shownText(points, rt)} to a vector of coordinates`;
  rt.warn("parameter-type", message, call.position);
}

function warnNoIndices(rt: Runtime, call: ModuleCall, name: string, value: Value): void {
  const message = `Unable to convert ${name} = ${shownText(value, rt)} to a vector of vector of point indices`;
  rt.warn("parameter-type", message, call.position);
}

/** Elements between two looks at the clock: a list that many calls share costs each of them its length. */
const CHECK_EVERY = 4096;

function asVec2(point: Value): Vec2 | undefined {
  return isVec2(point) && isFiniteVector(point) ? point : undefined;
}

function asVec3(point: Value): Vec3 | undefined {
  const { vector, converted } = readVec3(point, 0, [0, 0, 0]);
  return converted && isFiniteVector(vector) ? vector : undefined;
}

/** All points; the origin for one that cannot be converted. The program's own vector where nothing had to be changed. */
function readPoints<Point extends Vec2 | Vec3>(
  rt: Runtime,
  call: ModuleCall,
  points: readonly Value[],
  dimension: 2 | 3,
  convert: (point: Value) => Point | undefined,
): readonly Point[] {
  let changed: Point[] | undefined;
  for (let i = 0; i < points.length; i++) {
    if (i % CHECK_EVERY === 0) rt.ctx.deadline.check(call.position);
    const point = points[i];
    let converted = convert(point);
    if (converted === undefined) {
      const message = `Unable to convert points[${i}] = ${shownText(point, rt)} to a vec${dimension} of numbers`;
      rt.warn("parameter-type", message, call.position);
      converted = (dimension === 2 ? [0, 0] : [0, 0, 0]) as readonly number[] as Point;
    }
    if (changed === undefined && converted !== point) {
      rt.countElements(points.length);
      changed = points.slice(0, i) as Point[];
    }
    changed?.push(converted);
  }
  return changed ?? (points as readonly Point[]);
}

/** Lists of indices below `count`; what is none is left out, with a word. The program's own vectors where they can be used. */
function readIndices(
  rt: Runtime,
  call: ModuleCall,
  name: "paths" | "faces",
  lists: readonly Value[],
  count: number,
): readonly (readonly number[])[] {
  let changed: (readonly number[])[] | undefined;
  let seen = CHECK_EVERY;
  for (let i = 0; i < lists.length; i++) {
    const list = lists[i];
    seen += Array.isArray(list) ? list.length : 1;
    if (seen >= CHECK_EVERY) {
      rt.ctx.deadline.check(call.position);
      seen = 0;
    }
    const usable = isIndexList(list, count) ? list : readIndexList(rt, call, `${name}[${i}]`, list, count);
    if (changed === undefined && (usable === undefined || usable !== list)) {
      rt.countElements(lists.length);
      changed = lists.slice(0, i) as (readonly number[])[];
    }
    if (usable !== undefined) changed?.push(usable);
  }
  return changed ?? (lists as readonly (readonly number[])[]);
}

/** True when a value is a list of indices that can be used as it is. */
function isIndexList(list: Value, count: number): list is readonly number[] {
  if (!Array.isArray(list)) return false;
  for (const index of list) {
    if (typeof index !== "number" || !(index >= 0 && index < count) || !Number.isInteger(index)) return false;
    if (Object.is(index, -0)) return false;
  }
  return true;
}

/** The indices of a list that has to be changed; undefined when it is no list. */
function readIndexList(
  rt: Runtime,
  call: ModuleCall,
  name: string,
  list: Value,
  count: number,
): readonly number[] | undefined {
  if (!Array.isArray(list)) {
    const message = `Unable to convert ${name} = ${shownText(list, rt)} to a vector of numbers`;
    rt.warn("parameter-type", message, call.position);
    return undefined;
  }
  rt.countElements(list.length);
  const indices: number[] = [];
  for (let j = 0; j < list.length; j++) {
    const element = list[j];
    if (typeof element !== "number") {
      const message = `Unable to convert ${name}[${j}] = ${shownText(element, rt)} to a number`;
      rt.warn("parameter-type", message, call.position);
      continue;
    }
    const index = toUnsigned(element);
    if (index < count) {
      indices.push(Number(index));
    } else {
      rt.warn("parameter-range", `Point index ${index} is out of bounds (from ${name}[${j}])`, call.position);
    }
  }
  return indices;
}

/** C's conversion of a double to an unsigned 64-bit integer on x86-64: truncated; negative ones wrap around. */
function toUnsigned(x: number): bigint {
  const limit = 2 ** 63;
  if (Number.isNaN(x) || x < -limit) return BigInt(limit);
  if (x >= 2 * limit) return 0n;
  return BigInt.asUintN(64, BigInt(Math.trunc(x)));
}
