// Holds the parameters of a request against the program's customizer: kinds, bounds, choices. A name that the customizer
// does not know is a variable like any other, and passes.
import { type CustomizerParameter, customizerParameters } from "../../ast/parameters.ts";
import type { Limits } from "../../shared/limits.ts";
import type { World } from "../../shared/world.ts";
import type { EvaluateTask, ParameterValue, RequestIssue } from "../pool/protocol.ts";
import { parseProgram } from "./parse-program.ts";

/** What is wrong with the parameters; empty when nothing is, or when the program itself is wrong. */
export function checkParameters(
  { parameters = [] }: EvaluateTask,
  world: World,
  limits: Limits,
): readonly RequestIssue[] {
  if (parameters.length === 0) return [];
  // The definitions of a request would stand in the place of what the customizer shows.
  const { file, ctx } = parseProgram(world, limits, []);
  if (file.failed || file.limit !== undefined) return [];
  const known = new Map(customizerParameters(file, ctx.sources).map((parameter) => [parameter.name, parameter]));
  return parameters.flatMap(([name, value]) => {
    const parameter = known.get(name);
    const problem = parameter === undefined ? undefined : problemOf(parameter, value);
    return problem === undefined ? [] : [{ path: `parameters.${name}`, message: problem }];
  });
}

function problemOf(parameter: CustomizerParameter, value: ParameterValue): string | undefined {
  switch (parameter.kind) {
    case "boolean":
      return typeof value === "boolean" ? undefined : "must be true or false";
    case "string": {
      if (typeof value !== "string") return "must be a text";
      const { maximumLength } = parameter;
      const isShort = maximumLength === undefined || Buffer.byteLength(value) <= maximumLength;
      return isShort ? undefined : `must not be longer than ${maximumLength} bytes`;
    }
    case "number":
      return typeof value === "number" ? outOfBounds(parameter, value) : "must be a number";
    case "vector": {
      const { length } = parameter.initial;
      const numbers = Array.isArray(value) ? value.filter((item): item is number => typeof item === "number") : [];
      if (!Array.isArray(value) || value.length !== length || numbers.length !== length)
        return `must be a list of ${length} numbers`;
      return numbers.map((number) => outOfBounds(parameter, number)).find((problem) => problem !== undefined);
    }
    case "enum":
      return parameter.options.some((option) => option.value === value)
        ? undefined
        : `must be one of ${parameter.options.map((option) => JSON.stringify(option.value)).join(", ")}`;
    default:
      return parameter satisfies never;
  }
}

interface Bounds {
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
}

function outOfBounds({ minimum, maximum }: Bounds, value: number): string | undefined {
  if (minimum !== undefined && value < minimum) return `must be at least ${minimum}`;
  if (maximum !== undefined && value > maximum) return `must be at most ${maximum}`;
  return undefined;
}
