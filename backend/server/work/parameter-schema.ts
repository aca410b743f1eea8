// The customizer parameters of a program as a JSON Schema (draft 2020-12) of what a request may send as `parameters`.
import type { File } from "../../ast/nodes.ts";
import { type CustomizerParameter, customizerParameters } from "../../ast/parameters.ts";
import type { SourceMap } from "../../shared/source.ts";

/** Steps and groups are for forms, not for checking: they are told as `x-step` and `x-group`. */
export function parameterSchema(file: File, sources: SourceMap): string {
  const parameters = customizerParameters(file, sources);
  return JSON.stringify({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: Object.fromEntries(parameters.map((parameter) => [parameter.name, schemaOf(parameter)])),
    additionalProperties: true,
  });
}

function schemaOf(parameter: CustomizerParameter): Record<string, unknown> {
  const { description, group, initial } = parameter;
  return { ...valuesOf(parameter), default: initial, description, "x-group": group === "" ? undefined : group };
}

function valuesOf(parameter: CustomizerParameter): Record<string, unknown> {
  switch (parameter.kind) {
    case "boolean":
      return { type: "boolean" };
    case "string":
      return { type: "string", maxLength: parameter.maximumLength };
    case "number":
      return numbers(parameter);
    case "vector": {
      const { length } = parameter.initial;
      return { type: "array", items: numbers(parameter), minItems: length, maxItems: length };
    }
    case "enum":
      return { oneOf: parameter.options.map(({ name, value }) => ({ const: value, title: name })) };
    default:
      return parameter satisfies never;
  }
}

interface Range {
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly step: number | undefined;
}

function numbers({ minimum, maximum, step }: Range): Record<string, unknown> {
  return { type: "number", minimum, maximum, "x-step": step };
}
