// Functions, modules and the top level of files as JavaScript functions: one unit each, or a part of the unit they are
// nested in.
import type {
  Assignment,
  Expression,
  FunctionDefinition,
  FunctionLiteral,
  Instantiation,
  ModuleDefinition,
  Parameter,
} from "../../ast/nodes.ts";
import { isDynamic } from "../arguments.ts";
import { bindAssignments } from "./bindings.ts";
import { emitStep } from "./comprehensions.ts";
import { Emitter, type Generated, type Line, textOf, UnitText } from "./emitter.ts";
import { expression } from "./expressions.ts";
import { shapeOf } from "./function-values.ts";
import type { FileImage, Image } from "./image.ts";
import type { Definition, Variant } from "./machine.ts";
import { distinctParameters } from "./match.ts";
import { knownParameters, mayLoop } from "./numeric.ts";
import { RepeatByWalking } from "./repeat.ts";
import { definesSpecialNames, LocalScope, type NestedDefinition, type Scope, walkExpression } from "./scopes.ts";
import { emitFileStatements, emitStatements } from "./statements.ts";
import { type Frame, returnValue } from "./tail-calls.ts";

/** A function of a file. */
export function generateFunction(
  image: Image,
  file: FileImage,
  definition: Definition<FunctionDefinition>,
  { extras, manner }: Pick<Variant, "extras" | "manner">,
): Generated {
  const { node } = definition;
  const unit = new UnitText("call");
  const g = new Emitter(image, file, unit, 1);
  if (manner === "call" && g.ask("tail", file, definition) === true)
    return { text: activationText(g, definition, extras), unit };
  return { text: functionText(g, file, "", { ...partsOf(node), self: node, extras }), unit };
}

/** A call that is not in tail position starts an activation of its own: its tail calls are counted from zero. */
function activationText(g: Emitter, definition: Definition<FunctionDefinition>, extras: readonly string[]): string {
  const names = [...distinctParameters(definition.node.parameters), ...extras].map(() => g.fresh("p")).join();
  const count = g.fresh("n");
  const value = g.fresh("t");
  const call = `F[${g.image.machine.slotOf(definition, extras, "tail")}](${names})`;
  return `function (${names}) {const ${count} = B.t; B.t = 0; const ${value} = ${call}; B.t = ${count}; return ${value};}`;
}

/** Entries are a detour where nothing is remembered. */
function entryManner({ machine }: Image): "call" | "entry" {
  return machine.options.remembers !== undefined ? "entry" : "call";
}

/** A module of a file. */
export function generateModule(
  image: Image,
  file: FileImage,
  node: ModuleDefinition,
  extras: readonly string[],
): Generated {
  const unit = new UnitText(entryManner(image));
  const g = new Emitter(image, file, unit, 1);
  return { text: moduleText(g, file, "", node, extras), unit };
}

/** Some of the assignments of a file, or of its statements: a function that takes the array of nodes. */
export function generateTopLevel(
  image: Image,
  file: FileImage,
  nodes: readonly (Assignment | Instantiation)[],
  what: "assignments" | "statements",
): Generated {
  const unit = new UnitText(entryManner(image));
  const g = new Emitter(image, file, unit, 0);
  const out = g.fresh("c");
  if (what === "assignments") emitFileAssignments(g, file, nodes as readonly Assignment[]);
  else emitFileStatements(g, file, nodes as readonly Instantiation[], out);
  return { text: `function (${out}) {\n${withGlobals(g, textOf(g.lines))}\n}`, unit };
}

/** Assignments in order. */
function emitFileAssignments(g: Emitter, file: FileImage, assignments: readonly Assignment[]): void {
  for (const { name, value } of assignments) {
    const { js, type } = expression(g, file, value);
    if (isDynamic(name)) {
      g.emit(`D[${g.image.machine.special(name)}] = ${js};`);
    } else {
      g.emit(`G[${file.state.slotOf(name)}] = ${js};`);
      g.unit.assigned.set(name, type === "condition" ? "any" : type);
    }
  }
}

interface FunctionParts {
  readonly parameters: readonly Parameter[];
  readonly body: Expression;
  readonly position: number;
  readonly self: FunctionDefinition | undefined;
  readonly extras: readonly string[];
}

function partsOf(node: FunctionDefinition | FunctionLiteral): Pick<FunctionParts, "parameters" | "body" | "position"> {
  return { parameters: node.parameters, body: node.body, position: node.start };
}

