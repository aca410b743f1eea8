// object and has_key (spec/language.md §6.8): ordered maps from strings to values, whose functions can be methods.
import type { BuiltinFunction, Runtime } from "../builtin.ts";
import { type EvaluatedArgument, FunctionValue, isVector, ObjectValue, typeName, type Value } from "../values/value.ts";
import { defineBinary, wrongType } from "./define.ts";

const feature = "object-function";

const rule = "In an unnamed list, entries must be [key,value] to set or [key] to delete. The key must be <string>.";

type Entries = Map<string, Value>;

/** The first problem of the arguments, or undefined when `entries` has them all. */
function addArguments(entries: Entries, args: readonly EvaluatedArgument[]): string | undefined {
  for (let i = 0; i < args.length; i++) {
    const { name, value } = args[i] as EvaluatedArgument;
    if (name !== undefined) {
      entries.set(name, value);
    } else if (value instanceof ObjectValue) {
      for (const [key, entry] of value.entries) entries.set(key, entry);
    } else if (isVector(value)) {
      const problem = addMembers(entries, value, i);
      if (problem !== undefined) return problem;
    } else {
      const type = typeName(value);
      return `object(Argument ${i} <${type}>) An unnamed argument must be either <object> or <list>, it is <${type}>. `;
    }
  }
  return undefined;
}

/** Members of an unnamed list: `[key, value]` sets, `[key]` deletes. */
function addMembers(entries: Entries, members: readonly Value[], argument: number): string | undefined {
  for (let e = 0; e < members.length; e++) {
    const member = members[e];
    if (!isVector(member)) {
      const type = typeName(member);
      return `object( Argument ${argument} [Element ${e} <${type}>] ) Entry type is not a list, it is <${type}>. ${rule}`;
    }
    const at = `object(Argument ${argument} [Element ${e}`;
    const { length } = member;
    if (length === 0) return `${at} []]) Entry is empty. ${rule}`;
    if (length > 2) return `${at} [...]]) Entry length is ${length}, must be 1 [key] or 2 [key,value]. ${rule}`;
    const key = member[0];
    if (typeof key !== "string") {
      const type = typeName(key);
      const shape = length === 1 ? `[<${type}>]` : `[<${type}>,value]`;
      return `${at} ${shape}]) The key of the entry is not <string> but <${type}>. ${rule}`;
    }
    if (length === 2) entries.set(key, member[1]);
    else entries.delete(key);
  }
  return undefined;
}

function hasThis(value: FunctionValue): boolean {
  return value.literal.parameters.some(({ name }) => name === "this");
}

function makeObject(rt: Runtime, args: readonly EvaluatedArgument[], position: number): Value {
  const entries: Entries = new Map();
  const problem = addArguments(entries, args);
  if (problem !== undefined) {
    rt.warn("builtin-value", problem, position);
    return undefined;
  }
  rt.countElements(entries.size);
  const object = new ObjectValue(entries);
  for (const [key, value] of entries) {
    if (!(value instanceof FunctionValue) || !hasThis(value)) continue;
    const unbound = value.unbound ?? value;
    entries.set(key, new FunctionValue(unbound.literal, unbound.invoke, object, unbound));
  }
  return object;
}

const hasKey = defineBinary(
  "has_key",
  (rt, object, key, position) => {
    if (!(object instanceof ObjectValue)) return wrongType(rt, "has_key", "argument 0", "object", object, position);
    if (typeof key !== "string") return wrongType(rt, "has_key", "argument 1", "string", key, position);
    return object.entries.has(key);
  },
  { feature },
);

export const objectFunctions: readonly BuiltinFunction[] = [{ name: "object", feature, call: makeObject }, hasKey];
