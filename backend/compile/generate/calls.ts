// Function calls. The callee of a name is found at compile time: a definition of an enclosing scope, of the file, of a
// used file, or a built-in; variables on the way count only if they hold a function when the call happens
// (spec/language.md §5.1).
import type { Argument, FunctionCall, FunctionDefinition } from "../../ast/nodes.ts";
import { isDynamic } from "../arguments.ts";
import type { BuiltinFunction } from "../builtin.ts";
import { builtinFunctions } from "../builtins.ts";
import { countElements } from "./comprehensions.ts";
import { type Code, choose, code, type Emitter, encodeString, type StaticType } from "./emitter.ts";
import { expression } from "./expressions.ts";
import type { FileImage } from "./image.ts";
import { inlineBuiltin } from "./inline-builtins.ts";
import { builtinsWithMore } from "./keepable.ts";
import { lookUp } from "./lookups.ts";
import type { Definition } from "./machine.ts";
import { matchStatically } from "./match.ts";
import { isDeferred, LocalScope, type NestedDefinition, type Scope } from "./scopes.ts";

/** What a name means as a callee, apart from variables that may hold a function. */
export type Callee =
  | { readonly kind: "file"; readonly definition: Definition<FunctionDefinition>; readonly used: boolean }
  | { readonly kind: "nested"; readonly nested: NestedDefinition<FunctionDefinition> }
  | { readonly kind: "builtin"; readonly builtin: BuiltinFunction }
  | { readonly kind: "unknown"; readonly disabled: boolean };

export interface Resolution {
  /** Variables, innermost first, that win if they hold a function: JavaScript expressions. */
  readonly variables: readonly string[];
  readonly callee: Callee;
}

/** Finds what a call of `name` calls. */
export function resolveFunction(g: Emitter, scope: Scope, name: string): Resolution {
  const variables: string[] = [];
  if (isDynamic(name)) {
    variables.push(`D[${g.image.machine.special(name)}]`);
    return { variables, callee: builtinCallee(g, name) };
  }
  let at: Scope = scope;
  for (; at instanceof LocalScope; at = at.parent) {
    const nested = at.functions.get(name);
    if (nested !== undefined) return { variables, callee: { kind: "nested", nested } };
    const variable = at.variables.get(name);
    if (variable === undefined || (variable.state === "pending" && !isDeferred(g.depth, at))) continue;
    if (variable.state === "pending") variable.early = true;
    if (variable.type === "any") variables.push(variable.js);
  }
  return { variables, callee: resolveInFile(g, at as FileImage, name, variables) };
}

function resolveInFile(g: Emitter, file: FileImage, name: string, variables: string[]): Callee {
  const definition = g.ask("function", file, name) as Definition<FunctionDefinition> | undefined;
  if (definition?.state === file.state) return { kind: "file", definition, used: false };
  const slot = g.ask("slot", file, name) as number | undefined;
  if (slot !== undefined && mayHoldFunction(g, file, name)) variables.push(`G[${slot}]`);
  return definition === undefined ? builtinCallee(g, name) : { kind: "file", definition, used: true };
}

function mayHoldFunction(g: Emitter, file: FileImage, name: string): boolean {
  if (file.complete) return g.ask("value", file, name) === "object";
  return g.depth > 0 || g.isAssigned(file, name);
}

function builtinCallee(g: Emitter, name: string): Callee {
  const builtin = builtinFunctions.get(name);
  if (builtin === undefined) return { kind: "unknown", disabled: false };
  const on = builtin.feature === undefined || g.image.machine.options.features.has(builtin.feature);
  return on ? { kind: "builtin", builtin } : { kind: "unknown", disabled: true };
}

/** The value of a call that is not in tail position. */
export function callFunction(g: Emitter, scope: Scope, e: FunctionCall): Code {
  if (e.callee.kind !== "Lookup") {
    const callee = g.hold(expression(g, scope, e.callee));
    return ifFunction(
      g,
      callee.js,
      () => callValue(g, scope, callee.js, e, "call"),
      () => code(`${g.helper("notAFunction")}(${callee.js},${e.start})`, "any", true),
    );
  }
  const { variables, callee } = resolveFunction(g, scope, e.callee.name);
  const build = (rest: readonly string[]): Code => {
    const [variable, ...others] = rest;
    if (variable === undefined) return callCallee(g, scope, callee, e);
    return ifFunction(
      g,
      variable,
      () => callValue(g, scope, variable, e, "call"),
      () => build(others),
    );
  };
  return build(variables);
}