/** A function as text; `g` is its own emitter, `home` the scope it is defined in. */
function functionText(g: Emitter, home: Scope, name: string, parts: FunctionParts): string {
  const scope = new LocalScope(home, g.depth);
  const entry = bindParameters(g, home, scope, parts.parameters, parts.extras);
  // Where nothing holds on to the variables of a round, the next one has the same.
  const isPlain =
    parts.self !== undefined && mayLoop(parts.self) && entry.saves.length === 0 && !makesFunctions(parts.body);
  const next = isPlain ? entry.variables : entry.names.map(() => g.fresh("q"));
  const frame: Frame = {
    self: parts.self,
    extras: parts.extras,
    next,
    restore: entry.restore,
    loops: false,
    leavesOut: false,
    strict: false,
  };
  const rounds: Rounds = { count: g.fresh("n"), label: g.fresh("b"), position: parts.position };
  const body = g.capture(() => {
    if (isPlain && parts.self !== undefined) returnKnown(g, home, entry, parts.self, frame, rounds);
    returnValue(g, scope, parts.body, frame);
  });
  const text = textOf(body.lines);
  const head = frame.strict ? `"use strict";` : "";
  const saves = entry.saves.join("");
  const step = g.capture(() => emitStep(g, parts.position)).lines;
  const first = textOf([...step, ...entry.lines]);
  if (!frame.loops) return functionOf(g, name, entry.variables, head, `${saves}${first}\n${text}`);
  const { count } = rounds;
  const check = `if (${count} >= 1000000) ${g.helper("abort")}();`;
  const begin = `${rounds.label}: for (let ${count} = 0;; ${count}++) {${check}`;
  if (!isPlain) {
    const copies = entry.variables.map((variable, i) => `${variable} = ${next[i]}`).join();
    const loop = `${begin}${copies === "" ? "" : `let ${copies};`}\n${first}\n${text}}`;
    return functionOf(g, name, next, head, `${saves}${loop}`);
  }
  // Defaults that nobody notices are set once where every round has its arguments.
  if (frame.leavesOut || !entry.quietDefaults) return functionOf(g, name, next, head, `${begin}\n${first}\n${text}}`);
  return functionOf(g, name, next, head, `${textOf(entry.lines)}\n${begin}\n${textOf(step)}\n${text}}`);
}

/** The loop over the rounds of a function that calls itself. */
interface Rounds {
  /** The variable that counts them. */
  readonly count: string;
  readonly label: string;
  /** Where a step that is too many is. */
  readonly position: number;
}

function makesFunctions(body: Expression): boolean {
  let found = false;
  walkExpression(body, ({ kind }) => {
    found ||= kind === "FunctionLiteral";
  });
  return found;
}

/** The body for rounds in which parameters that it computes with are numbers, and those that it indexes are vectors. */
function returnKnown(
  g: Emitter,
  home: Scope,
  entry: Entry,
  node: FunctionDefinition,
  frame: Frame,
  { count, label: outer, position }: Rounds,
): void {
  const known = knownParameters(node);
  if (known.size === 0) return;
  const scope = new LocalScope(home, g.depth);
  const types = entry.names.map((name) => (isDynamic(name) ? undefined : known.get(name)));
  const checks: string[] = [];
  entry.names.forEach((name, i) => {
    const variable = entry.variables[i] as string;
    const type = types[i];
    scope.bind(name, variable, type ?? "any");
    if (type === "number") checks.push(`typeof ${variable} === "number"`);
    else if (type === "vector") checks.push(`Array.isArray(${variable})`);
  });
  const label = g.fresh("b");
  const begin = (): void => {
    g.emit(`if (++${count} >= 1000000) ${g.helper("abort")}();`);
    emitStep(g, position);
  };
  g.emit(`if (${checks.join(" && ")}) ${label}: for (;;) {`);
  const inner: Frame = { ...frame, known: { types, label, outer, begin } };
  returnValue(g, scope, node.body, inner);
  g.emit("}");
  frame.loops = inner.loops;
  frame.leavesOut = inner.leavesOut;
  frame.strict = inner.strict;
}

function functionOf(g: Emitter, name: string, parameters: readonly string[], head: string, body: string): string {
  return `function ${name}(${parameters.join()}) {${head}\n${g.depth === 1 ? withGlobals(g, body) : body}\n}`;
}

/** The variables of a used file are reached through the instance that is active when the unit starts. */
function withGlobals(g: Emitter, body: string): string {
  return g.file !== g.image.main && body.includes("G[") ? `const G = L.G;\n${body}` : body;
}

interface Entry {
  /** Names of the parameters and extras, and their JavaScript variables, in order. */
  readonly names: readonly string[];
  readonly variables: readonly string[];
  /** Defaults and special variables, at the start of the body. */
  readonly lines: readonly Line[];
  /** Old values of special variables. */
  readonly saves: readonly string[];
  readonly restore: readonly string[];
  /** Evaluating the defaults again would give the same, and nobody would notice. */
  readonly quietDefaults: boolean;
}

