// The modules that are part of the evaluator: for, intersection_for, let, echo, assert, children (spec/language.md §5, §11.4).
// `if` has its own statement.
import type { Instantiation, ModuleInstantiation } from "../../ast/nodes.ts";
import { makeGroup } from "../../csg/build.ts";
import type { CsgNode } from "../../csg/nodes.ts";
import { checkAssertion } from "../assertion.ts";
import { selectChildren } from "../children.ts";
import { echoArguments, warnNoChildModules } from "../messages.ts";
import type { EvaluatedArgument } from "../values/value.ts";
import { bindSequentially } from "./bindings.ts";
import { evaluateArguments } from "./calls.ts";
import type { Environment, PassedChildren } from "./environment.ts";
import { Rounds } from "./loops.ts";
import { closeBlock, instantiateAll, makeBlockGroup, openBlock, originOf, specialArguments } from "./statements.ts";
import type { Walker } from "./walker.ts";

/** Instantiates a statement; undefined when it makes no node. */
export type ControlModule = (w: Walker, statement: ModuleInstantiation, scope: Environment) => CsgNode | undefined;

export const controlModules: ReadonlyMap<string, ControlModule> = new Map<string, ControlModule>([
  ["for", (w, statement, scope) => makeBlockGroup(w, statement, instantiateLoop(w, statement, scope))],
  [
    "intersection_for",
    (w, statement, scope) => makeGroup("intersection", originOf(statement), instantiateLoop(w, statement, scope)),
  ],
  ["let", instantiateLet],
  ["echo", instantiateEcho],
  ["assert", instantiateAssert],
  ["children", instantiateChildren],
]);

/** Nodes of all rounds, one after another. A loop without any argument does nothing. */
function instantiateLoop(w: Walker, { args, children, start }: ModuleInstantiation, outer: Environment): CsgNode[] {
  const nodes: CsgNode[] = [];
  if (args.length === 0) return nodes;
  const rounds = new Rounds(w, args, outer, start);
  for (let round = rounds.next(); round !== undefined; round = rounds.next()) {
    const scope = openBlock(w, children, round);
    instantiateAll(w, children.instantiations, scope, nodes);
    closeBlock(w);
  }
  return nodes;
}

function instantiateLet(w: Walker, statement: ModuleInstantiation, outer: Environment): CsgNode {
  const nodes: CsgNode[] = [];
  const scope = openBlock(w, statement.children, bindSequentially(w, statement.args, outer, statement.start));
  instantiateAll(w, statement.children.instantiations, scope, nodes);
  closeBlock(w);
  w.pop();
  return makeBlockGroup(w, statement, nodes);
}

function instantiateEcho(w: Walker, statement: ModuleInstantiation, scope: Environment): CsgNode | undefined {
  echoArguments(w.rt, evaluateArguments(w, statement.args, scope));
  return groupUnlessEmpty(w, statement, scope);
}

function instantiateAssert(w: Walker, statement: ModuleInstantiation, scope: Environment): CsgNode | undefined {
  checkAssertion(w.rt, evaluateArguments(w, statement.args, scope), statement.args, statement.start);
  return groupUnlessEmpty(w, statement, scope);
}

/** The group of the children of echo and assert, which exists only if there are nodes in it. */
function groupUnlessEmpty(w: Walker, statement: ModuleInstantiation, outer: Environment): CsgNode | undefined {
  const nodes: CsgNode[] = [];
  const scope = openBlock(w, statement.children, outer);
  instantiateAll(w, statement.children.instantiations, scope, nodes);
  closeBlock(w);
  return nodes.length === 0 ? undefined : makeBlockGroup(w, statement, nodes);
}

function instantiateChildren(w: Walker, statement: ModuleInstantiation, from: Environment): CsgNode | undefined {
  const nodes: CsgNode[] = [];
  const args = evaluateArguments(w, statement.args, from);
  if (statement.children.instantiations.length > 0) warnNoChildModules(w.rt, statement.name, statement.start);
  const passed = passedChildren(from);
  if (passed === undefined) return undefined;
  const chosen = chooseChildren(w, args, passed, statement.start);
  if (chosen === undefined) return undefined;
  w.push(specialArguments(args));
  const scope = openBlock(w, passed.block, passed.scope);
  instantiateAll(w, chosen, scope, nodes);
  closeBlock(w);
  w.pop();
  return makeBlockGroup(w, statement, nodes);
}

/** The child statements that `children` asks for; undefined when it makes no node. */
function chooseChildren(
  w: Walker,
  args: readonly EvaluatedArgument[],
  { block: { instantiations } }: PassedChildren,
  position: number,
): readonly Instantiation[] | undefined {
  const chosen = selectChildren(w.rt, args, instantiations.length, position);
  return chosen === "all" ? instantiations : chosen?.map((index) => instantiations[index] as Instantiation);
}

/** The children of the innermost user module in whose text `scope` lies. */
function passedChildren(scope: Environment): PassedChildren | undefined {
  let at: Environment | undefined = scope;
  while (at !== undefined && at.children === undefined) at = at.parent;
  return at?.children;
}
