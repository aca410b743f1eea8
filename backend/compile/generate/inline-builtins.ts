// Built-in functions that generated code does not call through their table entry, because one test decides the usual
// case. Everything unusual goes to the table entry, so messages are made in one place.
import { type Code, code, type Emitter } from "./emitter.ts";

/** Functions of one number that JavaScript has: helper `name1` tests for a number and falls back. */
const numeric: ReadonlySet<string> = new Set(["abs", "floor", "ceil", "sqrt", "sin", "cos", "round"]);

/** The code of a call, or undefined when the table entry is called. */
export function inlineBuiltin(g: Emitter, name: string, args: readonly Code[], position: number): Code | undefined {
  const [a, b] = args;
  if (args.length === 2 && a !== undefined && b !== undefined && (name === "min" || name === "max")) {
    const known = a.type === "number" && b.type === "number";
    return code(
      `${g.helper(`${name}2`)}(${a.js},${b.js},${position})`,
      known ? "number" : "any",
      !known || a.effects || b.effects,
    );
  }
  if (args.length !== 1 || a === undefined) return undefined;
  switch (name) {
    case "is_undef":
      return code(`(${a.js} === undefined)`, "boolean", a.effects);
    case "is_list":
      return code(`Array.isArray(${a.js})`, "boolean", a.effects);
    case "is_string":
      return code(`(typeof ${a.js} === "string")`, "boolean", a.effects);
    case "is_bool":
      return code(`(typeof ${a.js} === "boolean")`, "boolean", a.effects);
    case "is_num":
      return code(`${g.helper("isNumber")}(${a.js})`, "boolean", a.effects);
    case "is_function":
      return code(`${g.helper("isFunction")}(${a.js})`, "boolean", a.effects);
    case "len":
      if (a.type === "vector") return code(`${a.js}.length`, "number", a.effects);
      return code(`${g.helper("len1")}(${a.js},${position})`, "any", true);
  }
  if (!numeric.has(name)) return undefined;
  const known = a.type === "number";
  return code(`${g.helper(`${name}1`)}(${a.js},${position})`, known ? "number" : "any", !known || a.effects);
}
