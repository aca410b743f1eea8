// Functions of numbers: arithmetic, roots, logarithms, rounding, and trigonometry in degrees (spec/language.md §6.2, §6.3).
import {
  acosDegrees,
  asinDegrees,
  atan2Degrees,
  atanDegrees,
  cosDegrees,
  roundHalfAway,
  sinDegrees,
  tanDegrees,
} from "../../shared/degrees.ts";
import type { BuiltinFunction } from "../builtin.ts";
import { power } from "../values/power.ts";
import { defineNumeric, defineNumeric2, defineVariadic, wrongCount, wrongType } from "./define.ts";

export const mathFunctions: readonly BuiltinFunction[] = [
  defineNumeric("abs", Math.abs),
  defineNumeric("sign", (x) => (x > 0 ? 1 : x < 0 ? -1 : 0)),
  defineNumeric("floor", Math.floor),
  defineNumeric("ceil", Math.ceil),
  defineNumeric("round", roundHalfAway),
  defineNumeric("sqrt", Math.sqrt),
  defineNumeric("exp", Math.exp),
  defineNumeric("ln", Math.log),
  defineNumeric2("pow", power),
  logarithm(),
  defineNumeric("sin", sinDegrees),
  defineNumeric("cos", cosDegrees),
  defineNumeric("tan", tanDegrees),
  defineNumeric("asin", asinDegrees),
  defineNumeric("acos", acosDegrees),
  defineNumeric("atan", atanDegrees),
  defineNumeric2("atan2", atan2Degrees),
];

/** `log(x)` to base 10, or `log(base, x)`: a quotient of two natural logarithms. */
function logarithm(): BuiltinFunction {
  return defineVariadic("log", (rt, args, position) => {
    if (args.length !== 1 && args.length !== 2) return wrongCount(rt, "log", 2, args.length, position);
    const [first, second] = args;
    if (typeof first !== "number") return wrongType(rt, "log", "argument 0", "number", first, position);
    if (args.length === 1) return Math.log(first) / Math.log(10);
    if (typeof second !== "number") return wrongType(rt, "log", "argument 1", "number", second, position);
    return Math.log(second) / Math.log(first);
  });
}
