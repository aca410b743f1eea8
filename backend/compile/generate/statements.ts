// Statements: instantiations of modules. Each pushes its node on the stack of nodes (spec/language.md §5.3, §12); what holds
// others marks the stack first and takes what is above the mark.
import type { Scope as Block, IfElse, Instantiation, ModuleDefinition, ModuleInstantiation } from "../../ast/nodes.ts";
import type { Origin } from "../../csg/build.ts";
import { BACKGROUND, HIGHLIGHT, noChildren, ROOT } from "../../csg/nodes.ts";
import { isDynamic } from "../arguments.ts";
import type { BuiltinModule, ModuleCall, ModuleSite } from "../builtin.ts";
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
import { RepeatByWalking } from "./repeat.ts";
import { LocalScope, type NestedDefinition, type Scope } from "./scopes.ts";

/** Children nested deeper than this are left to the walk: 9000 levels took the generator 15 seconds. */
const MAX_CHILDREN_AROUND = 500;

type Target =
  | { readonly kind: "file"; readonly definition: Definition<ModuleDefinition>; readonly used: boolean }
  | { readonly kind: "nested"; readonly nested: NestedDefinition<ModuleDefinition> }
  | { readonly kind: "builtin"; readonly builtin: BuiltinModule }
  | { readonly kind: "control"; readonly emit: ControlEmitter }
  | { readonly kind: "unknown"; readonly disabled: boolean };

/** Emits the statements of a file: the nodes of each are moved into the array `out` at once, as nothing else holds them. */
export function emitFileStatements(g: Emitter, scope: Scope, statements: readonly Instantiation[], out: string): void {
  for (const statement of statements) {
    emitStatements(g, scope, [statement]);
    g.emit(`${g.helper("moveNodes")}(${out});`);
  }
}

/** Emits statements in order. */
export function emitStatements(g: Emitter, scope: Scope, statements: readonly Instantiation[]): void {
  for (const statement of statements) {
    g.emit("{");
    emitStatement(g, scope, statement);
    g.emit("}");
  }
}