/** A choice made when the call happens: a variable holds a function, or it is passed over. */
function ifFunction(g: Emitter, variable: string, yes: () => Code, no: () => Code): Code {
  const alternatives = [g.capture(yes), g.capture(no)] as const;
  return choose(g, `${g.helper("isFunction")}(${variable})`, alternatives, { type: "any", effects: true });
}

/** Calls a function value: directly when all arguments are positional. */
export function callValue(g: Emitter, scope: Scope, value: string, e: FunctionCall, manner: "call" | "tail"): Code {
  const args = argumentCodes(g, scope, e.args);
  const positional = e.args.every(({ name }) => name === undefined);
  if (positional && args.length <= 4) {
    const list = args.map(({ js }) => `,${js}`).join("");
    return code(`${g.helper(`${manner}Value${args.length}`)}(${value}${list},${e.start})`, "any", true);
  }
  const names = positional ? "undefined" : g.unit.constant(e.args.map(({ name }) => name));
  const list = args.map(({ js }) => js).join();
  return code(`${g.helper(`${manner}Values`)}(${value},${names},[${list}],${e.start})`, "any", true);
}

export function argumentCodes(g: Emitter, scope: Scope, args: readonly Argument[]): Code[] {
  return g.sequence(args.map((argument) => () => expression(g, scope, argument.value)));
}

/** Calls what a name means, not in tail position. */
export function callCallee(g: Emitter, scope: Scope, callee: Callee, e: FunctionCall): Code {
  switch (callee.kind) {
    case "unknown": {
      const name = encodeString((e.callee as { name: string }).name);
      return code(`${g.helper("unknownFunction")}(${name},${e.start},${callee.disabled})`, "any", true);
    }
    case "builtin":
      return callBuiltin(g, scope, callee.builtin, e);
    case "nested": {
      const { parameters } = callee.nested;
      const { list, extras } = matchedArguments(g, scope, parameters, e.args, e.start);
      // Not in tail position: an activation of its own, whose tail calls are counted from zero.
      const call = `${nestedName(g, callee.nested, extras)}(${list})`;
      return code(`${g.helper("activation")}(B.t, B.t = 0, ${call})`, "any", true);
    }
    case "file":
      return callee.used ? callUsed(g, scope, callee.definition, e) : callOwn(g, scope, callee.definition, e);
  }
}

function callOwn(g: Emitter, scope: Scope, definition: Definition<FunctionDefinition>, e: FunctionCall): Code {
  const { list, extras } = matchedArguments(g, scope, definition.node.parameters, e.args, e.start);
  const { machine } = g.image;
  const slot = machine.slotOf(definition, extras, definition.state === machine.main ? g.unit.manner : "call");
  return code(`F[${slot}](${list})`, "any", true);
}

/**
 * A call into a used file happens in a scope of that file made for it (spec/language.md §5.4). It is opened before the
 * arguments are evaluated, and what was active before is active again afterwards.
 */
function callUsed(g: Emitter, scope: Scope, definition: Definition<FunctionDefinition>, e: FunctionCall): Code {
  const saved = g.fresh("s");
  const value = g.fresh("t");
  const state = `LS[${definition.state.index}]`;
  g.emit(`const ${saved} = ${g.helper("openUsed")}(${state});`);
  const { js } = callOwn(g, scope, definition, e);
  g.emit(`const ${value} = ${js};`);
  g.emit(`${state}.G = ${saved};`);
  return { js: value, type: "any", stable: true, effects: false };
}

export interface MatchedArguments {
  /** Values for the parameters and the extras, in order, as the text of an argument list. */
  readonly list: string;
  readonly values: readonly string[];
  /** Of the values; undefined, of those that are not given. */
  readonly types: readonly (StaticType | undefined)[];
  readonly extras: readonly string[];
}

