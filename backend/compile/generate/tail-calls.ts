// Tail position: what a function body ends with replaces the body itself (spec/language.md §5.5). Calls of the function
// itself become rounds of a loop; other calls are proper tail calls of strict code, counted, where a chain of them
// could be long.
import { alternativesOf } from "../../ast/chain.ts";
import type { Expression, FunctionCall, FunctionDefinition } from "../../ast/nodes.ts";
import { bindLet } from "./bindings.ts";
import {
  type Callee,
  callCallee,
  callValue,
  type MatchedArguments,
  matchedArguments,
  nestedName,
  resolveFunction,
} from "./calls.ts";
import { code, conditionOf, type Emitter } from "./emitter.ts";
import { checkAssert, expression, printEcho } from "./expressions.ts";
import { beginOwnRounds, endLoop } from "./loops.ts";
import { isShort, type KnownParameter } from "./numeric.ts";
import type { Scope } from "./scopes.ts";

/** The function whose body is emitted. */
export interface Frame {
  /** What a call must mean to be a call of this function itself; undefined for a function literal. */
  readonly self: FunctionDefinition | undefined;
  /** Extra parameters of this variant. */
  readonly extras: readonly string[];
  /** Variables that a round leaves the parameters and extras of the next one in. */
  readonly next: readonly string[];
  /** What the body that is emitted knows of them; undefined in the one that knows nothing. */
  readonly known?: KnownRounds;
  /** Statements before leaving: special variables get their old values back. */
  readonly restore: readonly string[];
  /** The frame of the function itself, when this is a frame inside a `let` that binds special variables. */
  readonly outer?: Frame;
  /** Set when the body was found to call itself in tail position. */
  loops: boolean;
  /** Set when it does so without an argument that has a default. */
  leavesOut: boolean;
  /** Set when the body ends with a call of something else that may be part of a long chain. */
  strict: boolean;
}

/** Rounds whose parameters are of known types follow one another in a loop of their own. */
export interface KnownRounds {
  /** By parameter; undefined where nothing is known. */
  readonly types: readonly (KnownParameter | undefined)[];
  /** Labels of that loop, and of the one around it, which looks at the types again. */
  readonly label: string;
  readonly outer: string;
  /** Emits what begins a round. */
  readonly begin: () => void;
}

/** Emits code that leaves the function with the value of `e`. */
export function returnValue(g: Emitter, scope: Scope, e: Expression, frame: Frame): void {
  // What the second body of a loop over numbers is for, happens rarely.
  const isRare = frame.known === undefined && frame.loops;
  if (isRare || g.loops.length > 0 || frame.outer !== undefined || !isShort(e)) {
    returnIn(g, scope, e, frame);
    return;
  }
  beginOwnRounds(g);
  returnIn(g, scope, e, frame);
  endLoop(g);
}

function returnIn(g: Emitter, scope: Scope, e: Expression, frame: Frame): void {
  switch (e.kind) {
    case "TernaryOp": {
      const { choices, last } = alternativesOf(e);
      for (const { condition, then } of choices) {
        g.emit(`if (${conditionOf(g, expression(g, scope, condition))}) {`);
        returnIn(g, scope, then, frame);
        g.emit("}");
      }
      returnIn(g, scope, last, frame);
      return;
    }
    case "Let": {
      g.emit("{");
      const { inner, restore } = bindLet(g, scope, e.bindings, e.start);
      returnIn(g, inner, e.body, restore.length === 0 ? frame : innerFrame(frame, restore));
      g.emit("}");
      return;
    }
    case "Assert":
    case "Echo":
      if (e.kind === "Assert") checkAssert(g, scope, e);
      else printEcho(g, scope, e);
      if (e.body === undefined) leave(g, frame, "undefined");
      else returnIn(g, scope, e.body, frame);
      return;
    case "FunctionCall":
      returnCall(g, scope, e, frame);
      return;
    default:
      leave(g, frame, expression(g, scope, e).js);
  }
}

function leave(g: Emitter, frame: Frame, js: string): void {
  if (frame.restore.length === 0) {
    g.emit(`return ${js};`);
    return;
  }
  const value = g.fresh("t");
  g.emit(`const ${value} = ${js};`);
  g.append(frame.restore);
  g.emit(`return ${value};`);
}

