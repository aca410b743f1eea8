// `let` in its three forms and the parts of a C-style `for`: bindings from left to right in one new scope
// (spec/language.md §5.6).
import type { Argument } from "../../ast/nodes.ts";
import { warnDuplicateAssignment, warnUnnamedAssignment } from "../messages.ts";
import { Environment } from "./environment.ts";
import { evaluate } from "./expressions.ts";
import type { Walker } from "./walker.ts";

/** Makes a scope inside `outer`, makes it the active one, and fills it. `position`: of the `let`. */
export function bindSequentially(
  w: Walker,
  bindings: readonly Argument[],
  outer: Environment,
  position: number,
): Environment {
  const scope = new Environment(outer);
  w.push(scope);
  for (const { name, value: expression } of bindings) {
    const value = evaluate(w, expression, scope);
    if (name === undefined) warnUnnamedAssignment(w.rt, value, position);
    else if (scope.has(name)) warnDuplicateAssignment(w.rt, name, value, position);
    else scope.set(name, value);
  }
  return scope;
}