function emitStatement(g: Emitter, scope: Scope, statement: Instantiation): void {
  emitStep(g, statement.start);
  if (statement.kind === "IfElse") {
    emitIf(g, scope, statement);
    return;
  }
  const target = findModule(g, scope, statement.name);
  switch (target.kind) {
    case "unknown":
      g.emit(`${g.helper("unknownModule")}(${encodeString(statement.name)},${statement.start},${target.disabled});`);
      return;
    case "control":
      target.emit(g, scope, statement);
      return;
    case "builtin":
      emitBuiltin(g, scope, statement, target.builtin);
      return;
    case "nested": {
      const { list, extras } = userArguments(g, scope, statement, target.nested.parameters);
      emitUserModule(g, scope, statement, nestedName(g, target.nested, extras), list);
      return;
    }
    case "file": {
      const { definition, used } = target;
      const saved = g.fresh("s");
      const state = `LS[${definition.state.index}]`;
      if (used) g.emit(`const ${saved} = ${g.helper("openUsed")}(${state});`);
      if (g.image.machine.options.namesModules) g.emit(`rt.moduleNames.push(${encodeString(statement.name)});`);
      const { list, extras } = userArguments(g, scope, statement, definition.node.parameters);
      emitUserModule(g, scope, statement, `F[${g.image.machine.slotOf(definition, extras)}]`, list);
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

/** Modifier bits and position of a statement. Emits the note that there is a root. */
function originOf(g: Emitter, { modifiers, start }: Instantiation): Origin {
  const { root, highlight, background } = modifiers;
  if (root) g.emit(`${g.helper("markRoot")}();`);
  const bits = (root ? ROOT : 0) | (highlight ? HIGHLIGHT : 0) | (background ? BACKGROUND : 0);
  return { modifiers: bits, position: start };
}

/** The same as arguments of helpers. */
function origin(g: Emitter, statement: Instantiation): string {
  const { modifiers, position } = originOf(g, statement);
  return `${modifiers},${position}`;
}

/** Emits the mark above which the nodes of a statement will be; gives the variable that holds it. */
function emitMark(g: Emitter): string {
  const mark = g.fresh("c");
  g.emit(`const ${mark} = ${g.helper("markNodes")}();`);
  return mark;
}

/** A group, or with lazy-union the list that stands for its children: what control statements make. */
function pushBlockGroup(g: Emitter, statement: Instantiation, mark: string): void {
  g.emit(`${g.helper(g.image.machine.lazyUnion ? "pushList" : "pushGroup")}(${mark},${origin(g, statement)});`);
}

/** The nodes of a children block in a scope of its own: assignments, then statements. */
function emitBlock(g: Emitter, scope: Scope, block: Block): void {
  if (block.assignments.length === 0) {
    emitStatements(g, new LocalScope(scope, g.depth), block.instantiations);
    return;
  }
  g.emit("{");
  const inner = new LocalScope(scope, g.depth);
  const restore: string[] = [];
  bindAssignments(g, inner, block.assignments, restore);
  emitStatements(g, inner, block.instantiations);
  g.append(restore);
  g.emit("}");
}

function emitIf(g: Emitter, scope: Scope, statement: IfElse): void {
  g.emit(`if (${conditionOf(g, expression(g, scope, statement.condition))}) {`);
  emitBranch(g, scope, statement, statement.then);
  if (statement.otherwise !== undefined) {
    g.emit("} else {");
    emitBranch(g, scope, statement, statement.otherwise);
  }
  g.emit("}");
}

function emitBranch(g: Emitter, scope: Scope, statement: IfElse, branch: Block): void {
  const mark = emitMark(g);
  emitBlock(g, scope, branch);
  pushBlockGroup(g, statement, mark);
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

function emitUserModule(g: Emitter, scope: Scope, statement: ModuleInstantiation, target: string, list: string): void {
  const held = g.fresh("t");
  const passed = passedChildren(g, scope, statement.children, held);
  const mark = emitMark(g);
  g.emit(`${target}(${passed}${list === "" ? "" : `,${list}`});`);
  if (g.image.machine.options.namesModules) g.emit("rt.moduleNames.pop();");
  g.emit(`${g.helper("pushGroup")}(${mark},${origin(g, statement)});`);
}

/**
 * What a user module gets of its children: their number, and a function that instantiates chosen ones in the scope they
 * were written in.
 */
function passedChildren(g: Emitter, scope: Scope, block: Block, name: string): string {
  const { assignments, instantiations } = block;
  if (assignments.length === 0 && instantiations.length === 0) return g.helper("noChildren");
  enterChildren(g);
  const chosen = g.fresh("a");
  const k = g.fresh("k");
  g.emit(`const ${name} = {n: ${instantiations.length}, run: (${chosen}) => {`);
  const inner = new LocalScope(scope, g.depth);
  const restore: string[] = [];
  bindAssignments(g, inner, assignments, restore);
  // One child is the usual case: however often it is chosen, it is the same statement.
  const [only] = instantiations;
  if (instantiations.length === 1 && only !== undefined) {
    g.emit(`for (let ${k} = ${chosen} === undefined ? 1 : ${chosen}.length; ${k} > 0; ${k}--) {`);
    emitStatement(g, inner, only);
    g.emit("}");
  } else {
    const count = g.fresh("n");
    g.emit(`const ${count} = ${chosen} === undefined ? ${instantiations.length} : ${chosen}.length;`);
    g.emit(`for (let ${k} = 0; ${k} < ${count}; ${k}++) switch (${chosen} === undefined ? ${k} : ${chosen}[${k}]) {`);
    instantiations.forEach((statement, i) => {
      g.emit(`case ${i}: {`);
      emitStatement(g, inner, statement);
      g.emit("break;}");
    });
    g.emit("}");
  }
  g.append(restore);
  g.emit("}};");
  g.unit.childrenAround--;
  return name;
}

/** Children of children become functions in functions, which the engine reads anew at every level. */
function enterChildren(g: Emitter): void {
  if (++g.unit.childrenAround > MAX_CHILDREN_AROUND) throw new RepeatByWalking();
}

// ---- built-in modules ----

function emitBuiltin(g: Emitter, scope: Scope, statement: ModuleInstantiation, builtin: BuiltinModule): void {
  const { children, start, name } = statement;
  const { values, list, bind } = builtinArguments(g, scope, statement, builtin);
  if (builtin.leaf && children.instantiations.length > 0)
    g.emit(`${g.helper("noChildModules")}(${encodeString(name)},${start});`);
  const restore: string[] = [];
  bind(restore);
  if (values !== undefined) emitBound(g, scope, statement, builtin, values);
  else {
    const count = builtin.leaf ? 0 : children.instantiations.length;
    const nodes = builtin.leaf ? g.helper("leafChildren") : childrenFunction(g, scope, children);
    const { modifiers, position } = siteOf(g, statement, builtin);
    const call = `${g.unit.builtin(builtin)},${list},${count},${nodes},${modifiers},${position}`;
    g.emit(`${g.helper("instantiate")}(${call});`);
  }
  g.append(restore);
}

/** A built-in whose arguments have been matched. `values` are those of its parameters. */
function emitBound(
  g: Emitter,
  scope: Scope,
  statement: ModuleInstantiation,
  builtin: BuiltinModule,
  values: readonly string[],
): void {
  const { children } = statement;
  const { steps } = builtin;
  const site = siteOf(g, statement, builtin);
  if (steps !== undefined) {
    const read = g.fresh("t");
    const call = g.unit.constant(site);
    const [first = "undefined", second = "undefined"] = values;
    g.emit(`const ${read} = ${g.unit.builtin(steps.read)}(rt,${call},${first},${second});`);
    enterChildren(g);
    const mark = emitMark(g);
    emitBlock(g, scope, children);
    g.unit.childrenAround--;
    g.emit(`${g.helper("pushOperator")}(${g.unit.builtin(steps.make)},${call},${read},${mark});`);
    return;
  }
  const make = g.unit.builtin(builtin.instantiateBound);
  const list = `[${values.join()}]`;
  if (builtin.leaf) {
    const call: ModuleCall = { ...site, args: [], childCount: 0, children: () => noChildren };
    g.emit(`${g.helper("instantiateLeaf")}(${make},${g.unit.constant(call)},${list});`);
    return;
  }
  const rest = `${children.instantiations.length},${childrenFunction(g, scope, children)}`;
  g.emit(`${g.helper("instantiateBound")}(${make},${list},${g.unit.constant(site)},${rest});`);
}

function siteOf(g: Emitter, statement: Instantiation, { name }: BuiltinModule): ModuleSite {
  return { name, ...originOf(g, statement) };
}

/**
 * Evaluates the arguments of a built-in module. `values` are those of its parameters where they need no warning and are
 * matched here and now; else `list` holds all arguments. `bind` binds the special variables among them.
 */
function builtinArguments(
  g: Emitter,
  scope: Scope,
  { args, start, children }: ModuleInstantiation,
  builtin: BuiltinModule,
): { readonly values?: readonly string[]; readonly list?: string; readonly bind: (restore: string[]) => void } {
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
    return { values, bind };
  }
  const names = g.unit.constant(args.map(({ name }) => name));
  const list = g.fresh("a");
  g.emit(`const ${list} = ${g.helper("namedArguments")}(${names},[${codes.map(({ js }) => js).join()}]);`);
  return { list, bind };
}

function hasSpecialName({ name }: { readonly name: string | undefined }): boolean {
  return name !== undefined && isDynamic(name);
}

/** A function that instantiates all children: a built-in calls it once, when its arguments have been checked. */
function childrenFunction(g: Emitter, scope: Scope, block: Block): string {
  if (block.assignments.length === 0 && block.instantiations.length === 0) return g.helper("leafChildren");
  const name = g.fresh("t");
  enterChildren(g);
  g.emit(`const ${name} = () => {`);
  const mark = emitMark(g);
  emitBlock(g, scope, block);
  g.unit.childrenAround--;
  g.emit(`return ${g.helper("takeNodes")}(${mark});};`);
  return name;
}

// ---- modules that are part of the evaluator ----

type ControlEmitter = (g: Emitter, scope: Scope, statement: ModuleInstantiation) => void;

const controlModules: ReadonlyMap<string, ControlEmitter> = new Map<string, ControlEmitter>([
  ["for", (g, scope, statement) => pushBlockGroup(g, statement, emitLoopNodes(g, scope, statement))],
  [
    "intersection_for",
    (g, scope, statement) => {
      const mark = emitLoopNodes(g, scope, statement);
      g.emit(`${g.helper("pushIntersection")}(${mark},${origin(g, statement)});`);
    },
  ],
  ["let", emitLet],
  [
    "echo",
    (g, scope, statement) => {
      printEcho(g, scope, statement);
      emitUnlessEmpty(g, scope, statement);
    },
  ],
  [
    "assert",
    (g, scope, statement) => {
      checkAssert(g, scope, statement);
      emitUnlessEmpty(g, scope, statement);
    },
  ],
  ["children", emitChildren],
]);

/** Nodes of all rounds, one after another, above the mark that is given. A loop without any argument does nothing. */
function emitLoopNodes(g: Emitter, scope: Scope, { args, children, start }: ModuleInstantiation): string {
  const mark = emitMark(g);
  if (args.length > 0)
    emitFor(g, scope, args, start, { round: (inner) => emitBlock(g, inner, children), isShort: false });
  return mark;
}

function emitLet(g: Emitter, scope: Scope, statement: ModuleInstantiation): void {
  const mark = emitMark(g);
  const { inner, restore } = bindLet(g, scope, statement.args, statement.start);
  emitBlock(g, inner, statement.children);
  g.append(restore);
  pushBlockGroup(g, statement, mark);
}

/** The group of the children of echo and assert, which exists only if there are nodes in it. */
function emitUnlessEmpty(g: Emitter, scope: Scope, statement: ModuleInstantiation): void {
  const { assignments, instantiations } = statement.children;
  if (assignments.length === 0 && instantiations.length === 0) return;
  const mark = emitMark(g);
  emitBlock(g, scope, statement.children);
  g.emit(`if (${g.helper("markNodes")}() > ${mark}) {`);
  pushBlockGroup(g, statement, mark);
  g.emit("}");
}

function emitChildren(g: Emitter, scope: Scope, statement: ModuleInstantiation): void {
  const { args, start, name } = statement;
  const values = argumentCodes(g, scope, args).map((value) => g.hold(value));
  if (statement.children.instantiations.length > 0)
    g.emit(`${g.helper("noChildModules")}(${encodeString(name)},${start});`);
  const passed = childrenVariable(scope);
  if (passed === undefined) return;
  if (args.length === 0) {
    const mark = emitMark(g);
    g.emit(`${passed}.run(undefined);`);
    pushBlockGroup(g, statement, mark);
    return;
  }
  const names = g.unit.constant(args.map((argument) => argument.name));
  const restore: string[] = [];
  const chosen = g.fresh("a");
  const list = `${g.helper("namedArguments")}(${names},[${values.map(({ js }) => js).join()}])`;
  g.emit(`const ${chosen} = ${g.helper("chosenChildren")}(${passed},${list},${start});`);
  g.emit(`if (${chosen} !== undefined) {`);
  const mark = emitMark(g);
  args.forEach((argument, i) => {
    if (argument.name !== undefined && isDynamic(argument.name))
      bindSpecial(g, argument.name, (values[i] as { js: string }).js, restore);
  });
  g.emit(`${g.helper("instantiateChildren")}(${passed},${chosen});`);
  g.append(restore);
  pushBlockGroup(g, statement, mark);
  g.emit("}");
}

/** The children of the innermost user module in whose text `scope` lies. */
function childrenVariable(scope: Scope): string | undefined {
  for (let at: Scope = scope; at instanceof LocalScope; at = at.parent)
    if (at.children !== undefined) return at.children;
  return undefined;
}
