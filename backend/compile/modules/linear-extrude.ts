// linear_extrude: a 2D object drawn along a vector (spec/geometry.md §7.1).
import { makeLinearExtrude } from "../../csg/build.ts";
import type { Vec2, Vec3 } from "../../csg/nodes.ts";
import type { ModuleCall, Runtime } from "../builtin.ts";
import { shownStrText, shownText } from "../values/text.ts";
import { typeName, type Value } from "../values/value.ts";
import { isFiniteNumber, isFiniteVector, isVec2, readThree, toInt } from "./convert.ts";
import { captureCurve, defineModule } from "./define.ts";

const DEFAULT_HEIGHT = 100;

/** `linear_extrude(height, v, scale, center, twist, slices, segments, convexity)`; h is another name of height. */
export const linearExtrude = defineModule({
  name: "linear_extrude",
  parameters: ["height", "v", "scale", "center", "twist", "slices", "segments", "convexity", "h"],
  leaf: false,
  make(rt, call, [height, v, scale, center, twist, slices, segments, convexity, h]) {
    const fragments = captureCurve(rt, call);
    const parameters = {
      height: readHeight(rt, call, v, height, h),
      scale: readScale(rt, call, scale),
      center: center === true,
      twist: isFiniteNumber(twist) ? twist : 0,
      slices: readCount(rt, call, "slices", slices, 1),
      segments: readCount(rt, call, "segments", segments, 0),
      convexity: isFiniteNumber(convexity) ? Math.max(1, toInt(convexity)) : 1,
      fragments,
    };
    return makeLinearExtrude(call, call.children(), parameters);
  },
});

/** The direction as far as the height says, or as long as it is. One that does not lead upward is laid flat: nothing is made. */
function readHeight(rt: Runtime, call: ModuleCall, v: Value, height: Value, h: Value): Vec3 {
  const direction = readDirection(rt, call, v);
  const length = readLength(rt, call, height, h) ?? (v === undefined ? DEFAULT_HEIGHT : undefined);
  const [x, y, z] = length === undefined ? direction : withLength(direction, length);
  return [x, y, Math.max(z, 0)];
}

function withLength([x, y, z]: Vec3, length: number): Vec3 {
  const norm = Math.sqrt(x * x + y * y + z * z);
  const divisor = norm > 0 ? norm : 1;
  return [(x / divisor) * length, (y / divisor) * length, (z / divisor) * length];
}

function readDirection(rt: Runtime, call: ModuleCall, v: Value): Vec3 {
  const { vector, converted } = readThree(v, [0, 0, 1]);
  if (v !== undefined && !converted) {
    rt.warn("parameter-type", "v when specified should be a 3d vector", call.position);
  }
  return vector;
}

function readLength(rt: Runtime, call: ModuleCall, height: Value, h: Value): number | undefined {
  if (height !== undefined && h !== undefined) {
    rt.warn("parameter-conflict", 'Specified both "height" and "h"', call.position);
  }
  const given = height ?? h;
  if (given === undefined) return undefined;
  if (isFiniteNumber(given)) return given;
  rt.warn("parameter-type", "height when specified should be a number", call.position);
  return DEFAULT_HEIGHT;
}

function readScale(rt: Runtime, call: ModuleCall, scale: Value): Vec2 {
  if (isFiniteNumber(scale)) return [atLeastZero(scale), atLeastZero(scale)];
  if (isVec2(scale) && isFiniteVector(scale)) return [atLeastZero(scale[0]), atLeastZero(scale[1])];
  if (scale !== undefined) {
    const message = `linear_extrude(..., scale=${shownText(scale, rt)}) could not be converted`;
    rt.warn("parameter-type", message, call.position);
  }
  return [1, 1];
}

/** Negative scales count as zero; a negative zero stays, and shows in `.csg`. */
function atLeastZero(scale: number): number {
  if (scale < 0) return 0;
  return scale;
}

/** A whole number of at least `minimum`; undefined when none, or none that can be used, is given. */
function readCount(rt: Runtime, call: ModuleCall, name: string, value: Value, minimum: number): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "number") {
    const given = `linear_extrude(..., ${name}=${shownText(value, rt)})`;
    const message = `${given} Invalid type: expected number, found ${typeName(value)}`;
    rt.warn("parameter-type", message, call.position);
    return undefined;
  }
  if (!Number.isFinite(value)) {
    const message = `linear_extrude(..., ${name}=${shownStrText(value, rt)}) argument cannot be infinite or nan`;
    rt.warn("parameter-range", message, call.position);
    return undefined;
  }
  return Math.min(Math.max(Math.trunc(value), minimum), 0xffffffff);
}