/** Evaluates the arguments of a call whose callee is known, and puts them in the order of its parameters. */
export function matchedArguments(
  g: Emitter,
  scope: Scope,
  parameters: readonly { readonly name: string; readonly fallback: unknown }[],
  args: readonly Argument[],
  position: number,
): MatchedArguments {
  const checking = g.image.machine.options.checkParameters;
  const match = matchStatically(parameters as Parameters<typeof matchStatically>[0], args, checking);
  const used = [...match.slots.filter((slot) => typeof slot === "number"), ...match.extras.map((x) => x.argument)];
  const inOrder = used.length === args.length && used.every((slot, i) => slot === i) && match.warnings.length === 0;
  let codes = argumentCodes(g, scope, args);
  if (!inOrder) codes = codes.map((value) => g.hold(value));
  for (const { code: diagnostic, message } of match.warnings)
    g.emit(`${g.helper("warn")}(${encodeString(diagnostic)},${encodeString(message)},${position});`);
  const slots = [...match.slots, ...match.extras.map(({ argument }) => argument)];
  const values = slots.map((slot) => {
    if (slot === "undefined") return "undefined";
    return slot === "default" ? g.helper("ABSENT") : (codes[slot] as Code).js;
  });
  while (values.at(-1) === "undefined") values.pop();
  const types = slots.map((slot) => (typeof slot === "number" ? codes[slot]?.type : undefined));
  return { list: values.join(), values, types, extras: match.extras.map(({ name }) => name) };
}

/** The JavaScript function of a definition inside a module, for calls with these extra parameters. */
export function nestedName(
  g: Emitter,
  nested: { readonly variants: Map<string, { readonly js: string; readonly extras: readonly string[] }> },
  extras: readonly string[],
): string {
  const key = extras.join();
  const known = nested.variants.get(key);
  if (known !== undefined) return known.js;
  const js = g.fresh("f");
  nested.variants.set(key, { js, extras });
  return js;
}

function callBuiltin(g: Emitter, scope: Scope, builtin: BuiltinFunction, e: FunctionCall): Code {
  const [first] = e.args;
  if (builtin.name === "is_undef" && e.args.length === 1 && first?.value.kind === "Lookup") {
    const value = lookUp(g, scope, first.value.name, e.start, { silent: true });
    return code(`(${value.js} === undefined)`, "boolean", value.effects);
  }
  const count =
    builtin.name === "len" && e.args.length === 1 && first ? countElements(g, scope, first.value) : undefined;
  if (count !== undefined) return { js: count, type: "number", stable: true, effects: false };
  // A wrong number of them is told by this one function without evaluating them.
  const unevaluated = builtin.name === "is_undef" && e.args.length !== 1;
  const args = unevaluated ? e.args.map(() => code("undefined", "any", false)) : argumentCodes(g, scope, e.args);
  const inline = inlineBuiltin(g, builtin.name, args, e.start);
  if (inline !== undefined) return inline;
  const result = callWith(g, builtin, args, e);
  return builtinsWithMore.has(builtin.name) ? { ...result, js: `(B.u++, ${result.js})` } : result;
}

/** Calls a built-in with what its arguments are. */
function callWith(g: Emitter, builtin: BuiltinFunction, args: readonly Code[], e: FunctionCall): Code {
  const list = args.map(({ js }) => js).join();
  const effects = !quietBuiltins.has(builtin.name) || args.some((argument) => argument.effects);
  const [a, b] = args;
  if (builtin.unary !== undefined && a !== undefined && args.length === 1)
    return code(`${g.unit.builtin(builtin.unary)}(rt,${a.js},${e.start})`, "any", effects);
  if (builtin.binary !== undefined && a !== undefined && b !== undefined && args.length === 2)
    return code(`${g.unit.builtin(builtin.binary)}(rt,${a.js},${b.js},${e.start})`, "any", effects);
  if (builtin.positional !== undefined)
    return code(`${g.unit.builtin(builtin.positional)}(rt,[${list}],${e.start})`, "any", effects);
  const names = g.unit.constant(e.args.map(({ name }) => name));
  const call = g.unit.builtin(builtin.call);
  return code(`${call}(rt,${g.helper("namedArguments")}(${names},[${list}]),${e.start})`, "any", effects);
}

/** Built-ins that never print anything, however they are called: operands around them may be evaluated in any order. */
const quietBuiltins: ReadonlySet<string> = new Set(["concat", "str", "version"]);
