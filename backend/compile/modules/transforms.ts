// translate, scale, rotate, mirror, multmatrix: each makes one transform node (spec/geometry.md §4.1).
import { makeTransform, makeTranslation } from "../../csg/build.ts";
import { identity, mirroring, rotation, rotationAbout, scaling } from "../../csg/matrix.ts";
import type { CsgNode, Matrix, Vec3 } from "../../csg/nodes.ts";
import type { ModuleCall, Runtime } from "../builtin.ts";
import { shownText } from "../values/text.ts";
import type { Value } from "../values/value.ts";
import { isFiniteNumber, isFiniteVector, readVec3 } from "./convert.ts";
import { defineModule } from "./define.ts";

const origin: Vec3 = [0, 0, 0];

function transform(call: ModuleCall, matrix: Matrix): CsgNode {
  return makeTransform(call, call.children(), matrix, call.name);
}

/** `translate(v)`: v is [x, y] or [x, y, z]. */
export const translate = defineModule({
  name: "translate",
  parameters: ["v"],
  leaf: false,
  make(rt, call, [v]) {
    const { vector, converted } = readVec3(v, 0, origin);
    if (converted && isFiniteVector(vector)) return makeTranslation(call, call.children(), vector);
    const message = `Unable to convert translate(${shownText(v, rt)}) parameter to a vec3 or vec2 of numbers`;
    rt.warn("parameter-type", message, call.position);
    return transform(call, identity);
  },
});

/** `scale(v)`: v is one factor or a factor per axis. */
export const scale = defineModule({
  name: "scale",
  parameters: ["v"],
  leaf: false,
  make(rt, call, [v]) {
    const { vector, converted } = typeof v === "number" ? uniform(v) : readVec3(v, 1, [1, 1, 1]);
    if (!converted) {
      const message = `Unable to convert scale(${shownText(v, rt)}) parameter to a number, a vec3 or vec2 of numbers or a number`;
      rt.warn("parameter-type", message, call.position);
    } else if (rt.ctx.options.checkParameterRanges && (vector.includes(0) || !isFiniteVector(vector))) {
      rt.warn("parameter-range", `scale(${shownText(v, rt)})`, call.position);
    }
    return transform(call, scaling(vector));
  },
});

function uniform(factor: number): { readonly vector: Vec3; readonly converted: boolean } {
  return { vector: [factor, factor, factor], converted: true };
}

/** `rotate([x, y, z])` about the axes, or `rotate(a, v)` by a degrees about v. */
export const rotate = defineModule({
  name: "rotate",
  parameters: ["a", "v"],
  leaf: false,
  make(rt, call, [a, v]) {
    const matrix = Array.isArray(a) ? rotateAxes(rt, call, a, v) : rotateAbout(rt, call, a, v);
    return transform(call, matrix);
  },
});

function rotateAxes(rt: Runtime, call: ModuleCall, a: readonly Value[], v: Value): Matrix {
  const angles: [number, number, number] = [0, 0, 0];
  let ok = a.length <= 3;
  // From z to x; an element that is no number repeats the angle before it.
  let angle = 0;
  for (let axis = Math.min(a.length, 3) - 1; axis >= 0; axis--) {
    const element = a[axis];
    if (typeof element === "number") angle = element;
    ok &&= isFiniteNumber(element);
    angles[axis] = angle;
  }
  const given = v === undefined ? `a=${shownText(a, rt)}` : `a=${shownText(a, rt)}, v=${shownText(v, rt)}`;
  if (!ok) {
    rt.warn("parameter-type", `Problem converting rotate(${given}) parameter`, call.position);
  } else if (v !== undefined) {
    const message = `When parameter a is supplied as vector, v is ignored rotate(${given})`;
    rt.warn("parameter-conflict", message, call.position);
  }
  return rotation(...angles);
}

function rotateAbout(rt: Runtime, call: ModuleCall, a: Value, v: Value): Matrix {
  const angle = isFiniteNumber(a) ? a : undefined;
  const { vector, converted } = readVec3(v, 0, [0, 0, 1]);
  const problem = describeProblem(rt, a, v, angle !== undefined, converted);
  if (problem !== undefined) {
    rt.warn("parameter-type", `Problem converting rotate(${problem}) parameter`, call.position);
  }
  return rotationAbout(angle ?? 0, vector);
}

/** What to quote of the arguments, undefined when nothing is wrong with them. */
function describeProblem(rt: Runtime, a: Value, v: Value, angleOk: boolean, axisOk: boolean): string | undefined {
  const axis = v === undefined || axisOk ? undefined : `v=${shownText(v, rt)}`;
  if (angleOk) return axis === undefined ? undefined : `..., ${axis}`;
  return axis === undefined ? `a=${shownText(a, rt)}` : `a=${shownText(a, rt)}, ${axis}`;
}

/** `mirror(v)`: v is the normal of the plane. */
export const mirror = defineModule({
  name: "mirror",
  parameters: ["v"],
  leaf: false,
  make(rt, call, [v]) {
    const { vector, converted } = readVec3(v, 0, [1, 0, 0]);
    if (!converted) {
      const message = `Unable to convert mirror(${shownText(v, rt)}) parameter to a vec3 or vec2 of numbers`;
      rt.warn("parameter-type", message, call.position);
    }
    return transform(call, mirroring(vector));
  },
});

/** `multmatrix(m)`: up to four rows of up to four numbers over the identity, divided by the last element. */
export const multmatrix = defineModule({
  name: "multmatrix",
  parameters: ["m"],
  leaf: false,
  make(_rt, call, [m]) {
    return transform(call, Array.isArray(m) ? readMatrix(m) : identity);
  },
});

function readMatrix(rows: readonly Value[]): Matrix {
  const matrix = [...identity];
  for (let i = 0; i < Math.min(rows.length, 4); i++) {
    const row = rows[i];
    if (!Array.isArray(row)) continue;
    for (let j = 0; j < Math.min(row.length, 4); j++) {
      const element = row[j];
      if (typeof element === "number") matrix[4 * i + j] = element;
    }
  }
  const last = matrix[15] as number;
  return last === 1 ? matrix : matrix.map((element) => element / last);
}
