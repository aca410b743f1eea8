// Statements of the tree walk: what a scope assigns, instantiations, and calls of user and built-in modules
// (spec/language.md §5.2, §5.3).

import { isLiteral } from "../../ast/literal.ts";
import type {
  Assignment,
  IfElse,
  Instantiation,
  ModuleDefinition,
  ModuleInstantiation,
  Scope,
} from "../../ast/nodes.ts";
import { makeGroup, type Origin } from "../../csg/build.ts";
import { BACKGROUND, type CsgNode, HIGHLIGHT, noChildren, ROOT } from "../../csg/nodes.ts";
import { isDynamic } from "../arguments.ts";
import type { BuiltinModule, ModuleCall } from "../builtin.ts";
import { recursionInModule, warnNoChildModules, warnParameterOverwritten, warnUnknownModule } from "../messages.ts";
import { BLOCK_DEPTH, MODULE_DEPTH } from "../runtime.ts";
import { assignmentTo, calledBy, callOf, isStackOverflow } from "../trace.ts";
import { type EvaluatedArgument, isTruthy } from "../values/value.ts";
import { evaluateArguments, setParameters } from "./calls.ts";
import { type ControlModule, controlModules } from "./control.ts";
import { Environment } from "./environment.ts";
import { evaluate } from "./expressions.ts";
import { disabled, type UserModule, type Walker } from "./walker.ts";

/** Evaluates the assignments of a scope in order. */
export function assignAll(w: Walker, assignments: readonly Assignment[], scope: Environment): void {
  for (const { name, value: expression, start, overwrittenAt } of assignments) {
    try {
      if (scope.has(name) && isLiteral(expression)) warnParameterOverwritten(w.rt, name, start);
      scope.set(name, evaluate(w, expression, scope));
    } catch (error) {
      throw w.rt.unwind(error, ...assignmentTo(name, start, overwrittenAt));
    }
  }
}

/**
 * Instantiates statements in order; their nodes are added to `nodes`. Recursion of modules passes through here and through
 * `instantiateUser`: both keep little on the native stack.
 */
export function instantiateAll(
  w: Walker,
  statements: readonly Instantiation[],
  scope: Environment,
  nodes: CsgNode[],
): void {
  for (let i = 0; i < statements.length; i++) {
    const found = find(w, statements[i] as Instantiation, scope);
    if (found === undefined) continue;
    try {
      add(w, nodes, instantiate(w, found, statements[i] as Instantiation, scope));
    } catch (error) {
      throw leaveStatement(w, statements[i] as Instantiation, error);
    }
  }
}

function add(w: Walker, nodes: CsgNode[], node: CsgNode | undefined): void {
  if (node === undefined) return;
  w.rt.countNode(node.position);
  if ((node.modifiers & ROOT) !== 0) w.rt.hasRoot = true;
  nodes.push(node);
}

function leaveStatement(w: Walker, statement: Instantiation, error: unknown): unknown {
  return w.rt.unwind(error, calledBy(statement.kind === "IfElse" ? "if" : statement.name, statement.start));
}

/** Opens the scope of a children block inside the one it was written in, and evaluates its assignments. */
export function openBlock(w: Walker, block: Scope, outer: Environment): Environment {
  w.rt.enter(BLOCK_DEPTH);
  const scope = new Environment(outer);
  w.push(scope);
  assignAll(w, block.assignments, scope);
  return scope;
}

/** Leaves the scope that `openBlock` opened. */
export function closeBlock(w: Walker): void {
  w.pop();
  w.rt.leave(BLOCK_DEPTH);
}

/** Where the node of a statement comes from. */
export function originOf({ modifiers, start }: Instantiation): Origin {
  const { root, highlight, background } = modifiers;
  const bits = (root ? ROOT : 0) | (highlight ? HIGHLIGHT : 0) | (background ? BACKGROUND : 0);
  return { modifiers: bits, position: start };
}

/** A group, or with lazy-union the list that stands for its children: what control statements make. */
export function makeBlockGroup(w: Walker, statement: Instantiation, nodes: readonly CsgNode[]): CsgNode {
  const kind = w.rt.ctx.options.features.has("lazy-union") ? "list" : "group";
  return makeGroup(kind, originOf(statement), nodes);
}

/** What a statement instantiates. */
type Found = UserModule | BuiltinModule | ControlModule | "if";

/** Undefined, after a warning, when there is nothing to instantiate: no argument is evaluated then. */
function find(w: Walker, statement: Instantiation, scope: Environment): Found | undefined {
  w.rt.step(statement.start);
  if (statement.kind === "IfElse") return "if";
  const found = w.findModule(statement.name, scope) ?? controlModules.get(statement.name);
  if (found !== undefined && found !== disabled) return found;
  warnUnknownModule(w.rt, statement.name, statement.start, found === disabled);
  return undefined;
}