/** Parameters as variables of `scope`; defaults are evaluated in `home`. */
function bindParameters(
  g: Emitter,
  home: Scope,
  scope: LocalScope,
  parameters: readonly Parameter[],
  extras: readonly string[],
): Entry {
  const distinct = distinctParameters(parameters);
  const names = [...distinct.map(({ name }) => name), ...extras];
  const variables = names.map(() => g.fresh("p"));
  const saves: string[] = [];
  const restore: string[] = [];
  let quietDefaults = true;
  const { lines } = g.capture(() => {
    distinct.forEach(({ fallback }, i) => {
      if (fallback === undefined) return;
      g.emit(`if (${variables[i]} === ${g.helper("ABSENT")}) {`);
      const before = g.lines.length;
      const value = expression(g, home, fallback);
      if (!value.stable || g.lines.length > before) quietDefaults = false;
      g.emit(`${variables[i]} = ${value.js};}`);
    });
    names.forEach((name, i) => {
      const variable = variables[i] as string;
      if (!isDynamic(name)) {
        scope.bind(name, variable);
        return;
      }
      const slot = g.image.machine.special(name);
      const saved = g.fresh("s");
      saves.push(`const ${saved} = D[${slot}];`);
      restore.unshift(`D[${slot}] = ${saved};`);
      g.emit(`D[${slot}] = ${variable};`);
    });
  });
  return { names, variables, lines, saves, restore, quietDefaults };
}

/** A function literal as an expression that makes a function value. */
export function generateLiteral(g: Emitter, scope: Scope, e: FunctionLiteral): string {
  const inner = new Emitter(g.image, g.file, g.unit, g.depth + 1);
  const text = functionText(inner, scope, "", { ...partsOf(e), self: undefined, extras: [] });
  const shape = g.unit.constant(shapeOf(e));
  return `${g.helper("makeFunction")}(${shape},${text})`;
}

/** A module as text: a function of its children and its parameters that pushes the nodes of its body. */
function moduleText(g: Emitter, home: Scope, name: string, node: ModuleDefinition, extras: readonly string[]): string {
  const children = g.fresh("h");
  const scope = new LocalScope(home, g.depth, children);
  declareNested(scope, node);
  const entry = bindParameters(g, home, scope, node.parameters, extras);
  const restore = [...entry.restore];
  const held = new Set(entry.names);
  const { lines } = g.capture(() => {
    emitStep(g, node.start);
    g.append(entry.lines);
    if (g.image.machine.options.namesModules) bindModuleCount(g, restore, held);
    bindAssignments(g, scope, node.body.assignments, restore, held);
    emitStatements(g, scope, node.body.instantiations);
    emitNested(g, scope, node);
    g.append(restore);
  });
  const body = `${entry.saves.join("")}${textOf(lines)}`;
  return functionOf(g, name, [children, ...entry.variables], "", body);
}

/** `$parent_modules`: how many user modules are on the stack. */
function bindModuleCount(g: Emitter, restore: string[], held: Set<string>): void {
  const slot = g.image.machine.special("$parent_modules");
  const saved = g.fresh("s");
  g.emit(`const ${saved} = D[${slot}]; D[${slot}] = rt.moduleNames.length;`);
  restore.unshift(`D[${slot}] = ${saved};`);
  held.add("$parent_modules");
}

function declareNested(scope: LocalScope, { body }: ModuleDefinition): void {
  if (definesSpecialNames(body)) throw new RepeatByWalking();
  for (const definition of body.functions)
    scope.functions.set(definition.name, { definition, parameters: definition.parameters, variants: new Map() });
  for (const definition of body.modules)
    scope.modules.set(definition.name, { definition, parameters: definition.parameters, variants: new Map() });
}

/**
 * The functions and modules defined in a module body: every variant that is called, and those that these call in turn.
 * JavaScript hoists them, so they stand at the end.
 */
function emitNested(g: Emitter, scope: LocalScope, node: ModuleDefinition): void {
  if (scope.functions.size === 0 && scope.modules.size === 0) return;
  // Functions may be called while the assignments of the body are evaluated: a variable may have no value yet then.
  const assigned = node.body.assignments.flatMap(({ name }) => scope.variables.get(name) ?? []);
  const mayBeUnbound = assigned.filter(({ js }) => !js.startsWith("p"));
  const done = new Set<string>();
  for (let before = -1; before !== done.size; ) {
    before = done.size;
    for (const variable of mayBeUnbound) variable.state = "pending";
    emitNewVariants(g, scope.functions, done, (inner, { definition }, js, extras) =>
      functionText(inner, scope, js, { ...partsOf(definition), self: definition, extras }),
    );
    for (const variable of mayBeUnbound) variable.state = "set";
    emitNewVariants(g, scope.modules, done, (inner, { definition }, js, extras) =>
      moduleText(inner, scope, js, definition, extras),
    );
  }
}

/** Generates the variants of nested definitions that are not in `done` yet. */
function emitNewVariants<Node>(
  g: Emitter,
  definitions: ReadonlyMap<string, NestedDefinition<Node>>,
  done: Set<string>,
  generate: (inner: Emitter, nested: NestedDefinition<Node>, js: string, extras: readonly string[]) => string,
): void {
  for (const nested of definitions.values())
    for (const { js, extras } of [...nested.variants.values()]) {
      if (done.has(js)) continue;
      done.add(js);
      g.emit(generate(new Emitter(g.image, g.file, g.unit, g.depth + 1), nested, js, extras));
    }
}
