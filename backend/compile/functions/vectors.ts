// Functions of vectors: min, max, norm, cross, concat (spec/language.md §6.2).
import type { BuiltinFunction, Runtime } from "../builtin.ts";
import { isVector, type Value } from "../values/value.ts";
import { newVector } from "../values/vector.ts";
import { defineBinary, defineUnary, defineVariadic, wrongCount, wrongType } from "./define.ts";

/** min and max: of the arguments, or of the elements of the only argument. The first of equal values stays. */
function defineExtreme(name: string, isBetter: (x: number, best: number) => boolean): BuiltinFunction {
  const extreme = (rt: Runtime, values: readonly Value[], where: string, position: number): Value => {
    const first = values[0];
    let best = typeof first === "number" ? first : 0;
    for (let i = 0; i < values.length; i++) {
      const x = values[i];
      if (typeof x !== "number") return wrongType(rt, name, `${where} ${i}`, "number", x, position);
      if (isBetter(x, best)) best = x;
    }
    return best;
  };
  return defineVariadic(name, (rt, args, position) => {
    if (args.length === 0) return wrongCount(rt, name, "at least 1", 0, position);
    const only = args[0];
    if (args.length > 1 || !isVector(only)) return extreme(rt, args, "argument", position);
    if (only.length === 0) return wrongCount(rt, name, "at least 1 vector element", 0, position);
    return extreme(rt, only, "vector element", position);
  });
}

function norm(rt: Runtime, v: Value, position: number): Value {
  if (!isVector(v)) return wrongType(rt, "norm", "argument 0", "vector", v, position);
  let sum = 0;
  for (let i = 0; i < v.length; i++) {
    const x = v[i];
    if (typeof x !== "number") {
      rt.warn("builtin-value", "Incorrect arguments to norm()", position);
      return undefined;
    }
    sum += x * x;
  }
  return Math.sqrt(sum);
}

function cross(rt: Runtime, a: Value, b: Value, position: number): Value {
  if (!isVector(a)) return wrongType(rt, "cross", "argument 0", "vector", a, position);
  if (!isVector(b)) return wrongType(rt, "cross", "argument 1", "vector", b, position);
  if (a.length === 2 && b.length === 2) {
    return numberOr0(a[0]) * numberOr0(b[1]) - numberOr0(a[1]) * numberOr0(b[0]);
  }
  if (a.length !== 3 || b.length !== 3) return badCross(rt, "Invalid vector size of parameter", position);
  for (let i = 0; i < 3; i++) {
    const x = a[i];
    const y = b[i];
    if (typeof x !== "number" || typeof y !== "number") {
      return badCross(rt, "Invalid value in parameter vector", position);
    }
    if (Number.isNaN(x) || Number.isNaN(y)) {
      return badCross(rt, "Invalid value (NaN) in parameter vector", position);
    }
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      return badCross(rt, "Invalid value (INF) in parameter vector", position);
    }
  }
  const ax = a[0] as number;
  const ay = a[1] as number;
  const az = a[2] as number;
  const bx = b[0] as number;
  const by = b[1] as number;
  const bz = b[2] as number;
  rt.countElements(3);
  return [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
}

function badCross(rt: Runtime, problem: string, position: number): undefined {
  rt.warn("builtin-value", `${problem} for cross()`, position);
  return undefined;
}

function numberOr0(value: Value): number {
  return typeof value === "number" ? value : 0;
}

/** Joins vectors, one level; any other value is an element. */
function concat(rt: Runtime, args: readonly Value[]): Value {
  let length = 0;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    length += isVector(arg) ? arg.length : 1;
  }
  rt.countElements(length);
  const joined = newVector(length);
  let next = 0;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (!isVector(arg)) {
      joined[next++] = arg;
      continue;
    }
    for (let k = 0; k < arg.length; k++) joined[next++] = arg[k];
  }
  return joined;
}

export const vectorFunctions: readonly BuiltinFunction[] = [
  defineExtreme("min", (x, best) => x < best),
  defineExtreme("max", (x, best) => x > best),
  defineUnary("norm", norm),
  defineBinary("cross", cross),
  defineVariadic("concat", concat),
];
