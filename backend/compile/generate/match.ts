// Argument matching at compile time: the rules of compile/arguments.ts applied to names instead of values.
import type { Argument, Parameter } from "../../ast/nodes.ts";
import type { DiagnosticCode } from "../../shared/diagnostic.ts";
import { isDynamic } from "../arguments.ts";

export interface StaticMatch {
  /** Per distinct parameter in order: the index of its argument, or why there is none. */
  readonly slots: readonly (number | "default" | "undefined")[];
  /** Named arguments that are not parameters, each with its argument: they become variables of the callee. */
  readonly extras: readonly { readonly name: string; readonly argument: number }[];
  /** What a call prints after its arguments were evaluated. */
  readonly warnings: readonly { readonly code: DiagnosticCode; readonly message: string }[];
}

/** Distinct parameters in order of first appearance; the first declaration counts, with its default or without. */
export function distinctParameters(parameters: readonly Parameter[]): readonly Parameter[] {
  const distinct = new Map<string, Parameter>();
  for (const parameter of parameters) if (!distinct.has(parameter.name)) distinct.set(parameter.name, parameter);
  return [...distinct.values()];
}

/** Matches the arguments of a call whose callee is known (spec/language.md §5.3). */
export function matchStatically(
  parameters: readonly Parameter[],
  args: readonly Pick<Argument, "name">[],
  checking: boolean,
): StaticMatch {
  const simple = matchPositional(parameters, args);
  if (simple !== undefined) return simple;
  const names = parameters.map(({ name }) => name);
  const matched = new Map<string, number>();
  const named = new Set<string>();
  const warnings: { code: DiagnosticCode; message: string }[] = [];
  let next = 0;
  let toldSurplus = false;
  args.forEach(({ name }, index) => {
    if (name !== undefined) {
      if (named.has(name)) {
        warnings.push({ code: "argument-repeated", message: `argument "${name}" supplied more than once` });
      } else if (matched.has(name)) {
        warnings.push({ code: "argument-overrides", message: `argument "${name}" overrides positional argument` });
      } else if (checking && !isDynamic(name) && !names.includes(name)) {
        warnings.push({ code: "argument-unknown", message: `variable "${name}" not specified as parameter` });
      }
      named.add(name);
      matched.set(name, index);
      return;
    }
    while (next < names.length && named.has(names[next] as string)) next++;
    if (next < names.length) {
      matched.set(names[next++] as string, index);
    } else if (checking && !toldSurplus) {
      toldSurplus = true;
      warnings.push({ code: "argument-surplus", message: "Too many unnamed arguments supplied" });
    }
  });
  const distinct = distinctParameters(parameters);
  const slots = distinct.map(({ name, fallback }) => matched.get(name) ?? (fallback ? "default" : "undefined"));
  const known = new Set(names);
  const extras = [...matched].filter(([name]) => !known.has(name)).map(([name, argument]) => ({ name, argument }));
  return { slots, extras, warnings };
}

const none: readonly never[] = [];

/** The usual case: unnamed arguments, no more than there are parameters. Undefined for all others. */
function matchPositional(
  parameters: readonly Parameter[],
  args: readonly Pick<Argument, "name">[],
): StaticMatch | undefined {
  if (args.length > parameters.length) return undefined;
  for (let i = 0; i < args.length; i++) if (args[i]?.name !== undefined) return undefined;
  const slots: StaticMatch["slots"][number][] = [];
  for (let i = 0; i < parameters.length; i++) {
    const { name, fallback } = parameters[i] as Parameter;
    for (let k = 0; k < i; k++) if (parameters[k]?.name === name) return undefined;
    slots.push(i < args.length ? i : fallback ? "default" : "undefined");
  }
  return { slots, extras: none, warnings: none };
}
