// `.param`: the customizer parameters as JSON (spec/cli.md §2.8).
import type { File } from "../ast/nodes.ts";
import { type CustomizerParameter, customizerParameters } from "../ast/parameters.ts";
import type { Context } from "../shared/context.ts";
import { encodeUtf8 } from "../shared/text.ts";
import type { ExportInput } from "./exporter.ts";
import { type Json, jsonText } from "./json-text.ts";
import { baseName } from "./names.ts";

export function writeParam(ctx: Context, { file }: ExportInput): Uint8Array {
  return parametersText(ctx, file as File);
}

/** The same of a file that was only parsed. */
export function parametersText(ctx: Context, file: File): Uint8Array {
  const parameters = customizerParameters(file, ctx.sources);
  const document = new Map<string, Json>([["title", baseName(ctx).replace(/(?<=.)\.[^.]*$/, "") || "Unnamed"]]);
  if (parameters.length > 0) document.set("parameters", parameters.map(parameterJson));
  return encodeUtf8(jsonText(document));
}

function parameterJson(parameter: CustomizerParameter): Json {
  const entries: [string, Json][] = [["name", parameter.name]];
  if (parameter.description !== undefined) entries.push(["caption", parameter.description]);
  if (parameter.group !== "") entries.push(["group", parameter.group]);
  entries.push(["initial", parameter.initial]);
  switch (parameter.kind) {
    case "boolean":
      entries.push(["type", "boolean"]);
      break;
    case "string":
      entries.push(["type", "string"]);
      if (parameter.maximumLength !== undefined) entries.push(["maxLength", { whole: parameter.maximumLength }]);
      break;
    case "number":
      entries.push(["type", "number"], ["step", parameter.step ?? 1]);
      pushRange(entries, parameter);
      break;
    case "vector":
      entries.push(["type", "number"]);
      if (parameter.maximum !== undefined) entries.push(["step", parameter.step ?? 1]);
      pushRange(entries, parameter);
      break;
    case "enum":
      entries.push(["type", typeof parameter.initial === "number" ? "number" : "string"]);
      entries.push(["options", parameter.options.map(optionJson)]);
      break;
    default:
      throw new Error(`unknown kind of parameter: ${parameter satisfies never}`);
  }
  return new Map(entries);
}

/** A minimum is told only together with a maximum; then it is 0 where none was given. */
function pushRange(
  entries: [string, Json][],
  { minimum, maximum }: { readonly minimum: number | undefined; readonly maximum: number | undefined },
): void {
  if (maximum !== undefined) entries.push(["max", maximum], ["min", minimum ?? 0]);
}

function optionJson({ name, value }: { readonly name: string; readonly value: number | string }): Json {
  return new Map<string, Json>([
    ["name", name],
    ["value", value],
  ]);
}
