// Reading a variable: which of the scopes that enclose a reference holds it, decided here as far as it can be
// (spec/language.md §5.1, §5.2).
import { isDynamic } from "../arguments.ts";
import { predefinedNames, predefinedVariables } from "../predefined.ts";
import {
  type Code,
  code,
  type Emitter,
  encodeString,
  falseCode,
  literalNumber,
  type StaticType,
  trueCode,
  undefinedCode,
} from "./emitter.ts";
import type { FileImage } from "./image.ts";
import { isDeferred, LocalScope, type Scope } from "./scopes.ts";

export interface LookupOptions {
  /** `is_undef(name)`: an unknown variable is undef without a warning. */
  readonly silent?: boolean;
}

/** The value of a variable. */
export function lookUp(g: Emitter, scope: Scope, name: string, position: number, options: LookupOptions = {}): Code {
  if (isDynamic(name)) return lookUpSpecial(g, name, position, options);
  const early: string[] = [];
  let at: Scope = scope;
  for (; at instanceof LocalScope; at = at.parent) {
    const variable = at.variables.get(name);
    if (variable !== undefined) {
      if (variable.maybe) early.push(variable.js);
      else if (variable.state === "set") {
        const { js, type, whole } = variable;
        return firstBound(g, early, { js, type, stable: true, effects: false, whole });
      }
      if (variable.state === "pending" && isDeferred(g.depth, at)) {
        variable.early = true;
        early.push(variable.js);
      }
    }
    if (name === "$children" && at.children !== undefined)
      return firstBound(g, early, { js: `${at.children}.n`, type: "number", stable: true, effects: false });
  }
  return firstBound(g, early, fileVariable(g, at as FileImage, name, position, options));
}

/** The first of some variables that may be unbound, or else `outer`. */
function firstBound(g: Emitter, early: readonly string[], outer: Code): Code {
  if (early.length === 0) return outer;
  const unbound = g.helper("UNBOUND");
  const js = early.reduceRight((rest, variable) => `(${variable} !== ${unbound} ? ${variable} : ${rest})`, outer.js);
  return code(js, "any", outer.effects);
}

function fileVariable(g: Emitter, file: FileImage, name: string, position: number, options: LookupOptions): Code {
  const slot = g.ask("slot", file, name) as number | undefined;
  if (slot === undefined) return builtinVariable(g, name, position, options);
  if (file.complete) return foldGlobal(slot, g.ask("value", file, name));
  const state = g.depth === 0 ? g.isAssigned(file, name) : undefined;
  if (state === true) {
    const js = `G[${slot}]`;
    return { js, type: g.unit.assigned.get(name) ?? "any", stable: true, effects: false };
  }
  const outer = builtinVariable(g, name, position, options);
  if (state === false) return outer;
  return code(`(G[${slot}] !== ${g.helper("UNBOUND")} ? G[${slot}] : ${outer.js})`, "any", outer.effects);
}

/** A variable of a file that will not change any more: scalars become literals. `value` is what `questions.ts` says. */
function foldGlobal(slot: number, value: unknown): Code {
  if (value === undefined) return undefinedCode;
  if (typeof value === "number") return literalNumber(value);
  if (typeof value === "boolean") return value ? trueCode : falseCode;
  return { js: `G[${slot}]`, type: value === "object" ? "any" : (value as StaticType), stable: true, effects: false };
}

function builtinVariable(g: Emitter, name: string, position: number, { silent }: LookupOptions): Code {
  const value = predefinedVariables.get(name);
  if (typeof value === "number") return literalNumber(value);
  if (silent) return undefinedCode;
  return code(`${g.helper("unknownVariable")}(${encodeString(name)},${position})`, "any", true);
}

function lookUpSpecial(g: Emitter, name: string, position: number, { silent }: LookupOptions): Code {
  const slot = g.image.machine.special(name);
  // What exists before the program says anything always has a value.
  if (predefinedNames.has(name)) return code(`D[${slot}]`, "any", false);
  const helper = silent
    ? `${g.helper("boundOrUndef")}(D[${slot}])`
    : `${g.helper("special")}(D[${slot}],${encodeString(name)},${position})`;
  return code(helper, "any", !silent);
}
