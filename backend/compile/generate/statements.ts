// Statements: instantiations of modules. Nodes are pushed into the JavaScript array `out` (spec/language.md §5.3, §12).
import type { Scope as Block, IfElse, Instantiation, ModuleDefinition, ModuleInstantiation } from "../../ast/nodes.ts";
import { BACKGROUND, HIGHLIGHT, ROOT } from "../../csg/nodes.ts";
import { isDynamic } from "../arguments.ts";
import type { BuiltinModule } from "../builtin.ts";
import { builtinModules } from "../builtins.ts";
import { isStandIn } from "../stand-in.ts";
import { bindAssignments, bindLet, bindSpecial } from "./bindings.ts";
import { argumentCodes, matchedArguments, nestedName } from "./calls.ts";
import { emitFor, emitStep } from "./comprehensions.ts";
import { type Code, conditionOf, type Emitter, encodeString } from "./emitter.ts";
import { checkAssert, expression, printEcho } from "./expressions.ts";
import type { FileImage } from "./image.ts";
import type { Definition } from "./machine.ts";
import { matchStatically } from "./match.ts";
import { LocalScope, type NestedDefinition, type Scope } from "./scopes.ts";

type Target =
  | { readonly kind: "file"; readonly definition: Definition<ModuleDefinition>; readonly used: boolean }
  | { readonly kind: "nested"; readonly nested: NestedDefinition<ModuleDefinition> }
  | { readonly kind: "builtin"; readonly builtin: BuiltinModule }
  | { readonly kind: "control"; readonly emit: ControlEmitter }
  | { readonly kind: "unknown"; readonly disabled: boolean };

/** Emits statements in order. */
export function emitStatements(g: Emitter, scope: Scope, statements: readonly Instantiation[], out: string): void {
  for (const statement of statements) {
    g.emit("{");
    emitStatement(g, scope, statement, out);
    g.emit("}");
  }
}

function emitStatement(g: Emitter, scope: Scope, statement: Instantiation, out: string): void {
  emitStep(g, statement.start);
  if (statement.kind === "IfElse") {
    emitIf(g, scope, statement, out);
    return;
  }
  const target = findModule(g, scope, statement.name);
  switch (target.kind) {
    case "unknown":
      g.emit(`${g.helper("unknownModule")}(${encodeString(statement.name)},${statement.start},${target.disabled});`);
      return;
    case "control":
      target.emit(g, scope, statement, out);
      return;
    case "builtin":
      emitBuiltin(g, scope, statement, target.builtin, out);
      return;
    case "nested": {
      const { list, extras } = userArguments(g, scope, statement, target.nested.parameters);
      emitUserModule(g, scope, statement, nestedName(g, target.nested, extras), list, out);
      return;
    }
    case "file": {
      const { definition, used } = target;
      const saved = g.fresh("s");
      const state = `LS[${definition.state.index}]`;
      if (used) g.emit(`const ${saved} = ${g.helper("openUsed")}(${state});`);
      if (g.image.machine.options.namesModules) g.emit(`rt.moduleNames.push(${encodeString(statement.name)});`);
      const { list, extras } = userArguments(g, scope, statement, definition.node.parameters);
      emitUserModule(g, scope, statement, `F[${g.image.machine.slotOf(definition, extras)}]`, list, out);
      if (used) g.emit(`${state}.G = ${saved};`);
    }
  }
}

function findModule(g: Emitter, scope: Scope, name: string): Target {
  let at: Scope = scope;
  for (; at instanceof LocalScope; at = at.parent) {
    const nested = at.modules.get(name);
    if (nested !== undefined) return { kind: "nested", nested };
  }
  const file = at as FileImage;
  const definition = g.ask("module", file, name) as Definition<ModuleDefinition> | undefined;
  const builtin = builtinModules.get(name);
  const { features } = g.image.machine.options;
  if (definition !== undefined && !isStandIn(definition.node, builtin, features)) {
    return { kind: "file", definition, used: definition.state !== file.state };
  }
  if (builtin === undefined) {
    const emit = controlModules.get(name);
    return emit === undefined ? { kind: "unknown", disabled: false } : { kind: "control", emit };
  }
  const on = builtin.feature === undefined || features.has(builtin.feature);
  return on ? { kind: "builtin", builtin } : { kind: "unknown", disabled: true };
}