/** Nothing but tail calls: this takes no native stack. */
function instantiate(w: Walker, found: Found, statement: Instantiation, scope: Environment): CsgNode | undefined {
  if (statement.kind === "IfElse" || found === "if") return instantiateIf(w, statement as IfElse, scope);
  if (typeof found === "function") return found(w, statement, scope);
  if ("instantiate" in found) return instantiateBuiltin(w, found, statement, scope);
  return instantiateUser(w, found, statement, scope);
}

function instantiateIf(w: Walker, statement: IfElse, outer: Environment): CsgNode | undefined {
  const branch = isTruthy(evaluate(w, statement.condition, outer)) ? statement.then : statement.otherwise;
  if (branch === undefined) return undefined;
  const nodes: CsgNode[] = [];
  instantiateAll(w, branch.instantiations, openBlock(w, branch, outer), nodes);
  closeBlock(w);
  return makeBlockGroup(w, statement, nodes);
}

function instantiateBuiltin(
  w: Walker,
  module: BuiltinModule,
  statement: ModuleInstantiation,
  scope: Environment,
): CsgNode | undefined {
  const args = evaluateArguments(w, statement.args, scope);
  w.push(specialArguments(args));
  const node = module.instantiate(w.rt, callOfBuiltin(w, module, statement, scope, args));
  w.pop();
  return node;
}

function callOfBuiltin(
  w: Walker,
  { leaf }: BuiltinModule,
  statement: ModuleInstantiation,
  outer: Environment,
  args: readonly EvaluatedArgument[],
): ModuleCall {
  const { name, start, children } = statement;
  const childCount = children.instantiations.length;
  if (leaf && childCount > 0) warnNoChildModules(w.rt, name, start);
  return {
    name,
    ...originOf(statement),
    args,
    childCount: leaf ? 0 : childCount,
    children: () => {
      if (leaf) return noChildren;
      const nodes: CsgNode[] = [];
      instantiateAll(w, children.instantiations, openBlock(w, children, outer), nodes);
      closeBlock(w);
      return nodes;
    },
  };
}

/** A scope of the `$` arguments of a call, active while its children are instantiated. */
export function specialArguments(args: readonly EvaluatedArgument[]): Environment {
  const scope = new Environment(undefined);
  for (const { name, value } of args) if (name !== undefined && isDynamic(name)) scope.set(name, value);
  return scope;
}

function instantiateUser(
  w: Walker,
  { module, scope: home }: UserModule,
  statement: ModuleInstantiation,
  caller: Environment,
): CsgNode {
  const nodes: CsgNode[] = [];
  let scope: Environment | undefined;
  try {
    scope = openModule(w, module, home, statement, caller);
    instantiateAll(w, module.body.instantiations, scope, nodes);
  } catch (error) {
    throw leaveModule(w, module, statement.name, scope, error);
  }
  w.pop();
  w.rt.moduleNames.pop();
  w.rt.leave(MODULE_DEPTH);
  return makeGroup("group", originOf(statement), nodes);
}

/** Opens the scope of a module's body with its parameters, and evaluates its assignments. */
function openModule(
  w: Walker,
  module: ModuleDefinition,
  home: Environment,
  { name, start, args, children }: ModuleInstantiation,
  caller: Environment,
): Environment {
  const { rt } = w;
  if (!rt.enter(MODULE_DEPTH)) rt.fail("recursion", recursionInModule(name), module.start);
  rt.moduleNames.push(name);
  const evaluated = evaluateArguments(w, args, caller);
  const scope = new Environment(home, w.definitionsOf(module.body), { block: children, scope: caller });
  scope.set("$children", children.instantiations.length);
  scope.set("$parent_modules", rt.moduleNames.length);
  setParameters(w, module, scope, home, evaluated, start);
  w.push(scope);
  assignAll(w, module.body.assignments, scope);
  return scope;
}

/** `scope`: undefined when the body's statements were not reached. */
function leaveModule(
  w: Walker,
  module: ModuleDefinition,
  name: string,
  scope: Environment | undefined,
  error: unknown,
): unknown {
  if (isStackOverflow(error)) return w.rt.asRecursion(error, recursionInModule(name), module.start);
  if (scope === undefined || !w.rt.ctx.options.traceUserModuleParameters) return error;
  return w.rt.unwind(
    error,
    callOf(w.rt, name, module, (parameter) => scope.get(parameter)),
  );
}
