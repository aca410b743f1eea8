// The messages that evaluators print themselves (spec/language.md §8.2), one function each, so that both say the same.
import type { Evaluation } from "./runtime.ts";
import { echoText, shownText } from "./values/text.ts";
import { type EvaluatedArgument, typeName, type Value } from "./values/value.ts";

export function warnUnknownVariable(rt: Evaluation, name: string, position: number): void {
  rt.warn("unknown-variable", `Ignoring unknown variable "${name}"`, position);
}

/** Also says so when a built-in of this name exists but its feature is off. */
export function warnUnknownFunction(rt: Evaluation, name: string, position: number, disabled: boolean): void {
  if (disabled) {
    rt.warn("experimental-not-enabled", `Experimental builtin function '${name}' is not enabled`, position);
  }
  rt.warn("unknown-function", `Ignoring unknown function '${name}'`, position);
}

/** Also says so when a built-in of this name exists but its feature is off. */
export function warnUnknownModule(rt: Evaluation, name: string, position: number, disabled: boolean): void {
  if (disabled) {
    rt.warn("experimental-not-enabled", `Experimental builtin module '${name}' is not enabled`, position);
  }
  rt.warn("unknown-module", `Ignoring unknown module '${name}'`, position);
}

export function warnNotAFunction(rt: Evaluation, value: Value, position: number): void {
  rt.warn("not-a-function", `Can't call function on ${typeName(value)}`, position);
}

/** A binding of `let` or of a part of a C-style `for` that has no name. */
export function warnUnnamedAssignment(rt: Evaluation, value: Value, position: number): void {
  rt.warn("unnamed-assignment", `Assignment without variable name ${shownText(value, rt)}`, position);
}

/** A name that a `let` binds twice. */
export function warnDuplicateAssignment(rt: Evaluation, name: string, value: Value, position: number): void {
  const message = `Ignoring duplicate variable assignment "${name}" = ${shownText(value, rt)}`;
  rt.warn("duplicate-assignment", message, position);
}

export function warnParameterOverwritten(rt: Evaluation, name: string, position: number): void {
  rt.warn("parameter-overwritten", `Parameter "${name}" is overwritten with a literal`, position);
}

export function warnNoChildModules(rt: Evaluation, name: string, position: number): void {
  rt.warn("no-children-supported", `module ${name}() does not support child modules`, position);
}

export function recursionInFunction(name: string): string {
  return `Recursion detected calling function '${name}'`;
}

export function recursionInModule(name: string): string {
  return `Recursion detected calling module '${name}'`;
}

export function failForLoop(rt: Evaluation, position: number): never {
  return rt.fail("for-limit", "For loop counter exceeded limit", position);
}

/** `echo`, module or expression: one line with all arguments. */
export function echoArguments(rt: Evaluation, args: readonly EvaluatedArgument[]): void {
  let length = 0;
  const texts = args.map(({ name, value }) => {
    const text = echoText(value, rt);
    length += text.length;
    rt.countBytes(0, length);
    return name === undefined ? text : `${name} = ${text}`;
  });
  rt.echo(texts.join(", "));
}
