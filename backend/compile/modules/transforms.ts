// translate, scale, rotate, mirror, multmatrix: each makes one transform node (spec/geometry.md §4.1).
import { type Contents, makeTransform, makeTranslation } from "../../csg/build.ts";
import { identity, mirroring, rotation, rotationAbout, scaling } from "../../csg/matrix.ts";
import type { CsgNode, Matrix, Vec3 } from "../../csg/nodes.ts";
import type { ModuleSite, Runtime } from "../builtin.ts";
import { shownText } from "../values/text.ts";
import type { Value } from "../values/value.ts";
import { isFinite3, isFiniteNumber, isFiniteVector, isVec3, readVec3 } from "./convert.ts";
import { defineOperator } from "./define.ts";

const origin: Vec3 = [0, 0, 0];

function transform(site: ModuleSite, contents: Contents, matrix: Matrix): CsgNode {
  return makeTransform(site, contents, matrix, site.name);
}

/** `translate(v)`: v is [x, y] or [x, y, z]. */
export const translate = defineOperator({
  name: "translate",
  parameters: ["v"],
  read(rt, site, v): Vec3 | undefined {
    if (isVec3(v) && isFinite3(v)) return v;
    const { vector, converted } = readVec3(v, 0, origin);
    if (converted && isFinite3(vector)) return vector;
    const message = `Unable to convert translate(${shownText(v, rt)}) parameter to a vec3 or vec2 of numbers`;
    rt.warn("parameter-type", message, site.position);
    return undefined;
  },
  make(site, contents, vector) {
    return vector === undefined ? transform(site, contents, identity) : makeTranslation(site, contents, vector);
  },
});

/** `scale(v)`: v is one factor or a factor per axis. */
export const scale = defineOperator({
  name: "scale",
  parameters: ["v"],
  read(rt, site, v) {
    const { vector, converted } = typeof v === "number" ? uniform(v) : readVec3(v, 1, [1, 1, 1]);
    if (!converted) {
      const message = `Unable to convert scale(${shownText(v, rt)}) parameter to a number, a vec3 or vec2 of numbers or a number`;
      rt.warn("parameter-type", message, site.position);
    } else if (rt.ctx.options.checkParameterRanges && (vector.includes(0) || !isFiniteVector(vector))) {
      rt.warn("parameter-range", `scale(${shownText(v, rt)})`, site.position);
    }
    return scaling(vector);
  },
  make: transform,
});

function uniform(factor: number): { readonly vector: Vec3; readonly converted: boolean } {
  return { vector: [factor, factor, factor], converted: true };
}

/** `rotate([x, y, z])` about the axes, or `rotate(a, v)` by a degrees about v. */
export const rotate = defineOperator({
  name: "rotate",
  parameters: ["a", "v"],
  read(rt, site, a, v) {
    return Array.isArray(a) ? rotateAxes(rt, site, a, v) : rotateAbout(rt, site, a, v);
  },
  make: transform,
});

function rotateAxes(rt: Runtime, site: ModuleSite, a: readonly Value[], v: Value): Matrix {
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
    rt.warn("parameter-type", `Problem converting rotate(${given}) parameter`, site.position);
  } else if (v !== undefined) {
    const message = `When parameter a is supplied as vector, v is ignored rotate(${given})`;
    rt.warn("parameter-conflict", message, site.position);
  }
  return rotation(...angles);
}

function rotateAbout(rt: Runtime, site: ModuleSite, a: Value, v: Value): Matrix {
  const angle = isFiniteNumber(a) ? a : undefined;
  const { vector, converted } = readVec3(v, 0, [0, 0, 1]);
  const problem = describeProblem(rt, a, v, angle !== undefined, converted);
  if (problem !== undefined) {
    rt.warn("parameter-type", `Problem converting rotate(${problem}) parameter`, site.position);
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
export const mirror = defineOperator({
  name: "mirror",
  parameters: ["v"],
  read(rt, site, v) {
    const { vector, converted } = readVec3(v, 0, [1, 0, 0]);
    if (!converted) {
      const message = `Unable to convert mirror(${shownText(v, rt)}) parameter to a vec3 or vec2 of numbers`;
      rt.warn("parameter-type", message, site.position);
    }
    return mirroring(vector);
  },
  make: transform,
});

/** `multmatrix(m)`: up to four rows of up to four numbers over the identity, divided by the last element. */
export const multmatrix = defineOperator({
  name: "multmatrix",
  parameters: ["m"],
  read(_rt, _site, m) {
    return Array.isArray(m) ? readMatrix(m) : identity;
  },
  make: transform,
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