function returnCall(g: Emitter, scope: Scope, e: FunctionCall, frame: Frame): void {
  if (e.callee.kind !== "Lookup") {
    const callee = g.hold(expression(g, scope, e.callee));
    g.emit(`if (!${g.helper("isFunction")}(${callee.js})) {`);
    leave(g, frame, `${g.helper("notAFunction")}(${callee.js},${e.start})`);
    g.emit("}");
    returnValueCall(g, scope, callee.js, e, frame);
    return;
  }
  const { variables, callee } = resolveFunction(g, scope, e.callee.name);
  for (const variable of variables) {
    g.emit(`if (${g.helper("isFunction")}(${variable})) {`);
    returnValueCall(g, scope, variable, e, frame);
    g.emit("}");
  }
  if (callee.kind === "file" || callee.kind === "nested") returnKnown(g, scope, callee, e, frame);
  else leave(g, frame, callCallee(g, scope, callee, e).js);
}

function returnValueCall(g: Emitter, scope: Scope, value: string, e: FunctionCall, frame: Frame): void {
  const root = rootOf(frame);
  if (frame.restore.length > 0) {
    leave(g, frame, callValue(g, scope, value, e, "call").js);
    return;
  }
  root.strict = true;
  g.emit(`return ${callValue(g, scope, value, e, "tail").js};`);
}

function returnKnown(
  g: Emitter,
  scope: Scope,
  callee: Extract<Callee, { kind: "file" | "nested" }>,
  e: FunctionCall,
  frame: Frame,
): void {
  const node = callee.kind === "file" ? callee.definition.node : callee.nested.definition;
  const root = rootOf(frame);
  // Special variables of a `let` around the call stay visible to the next round: it is called from inside the `let` then.
  if (node === frame.self && frame.outer === undefined && !(callee.kind === "file" && callee.used)) {
    const parameters = node.parameters;
    const attempt = g.capture(() => matchedArguments(g, scope, parameters, e.args, e.start));
    if (attempt.result.extras.join() === frame.extras.join()) {
      g.append(attempt.lines);
      nextRound(g, frame, root, attempt.result);
      return;
    }
  }
  const chained = callee.kind === "nested" || g.ask("tail", g.file, callee.definition) !== false;
  if (frame.restore.length > 0 || !chained || (callee.kind === "file" && callee.used)) {
    leave(g, frame, callCallee(g, scope, callee, e).js);
    return;
  }
  const { list, extras } = matchedArguments(g, scope, node.parameters, e.args, e.start);
  const target =
    callee.kind === "nested"
      ? nestedName(g, callee.nested, extras)
      : `F[${g.image.machine.slotOf(callee.definition, extras, "tail")}]`;
  root.strict = true;
  g.emit(`if (++B.t >= 1000000) ${g.helper("abort")}();`);
  g.emit(`return ${target}(${list});`);
}

/** Emits the assignment of the parameters of the next round, and the jump to it. */
function nextRound(g: Emitter, frame: Frame, root: Frame, { values, types }: MatchedArguments): void {
  root.loops = true;
  if (values.includes("ABSENT")) root.leavesOut = true;
  const { known } = frame;
  const checks: string[] = [];
  const changes = frame.next.flatMap((variable, i) => {
    const js = values[i] ?? "undefined";
    if (js === variable) return [];
    const held = g.hold(code(js, "any", true)).js;
    const type = known?.types[i];
    if (type !== undefined && type !== types[i])
      checks.push(type === "number" ? `typeof ${held} !== "number"` : `!Array.isArray(${held})`);
    return [`${variable} = ${held};`];
  });
  for (const change of changes) g.emit(change);
  if (known === undefined) {
    g.emit("continue;");
    return;
  }
  // Defaults are set where every round begins.
  if (values.includes("ABSENT")) {
    g.emit(`continue ${known.outer};`);
    return;
  }
  if (checks.length > 0) g.emit(`if (${checks.join(" || ")}) continue ${known.outer};`);
  known.begin();
  g.emit(`continue ${known.label};`);
}

/** The frame of the function itself. */
function rootOf(frame: Frame): Frame {
  return frame.outer ?? frame;
}

/** Inside a `let` that binds special variables: they get their old values back before leaving. */
function innerFrame(frame: Frame, restore: readonly string[]): Frame {
  return { ...frame, restore: [...restore, ...frame.restore], outer: rootOf(frame) };
}