/** Modifier bits and position of a statement, as arguments of helpers. */
function origin(g: Emitter, { modifiers, start }: Instantiation): string {
  const { root, highlight, background } = modifiers;
  if (root) g.emit(`${g.helper("markRoot")}();`);
  return `${(root ? ROOT : 0) | (highlight ? HIGHLIGHT : 0) | (background ? BACKGROUND : 0)},${start}`;
}

/** A group, or with lazy-union the list that stands for its children: what control statements make. */
function pushBlockGroup(g: Emitter, statement: Instantiation, nodes: string, out: string): void {
  g.emit(`${g.helper(g.image.machine.lazyUnion ? "pushList" : "pushGroup")}(${out},${nodes},${origin(g, statement)});`);
}

/** The nodes of a children block in a scope of its own: assignments, then statements. */
function emitBlock(g: Emitter, scope: Scope, block: Block, out: string): void {
  if (block.assignments.length === 0) {
    emitStatements(g, new LocalScope(scope, g.depth), block.instantiations, out);
    return;
  }
  g.emit("{");
  const inner = new LocalScope(scope, g.depth);
  const restore: string[] = [];
  bindAssignments(g, inner, block.assignments, restore);
  emitStatements(g, inner, block.instantiations, out);
  g.append(restore);
  g.emit("}");
}

function emitIf(g: Emitter, scope: Scope, statement: IfElse, out: string): void {
  g.emit(`if (${conditionOf(g, expression(g, scope, statement.condition))}) {`);
  emitBranch(g, scope, statement, statement.then, out);
  if (statement.otherwise !== undefined) {
    g.emit("} else {");
    emitBranch(g, scope, statement, statement.otherwise, out);
  }
  g.emit("}");
}

function emitBranch(g: Emitter, scope: Scope, statement: IfElse, branch: Block, out: string): void {
  const nodes = g.fresh("c");
  g.emit(`const ${nodes} = [];`);
  emitBlock(g, scope, branch, nodes);
  pushBlockGroup(g, statement, nodes, out);
}

// ---- user modules ----

function userArguments(
  g: Emitter,
  scope: Scope,
  statement: ModuleInstantiation,
  parameters: readonly { readonly name: string; readonly fallback: unknown }[],
): { list: string; extras: readonly string[] } {
  return matchedArguments(g, scope, parameters, statement.args, statement.start);
}

function emitUserModule(
  g: Emitter,
  scope: Scope,
  statement: ModuleInstantiation,
  target: string,
  list: string,
  out: string,
): void {
  const nodes = g.fresh("c");
  const held = g.fresh("t");
  const passed = passedChildren(g, scope, statement.children, held);
  g.emit(`const ${nodes} = ${target}(${passed}${list === "" ? "" : `,${list}`});`);
  if (g.image.machine.options.namesModules) g.emit("rt.moduleNames.pop();");
  g.emit(`${g.helper("pushGroup")}(${out},${nodes},${origin(g, statement)});`);
}

/**
 * What a user module gets of its children: their number, and a function that instantiates chosen ones in the scope they
 * were written in.
 */
function passedChildren(g: Emitter, scope: Scope, block: Block, name: string): string {
  const { assignments, instantiations } = block;
  if (assignments.length === 0 && instantiations.length === 0) return g.helper("noChildren");
  const nodes = g.fresh("c");
  const chosen = g.fresh("a");
  const k = g.fresh("k");
  g.emit(`const ${name} = {n: ${instantiations.length}, run: (${nodes}, ${chosen}) => {`);
  const inner = new LocalScope(scope, g.depth);
  const restore: string[] = [];
  bindAssignments(g, inner, assignments, restore);
  // One child is the usual case: however often it is chosen, it is the same statement.
  const [only] = instantiations;
  if (instantiations.length === 1 && only !== undefined) {
    g.emit(`for (let ${k} = ${chosen} === undefined ? 1 : ${chosen}.length; ${k} > 0; ${k}--) {`);
    emitStatement(g, inner, only, nodes);
    g.emit("}");
  } else {
    const count = g.fresh("n");
    g.emit(`const ${count} = ${chosen} === undefined ? ${instantiations.length} : ${chosen}.length;`);
    g.emit(`for (let ${k} = 0; ${k} < ${count}; ${k}++) switch (${chosen} === undefined ? ${k} : ${chosen}[${k}]) {`);
    instantiations.forEach((statement, i) => {
      g.emit(`case ${i}: {`);
      emitStatement(g, inner, statement, nodes);
      g.emit("break;}");
    });
    g.emit("}");
  }
  g.append(restore);
  g.emit("}};");
  return name;
}

