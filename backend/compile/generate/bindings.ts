// `let`: names bound left to right in one new scope, later ones seeing earlier ones (spec/language.md §5.6), and the
// assignments of a module body or a children block, which are bound in the same way.

import { isLiteral } from "../../ast/literal.ts";
import type { Argument, Assignment } from "../../ast/nodes.ts";
import { isDynamic } from "../arguments.ts";
import { type Code, type Emitter, encodeString } from "./emitter.ts";
import { expression } from "./expressions.ts";
import { LocalScope, type Scope } from "./scopes.ts";

export interface Bound {
  readonly inner: LocalScope;
  /** Statements that give special variables back their old values; empty when none was bound. */
  readonly restore: readonly string[];
}

/** Binds the names of a `let` (also of the init part of a C-style `for`). `position` is where its warnings are. */
export function bindLet(g: Emitter, scope: Scope, bindings: readonly Argument[], position: number): Bound {
  const inner = new LocalScope(scope, g.depth);
  const restore: string[] = [];
  const seen = new Set<string>();
  declare(
    g,
    inner,
    bindings.flatMap(({ name }) => name ?? []),
  );
  for (const { name, value } of bindings) {
    if (name === undefined) {
      g.emit(`${g.helper("unnamedAssignment")}(${expression(g, inner, value).js},${position});`);
    } else if (seen.has(name)) {
      const duplicate = expression(g, inner, value).js;
      g.emit(`${g.helper("duplicateAssignment")}(${encodeString(name)},${duplicate},${position});`);
    } else {
      seen.add(name);
      assign(g, inner, name, expression(g, inner, value), restore);
    }
  }
  return { inner, restore };
}

/** Evaluates the assignments of a scope in order. `inner` holds the parameters already. */
export function bindAssignments(
  g: Emitter,
  inner: LocalScope,
  assignments: readonly Assignment[],
  restore: string[],
  /** Special variables among the parameters: names that the scope holds already. */
  specials: ReadonlySet<string> = new Set(),
): void {
  declare(
    g,
    inner,
    assignments.map(({ name }) => name).filter((name) => !inner.variables.has(name)),
  );
  for (const { name, value, start } of assignments) {
    const held = inner.variables.get(name)?.state === "set" || specials.has(name) || isChildCount(inner, name);
    if (held && isLiteral(value)) g.emit(`${g.helper("parameterOverwritten")}(${encodeString(name)},${start});`);
    assign(g, inner, name, expression(g, inner, value), restore);
  }
}

function isChildCount(scope: LocalScope, name: string): boolean {
  return name === "$children" && scope.children !== undefined;
}

/** Makes the variables of a scope known as pending, and declares them where closures may see them. */
function declare(g: Emitter, scope: LocalScope, names: readonly string[]): void {
  const distinct = [...new Set(names)].filter((name) => !isDynamic(name));
  for (const name of distinct)
    scope.variables.set(name, { js: g.fresh("v"), type: "any", state: "pending", early: false });
  if (distinct.length === 0) return;
  // Which of them must start as UNBOUND is known only when everything up to their assignment has been emitted.
  g.declareLater(() =>
    distinct.map((name) => {
      const variable = scope.variables.get(name);
      return variable?.early ? `let ${variable.js} = ${g.helper("UNBOUND")};` : `let ${variable?.js};`;
    }),
  );
}

function assign(g: Emitter, scope: LocalScope, name: string, value: Code, restore: string[]): void {
  if (isDynamic(name)) {
    bindSpecial(g, name, value.js, restore);
    return;
  }
  const variable = scope.variables.get(name);
  if (variable === undefined) throw new Error("an assignment without a declared variable");
  g.emit(`${variable.js} = ${value.js};`);
  variable.type = variable.state === "set" ? "any" : value.type === "condition" ? "any" : value.type;
  variable.state = "set";
}

/** Gives a special variable a value until the lines in `restore` run. */
export function bindSpecial(g: Emitter, name: string, js: string, restore: string[]): void {
  const slot = g.image.machine.special(name);
  const saved = g.fresh("s");
  g.emit(`const ${saved} = D[${slot}]; D[${slot}] = ${js};`);
  restore.unshift(`D[${slot}] = ${saved};`);
}
