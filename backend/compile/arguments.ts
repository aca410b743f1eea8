// Matches the arguments of a call with the parameters of what is called (spec/language.md §5.3): user functions, function
// literals, user modules, and every built-in module and function whose arguments have names.
import type { Runtime } from "./builtin.ts";
import type { EvaluatedArgument, Value } from "./values/value.ts";

export interface MatchOptions {
  /** Reports arguments that the callee does not know. Always on for built-ins; else the option --check-parameters. */
  readonly checking: boolean;
}

/** True for names that are looked up in the dynamic stack of scopes: `$` names except `$children`. */
export function isDynamic(name: string): boolean {
  return name.charCodeAt(0) === 36 && name !== "$children";
}

/**
 * The values by parameter name; a parameter that was not given is absent. Named arguments that are not parameters are
 * in it too: they become variables of the callee. Warnings are located at `position`, the call.
 */
export function matchArguments(
  rt: Runtime,
  parameters: readonly string[],
  args: readonly EvaluatedArgument[],
  position: number,
  { checking }: MatchOptions,
): Map<string, Value> {
  const matched = new Map<string, Value>();
  const named = new Set<string>();
  let next = 0;
  let toldSurplus = false;
  for (const { name, value } of args) {
    if (name !== undefined) {
      if (named.has(name)) {
        rt.warn("argument-repeated", `argument "${name}" supplied more than once`, position);
      } else if (matched.has(name)) {
        rt.warn("argument-overrides", `argument "${name}" overrides positional argument`, position);
      } else if (checking && !isDynamic(name) && !parameters.includes(name)) {
        rt.warn("argument-unknown", `variable "${name}" not specified as parameter`, position);
      }
      named.add(name);
      matched.set(name, value);
      continue;
    }
    while (next < parameters.length && named.has(parameters[next] as string)) next++;
    if (next < parameters.length) {
      matched.set(parameters[next++] as string, value);
    } else if (checking && !toldSurplus) {
      toldSurplus = true;
      rt.warn("argument-surplus", "Too many unnamed arguments supplied", position);
    }
  }
  return matched;
}