// ---- built-in modules ----

function emitBuiltin(
  g: Emitter,
  scope: Scope,
  statement: ModuleInstantiation,
  builtin: BuiltinModule,
  out: string,
): void {
  const { children, start, name } = statement;
  const count = children.instantiations.length;
  const { call, bind } = builtinArguments(g, scope, statement, builtin);
  if (builtin.leaf && count > 0) g.emit(`${g.helper("noChildModules")}(${encodeString(name)},${start});`);
  const restore: string[] = [];
  bind(restore);
  const nodes = builtin.leaf ? g.helper("leafChildren") : childrenFunction(g, scope, children);
  g.emit(`${call(out)},${builtin.leaf ? 0 : count},${nodes},${origin(g, statement)});`);
  g.append(restore);
}

/**
 * Evaluates the arguments of a built-in module. `call` begins the call of the helper that instantiates it; `bind` binds the
 * special variables among the arguments. Arguments that need no warning are matched here and now.
 */
function builtinArguments(
  g: Emitter,
  scope: Scope,
  { args, start, children }: ModuleInstantiation,
  builtin: BuiltinModule,
): { readonly call: (out: string) => string; readonly bind: (restore: string[]) => void } {
  const parameters = builtin.parameters.map((name) => ({ name, fallback: undefined, start, end: start }));
  const match = matchStatically(parameters, args, true);
  const dynamic = args.map(hasSpecialName);
  const isPlain = match.warnings.length === 0 && match.extras.every(({ name }) => isDynamic(name));
  const isBound = isPlain && builtin.instantiateBound !== undefined;
  let codes = argumentCodes(g, scope, args);
  const inOrder = match.slots.filter((slot) => typeof slot === "number").every((slot, i) => slot === i);
  // Where something comes between the arguments and the call, they have their values before it.
  const isFollowed = dynamic.includes(true) || (builtin.leaf && children.instantiations.length > 0);
  if (isFollowed || (isBound && !inOrder)) codes = codes.map((value) => g.hold(value));
  const bind = (restore: string[]): void =>
    args.forEach(({ name }, i) => {
      if (name !== undefined && dynamic[i]) bindSpecial(g, name, (codes[i] as Code).js, restore);
    });
  if (isBound) {
    const values = match.slots.map((slot) => (typeof slot === "number" ? (codes[slot] as Code).js : "undefined"));
    const make = g.unit.builtin(builtin.instantiateBound);
    const head = `${make},[${values.join()}],${encodeString(builtin.name)}`;
    return { call: (out) => `${g.helper("instantiateBound")}(${out},${head}`, bind };
  }
  const names = g.unit.constant(args.map(({ name }) => name));
  const list = g.fresh("a");
  g.emit(`const ${list} = ${g.helper("namedArguments")}(${names},[${codes.map(({ js }) => js).join()}]);`);
  return { call: (out) => `${g.helper("instantiate")}(${out},${g.unit.builtin(builtin)},${list}`, bind };
}

function hasSpecialName({ name }: { readonly name: string | undefined }): boolean {
  return name !== undefined && isDynamic(name);
}

/** A function that instantiates all children: a built-in calls it once, when its arguments have been checked. */
function childrenFunction(g: Emitter, scope: Scope, block: Block): string {
  if (block.assignments.length === 0 && block.instantiations.length === 0) return g.helper("leafChildren");
  const name = g.fresh("t");
  const nodes = g.fresh("c");
  g.emit(`const ${name} = () => {const ${nodes} = [];`);
  emitBlock(g, scope, block, nodes);
  g.emit(`return ${nodes};};`);
  return name;
}

// ---- modules that are part of the evaluator ----

