// Tests of a value's type (spec/language.md §6.2). `is_undef` of a bare variable name is the evaluators' own: it must not
// warn about an unknown variable.
import type { BuiltinFunction } from "../builtin.ts";
import { FunctionValue, ObjectValue, type Value } from "../values/value.ts";
import { defineUnary } from "./define.ts";

function defineTest(name: string, test: (value: Value) => boolean): BuiltinFunction {
  return defineUnary(name, (_rt, value) => test(value));
}

export const typeFunctions: readonly BuiltinFunction[] = [
  defineTest("is_undef", (value) => value === undefined),
  defineTest("is_bool", (value) => typeof value === "boolean"),
  defineTest("is_num", (value) => typeof value === "number" && !Number.isNaN(value)),
  defineTest("is_string", (value) => typeof value === "string"),
  defineTest("is_list", (value) => Array.isArray(value)),
  defineTest("is_function", (value) => value instanceof FunctionValue),
  defineUnary("is_object", (_rt, value) => value instanceof ObjectValue, { feature: "textmetrics" }),
];
