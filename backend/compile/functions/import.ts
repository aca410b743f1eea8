// import as a function: the contents of a JSON file as a value (spec/language.md §6.9).
import { type JsonValue, readJson } from "../../input/json.ts";
import { LimitError } from "../../shared/limits.ts";
import { matchArguments } from "../arguments.ts";
import type { BuiltinFunction, Runtime } from "../builtin.ts";
import { resolveFile } from "../files.ts";
import { type EvaluatedArgument, ObjectValue, type Value } from "../values/value.ts";

export const importFunction: BuiltinFunction = { name: "import", feature: "import-function", call: importJson };

function importJson(rt: Runtime, args: readonly EvaluatedArgument[], position: number): Value {
  const file = matchArguments(rt, ["file"], args, position, { checking: true }).get("file");
  const path = resolveFile(rt, typeof file === "string" ? file : "", position);
  const bytes = path === "" ? undefined : rt.ctx.world.read(path);
  if (bytes === undefined) {
    rt.warn("import-open", `Could not read file '${path}'`, position);
    return undefined;
  }
  const { importBytes } = rt.ctx.limits;
  if (bytes.length > importBytes) throw new LimitError("importBytes", importBytes, position);
  const reading = readJson(rt.ctx, bytes, position);
  if ("error" in reading) {
    rt.warn("import-format", `Failed to parse file '${path}': ${reading.error}`, position);
    return undefined;
  }
  return toValue(rt, reading.value);
}

/** null is undef. Depth is bounded by the reader. */
function toValue(rt: Runtime, json: JsonValue): Value {
  if (json === null) return undefined;
  if (typeof json === "string") return textOf(rt, json);
  if (typeof json === "number" || typeof json === "boolean") return json;
  if (!(json instanceof Map)) {
    const elements = json as readonly JsonValue[];
    rt.countElements(elements.length);
    return elements.map((element) => toValue(rt, element));
  }
  rt.countElements(json.size);
  const entries = new Map<string, Value>();
  for (const [key, member] of json) entries.set(textOf(rt, key), toValue(rt, member));
  return new ObjectValue(entries);
}

function textOf(rt: Runtime, text: string): string {
  rt.countBytes(text.length);
  return rt.strings.admit(text);
}