type ControlEmitter = (g: Emitter, scope: Scope, statement: ModuleInstantiation, out: string) => void;

const controlModules: ReadonlyMap<string, ControlEmitter> = new Map<string, ControlEmitter>([
  ["for", (g, scope, statement, out) => pushBlockGroup(g, statement, emitLoopNodes(g, scope, statement), out)],
  [
    "intersection_for",
    (g, scope, statement, out) => {
      const nodes = emitLoopNodes(g, scope, statement);
      g.emit(`${g.helper("pushIntersection")}(${out},${nodes},${origin(g, statement)});`);
    },
  ],
  ["let", emitLet],
  [
    "echo",
    (g, scope, statement, out) => {
      printEcho(g, scope, statement);
      emitUnlessEmpty(g, scope, statement, out);
    },
  ],
  [
    "assert",
    (g, scope, statement, out) => {
      checkAssert(g, scope, statement);
      emitUnlessEmpty(g, scope, statement, out);
    },
  ],
  ["children", emitChildren],
]);

/** Nodes of all rounds, one after another. A loop without any argument does nothing. */
function emitLoopNodes(g: Emitter, scope: Scope, { args, children, start }: ModuleInstantiation): string {
  const nodes = g.fresh("c");
  g.emit(`const ${nodes} = [];`);
  if (args.length > 0) emitFor(g, scope, args, start, (inner) => emitBlock(g, inner, children, nodes));
  return nodes;
}

function emitLet(g: Emitter, scope: Scope, statement: ModuleInstantiation, out: string): void {
  const nodes = g.fresh("c");
  g.emit(`const ${nodes} = [];`);
  const { inner, restore } = bindLet(g, scope, statement.args, statement.start);
  emitBlock(g, inner, statement.children, nodes);
  g.append(restore);
  pushBlockGroup(g, statement, nodes, out);
}

/** The group of the children of echo and assert, which exists only if there are nodes in it. */
function emitUnlessEmpty(g: Emitter, scope: Scope, statement: ModuleInstantiation, out: string): void {
  const { assignments, instantiations } = statement.children;
  if (assignments.length === 0 && instantiations.length === 0) return;
  const nodes = g.fresh("c");
  g.emit(`const ${nodes} = [];`);
  emitBlock(g, scope, statement.children, nodes);
  g.emit(`if (${nodes}.length > 0) {`);
  pushBlockGroup(g, statement, nodes, out);
  g.emit("}");
}

function emitChildren(g: Emitter, scope: Scope, statement: ModuleInstantiation, out: string): void {
  const { args, start, name } = statement;
  const values = argumentCodes(g, scope, args).map((value) => g.hold(value));
  if (statement.children.instantiations.length > 0)
    g.emit(`${g.helper("noChildModules")}(${encodeString(name)},${start});`);
  const passed = childrenVariable(scope);
  if (passed === undefined) return;
  const nodes = g.fresh("c");
  if (args.length === 0) {
    g.emit(`{const ${nodes} = []; ${passed}.run(${nodes},undefined);`);
    pushBlockGroup(g, statement, nodes, out);
    g.emit("}");
    return;
  }
  const names = g.unit.constant(args.map((argument) => argument.name));
  const restore: string[] = [];
  const chosen = g.fresh("a");
  const list = `${g.helper("namedArguments")}(${names},[${values.map(({ js }) => js).join()}])`;
  g.emit(`const ${chosen} = ${g.helper("chosenChildren")}(${passed},${list},${start});`);
  g.emit(`if (${chosen} !== undefined) {const ${nodes} = [];`);
  args.forEach((argument, i) => {
    if (argument.name !== undefined && isDynamic(argument.name))
      bindSpecial(g, argument.name, (values[i] as { js: string }).js, restore);
  });
  g.emit(`${g.helper("instantiateChildren")}(${passed},${nodes},${chosen});`);
  g.append(restore);
  pushBlockGroup(g, statement, nodes, out);
  g.emit("}");
}

/** The children of the innermost user module in whose text `scope` lies. */
function childrenVariable(scope: Scope): string | undefined {
  for (let at: Scope = scope; at instanceof LocalScope; at = at.parent)
    if (at.children !== undefined) return at.children;
  return undefined;
}
