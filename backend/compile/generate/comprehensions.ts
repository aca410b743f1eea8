// Vectors and list comprehensions (spec/language.md §3.9, §3.10): loops become statements that push into an array.

import { isComprehension } from "../../ast/comprehension.ts";
import { isLiteral } from "../../ast/literal.ts";
import type { Argument, Element, Expression, LcForC, Range, Vector } from "../../ast/nodes.ts";
import { isDynamic } from "../arguments.ts";
import { bindLet, bindSpecial } from "./bindings.ts";
import { type Code, code, conditionOf, type Emitter, encodeString, literalNumber } from "./emitter.ts";
import { expression } from "./expressions.ts";
import { beginLoop, beginRounds, endLoop } from "./loops.ts";
import { carriedNumbers, isShort } from "./numeric.ts";
import { LocalScope, type Scope } from "./scopes.ts";

/** Loops of so many rounds at most may be written out round by round. */
const MAX_WRITTEN_OUT = 4;
/** How long the text of a round may be that is written out. */
const MAX_ROUND_TEXT = 160;

export function vector(g: Emitter, scope: Scope, e: Vector): Code {
  const constant = e.elements.length > 0 ? constantVector(e) : undefined;
  if (constant !== undefined) return { js: g.unit.constant(constant), type: "vector", stable: true, effects: false };
  const plain = e.elements.filter((part): part is Expression => !isComprehension(part));
  if (plain.length === e.elements.length) {
    const parts = g.sequence(plain.map((part) => () => expression(g, scope, part)));
    const list = `[${parts.map(({ js }) => js).join()}]`;
    const counted = g.image.machine.options.counted && parts.length > 0;
    const js = counted ? `${g.helper("counted")}(${list},${e.start})` : list;
    return code(
      js,
      "vector",
      parts.some(({ effects }) => effects),
    );
  }
  const [only] = e.elements;
  const exact = e.elements.length === 1 && only?.kind === "LcFor" ? exactLoop(g, scope, only) : undefined;
  if (exact !== undefined) return exact;
  const out = g.fresh("a");
  g.emit(`const ${out} = [];`);
  for (const part of e.elements) emitElement(g, scope, part, intoArray(g, out));
  if (g.image.machine.options.counted) g.emit(`${g.helper("counted")}(${out},${e.start});`);
  return { js: out, type: "vector", stable: true, effects: false };
}

/** Where the values of a comprehension go. */
interface Sink {
  push(value: Code): void;
  /** `each value`. */
  spread(value: string, position: number): void;
  /** Ends the evaluation when there are too many values already. */
  check(): void;
}

function intoArray(g: Emitter, out: string): Sink {
  return {
    push: ({ js }) => g.emit(`${out}.push(${js});`),
    spread: (value, position) => g.emit(`${g.helper("spread")}(${out},${value},${position});`),
    check: () => {
      if (g.image.machine.options.counted) g.emit(`${g.helper("checkLength")}(${out}.length);`);
    },
  };
}

/**
 * Emits a vector of which only the number of elements is wanted: no array is made. Gives the variable with the number, or
 * undefined where the vector is better made.
 */
export function countElements(g: Emitter, scope: Scope, e: Expression): string | undefined {
  if (e.kind !== "Vector" || !e.elements.some(isComprehension) || e.elements.some(hasEach)) return undefined;
  const count = g.fresh("n");
  g.emit(`let ${count} = 0;`);
  const sink: Sink = {
    push: ({ js, effects }) => g.emit(`${effects ? `${js}; ` : ""}${count}++;`),
    spread: () => {
      throw new Error("each in a vector that is counted");
    },
    check: () => {},
  };
  for (const part of e.elements) emitElement(g, scope, part, sink);
  return count;
}

function hasEach(e: Element): boolean {
  switch (e.kind) {
    case "LcEach":
      return true;
    case "LcIf":
      return hasEach(e.then) || (e.otherwise !== undefined && hasEach(e.otherwise));
    case "LcFor":
    case "LcForC":
    case "LcLet":
      return hasEach(e.body);
    default:
      return false;
  }
}

/** The value of a vector of number, string, boolean and undef literals; undefined when it has anything else in it. */
function constantVector(e: Vector): readonly unknown[] | undefined {
  const values: unknown[] = [];
  for (const part of e.elements) {
    if (part.kind === "Literal") values.push(part.value);
    else if (part.kind === "Vector") {
      const inner = constantVector(part);
      if (inner === undefined) return undefined;
      values.push(inner);
    } else return undefined;
  }
  return values;
}

/** `[for (name = values) expression]`: one value per round, so the array's length is known before. */
function exactLoop(g: Emitter, scope: Scope, e: Extract<Element, { kind: "LcFor" }>): Code | undefined {
  const [binding] = e.bindings;
  if (e.bindings.length !== 1 || binding === undefined || isComprehension(e.body)) return undefined;
  const body = e.body;
  const written = writtenOut(g, scope, binding, body);
  if (written !== undefined) return written;
  const out = g.fresh("a");
  emitLoop(g, scope, binding, e.start, {
    isShort: isShort(body),
    begin: (count) => g.emit(`const ${out} = ${g.helper("arrayOf")}(${count});`),
    round: (inner, k) => g.emit(`${out}[${k}] = ${expression(g, inner, body).js};`),
  });
  if (g.image.machine.options.counted) g.emit(`${g.helper("counted")}(${out},${e.start});`);
  return { js: out, type: "vector", stable: true, effects: false };
}

/** `[for (i = [0:2]) …]` as a list of its rounds, where there are few and each is a short expression. */
function writtenOut(g: Emitter, scope: Scope, { name, value }: Argument, body: Expression): Code | undefined {
  if (name === undefined || isDynamic(name) || value.kind !== "Range" || value.step !== undefined) return undefined;
  const { begin, limit } = value;
  if (begin.kind !== "Literal" || limit.kind !== "Literal" || g.image.machine.options.counted) return undefined;
  const first = begin.value;
  const last = limit.value;
  if (!isWhole(first) || !isWhole(last) || last < first || last - first >= MAX_WRITTEN_OUT) return undefined;
  const rounds: Code[] = [];
  for (let i = first; i <= last; i++) {
    const inner = new LocalScope(scope, g.depth);
    inner.bind(name, literalNumber(i).js, "number");
    const { lines, result } = g.capture(() => expression(g, inner, body));
    if (lines.length > 0 || result.js.length > MAX_ROUND_TEXT) return undefined;
    rounds.push(result);
  }
  const effects = rounds.some((round) => round.effects);
  return code(`[${rounds.map(({ js }) => js).join()}]`, "vector", effects);
}

function isWhole(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && Math.abs(value) < 1000;
}

/** Emits what an element contributes. */
function emitElement(g: Emitter, scope: Scope, e: Element, out: Sink): void {
  switch (e.kind) {
    case "LcFor":
      emitFor(g, scope, e.bindings, e.start, {
        round: (inner) => emitElement(g, inner, e.body, out),
        after: out.check,
        isShort: isShort(e.body),
      });
      return;
    case "LcForC":
      emitForC(g, scope, e, out);
      return;
    case "LcIf": {
      g.emit(`if (${conditionOf(g, expression(g, scope, e.condition))}) {`);
      emitElement(g, scope, e.then, out);
      if (e.otherwise !== undefined) {
        g.emit("} else {");
        emitElement(g, scope, e.otherwise, out);
      }
      g.emit("}");
      return;
    }
    case "LcLet": {
      g.emit("{");
      const { inner, restore } = bindLet(g, scope, e.bindings, e.start);
      emitElement(g, inner, e.body, out);
      g.append(restore);
      g.emit("}");
      return;
    }
    case "LcEach":
      emitEach(g, scope, e.body, e.start, out);
      return;
    default:
      out.push(expression(g, scope, e));
  }
}

/** `each`: on a value its elements, on a comprehension `each` of everything it contributes. */
function emitEach(g: Emitter, scope: Scope, e: Element, position: number, out: Sink): void {
  if (!isComprehension(e)) {
    out.spread(expression(g, scope, e).js, position);
    return;
  }
  const all = g.fresh("a");
  const item = g.fresh("k");
  g.emit(`{const ${all} = [];`);
  emitElement(g, scope, e, intoArray(g, all));
  g.emit(`for (const ${item} of ${all}) {`);
  out.spread(item, position);
  g.emit("}}");
}

/**
 * Emits the nested loops of a `for`, one per binding: one loop is over soon, many are not.
 */
export function emitFor(
  g: Emitter,
  scope: Scope,
  bindings: readonly Argument[],
  position: number,
  rounds: Rounds,
): void {
  const [first, ...rest] = bindings;
  if (first === undefined) {
    rounds.round(scope);
    return;
  }
  g.emit("{");
  const isShort = rounds.isShort && rest.length === 0;
  emitLoop(g, scope, first, position, { isShort, round: (inner) => emitFor(g, inner, rest, position, rounds) });
  rounds.after?.();
  g.emit("}");
}

/** What nested loops do. */
interface Rounds {
  /** Emits what the innermost loop does. */
  readonly round: (inner: Scope) => void;
  /** Emits what stands behind each loop. */
  readonly after?: () => void;
  /** Whether the code of a round is short: then it is written for speed. */
  readonly isShort: boolean;
}

interface LoopParts extends Pick<Rounds, "isShort"> {
  /** Called when the number of rounds is known, as JavaScript. */
  readonly begin?: (count: string) => void;
  /** Emits one round; `k` is the JavaScript variable that counts rounds from 0. */
  readonly round: (inner: Scope, k: string) => void;
}

/** One loop over the values of one binding. Each round has its own variable, so that closures keep theirs. */
function emitLoop(g: Emitter, scope: Scope, binding: Argument, position: number, parts: LoopParts): void {
  const begin = beginLoop(g, parts.isShort);
  const k = g.fresh("k");
  const count = g.fresh("n");
  const value = binding.value.kind === "Range" ? rangeLoop(g, scope, binding.value, position, count, k) : undefined;
  const inner = new LocalScope(scope, g.depth);
  const whole = value?.whole === true;
  const item = g.fresh(whole ? "k" : "v");
  let js = value?.js;
  if (js === undefined) {
    const values = g.fresh("a");
    const list = expression(g, scope, binding.value);
    const iterable = list.type === "vector" ? list.js : `${g.helper("iterable")}(${list.js},${position})`;
    g.emit(`const ${values} = ${iterable};`);
    g.emit(`const ${count} = ${values}.length;`);
    js = `${values}[${k}]`;
  }
  parts.begin?.(count);
  begin();
  g.emit(`for (let ${k} = 0; ${k} < ${count}; ${k}++) {`);
  beginRounds(g);
  emitStep(g, position);
  const restore: string[] = [];
  if (binding.name !== undefined) {
    if (isDynamic(binding.name)) bindSpecial(g, binding.name, js, restore);
    else {
      // The variable that counts the rounds is one per round too.
      if (js !== k) g.emit(`const ${item} = ${js};`);
      inner.bind(binding.name, js === k ? k : item, value === undefined ? "any" : "number", whole);
    }
  }
  parts.round(inner, k);
  g.append(restore);
  endLoop(g);
  g.emit("}");
}

/** A loop over a range that is written in place makes no range value. Gives the expression for the value of a round. */
function rangeLoop(
  g: Emitter,
  scope: Scope,
  e: Range,
  position: number,
  count: string,
  k: string,
): Pick<Code, "js" | "whole"> | undefined {
  const stepPart = e.step;
  if (stepPart === undefined) {
    const [begin, end] = g
      .sequence([() => expression(g, scope, e.begin), () => expression(g, scope, e.limit)])
      .map((part) => g.hold(part)) as [Code, Code];
    const ends = `${begin.js},${end.js},${isLiteral(e)},${e.start}`;
    g.emit(`const ${count} = ${g.helper("rounds")}(${ends},${position});`);
    return { js: unitStep(e.begin, begin, k), whole: begin.whole };
  }
  const step = g.capture(() => expression(g, scope, stepPart));
  // A step that can be noticed is evaluated only if the ends are numbers: the range is made as a value then.
  if (step.lines.length > 0 || step.result.effects) return undefined;
  const parts = g.sequence([() => expression(g, scope, e.begin), () => expression(g, scope, e.limit)]);
  const [begin, end] = parts.map((part) => g.hold(part)) as [Code, Code];
  const held = g.hold(step.result);
  const ends = `${begin.js},${held.js},${end.js},${isLiteral(e)},${e.start}`;
  g.emit(`const ${count} = ${g.helper("steppedRounds")}(${ends},${position});`);
  const whole = begin.whole && held.whole;
  if (stepPart.kind === "Literal" && stepPart.value === 1) return { js: unitStep(e.begin, begin, k), whole };
  // The first value is the beginning as it is, a negative zero included, and an infinite step must not be multiplied by 0.
  if (isPlainNumber(stepPart) && isPlainNumber(e.begin)) return { js: `${begin.js} + ${held.js} * ${k}`, whole };
  return { js: `(${k} === 0 ? ${begin.js} : ${begin.js} + ${held.js} * ${k})`, whole };
}

/** Value `k` of a range with step 1. */
function unitStep(e: Expression, begin: Code, k: string): string {
  if (begin.js === "0") return k;
  // Taking 0 − k away leaves a negative zero as it is when k is 0; adding k would not.
  return isPlainNumber(e) ? `${begin.js} + ${k}` : `${begin.js} - (0 - ${k})`;
}

/** A literal number that is finite and not a negative zero. */
function isPlainNumber(e: Expression): boolean {
  return e.kind === "Literal" && Number.isFinite(e.value) && !Object.is(e.value, -0);
}

/** Takes a step from the budget, where there is one. */
export function emitStep(g: Emitter, position: number): void {
  if (g.image.machine.options.counted) g.emit(`if (--B.n < 0) B.refillSteps(${position});`);
}

/**
 * `for (init; condition; update)`: names of `update` are carried from round to round; a name that only `update` sets
 * begins as the outer variable (spec/language.md §3.10).
 */
function emitForC(g: Emitter, scope: Scope, e: LcForC, out: Sink): void {
  g.emit("{");
  const begin = beginLoop(g, isShort(e));
  const { inner: first, restore } = bindLet(g, scope, e.init, e.start);
  const numbers = carriedNumbers(first, e.update);
  const carried = new Map<string, { current: string; next: string }>();
  const specials: string[] = [];
  for (const { name } of e.update) {
    if (name === undefined || carried.has(name)) continue;
    if (isDynamic(name)) {
      if (!specials.includes(name)) specials.push(name);
      continue;
    }
    const next = g.fresh("v");
    const initial = first.variables.get(name);
    carried.set(name, { current: g.fresh(numbers.get(name)?.whole ? "k" : "v"), next });
    g.emit(`let ${next} = ${initial === undefined ? g.helper("UNBOUND") : initial.js};`);
  }
  const saved = specials.map((name) => ({ slot: g.image.machine.special(name), js: g.fresh("s") }));
  for (const { slot, js } of saved) g.emit(`const ${js} = D[${slot}];`);
  const rounds = g.fresh("n");
  begin();
  g.emit(`for (let ${rounds} = 0; ; ${rounds}++) {`);
  beginRounds(g);
  emitStep(g, e.start);
  const round = new LocalScope(first, g.depth);
  for (const [name, { current, next }] of carried) {
    g.emit(`const ${current} = ${next};`);
    const number = numbers.get(name);
    if (first.variables.has(name)) round.bind(name, current, number && "number", number?.whole);
    else round.bindMaybe(name, current);
  }
  g.emit(`if (!${conditionOf(g, expression(g, round, e.condition))}) break;`);
  emitElement(g, round, e.body, out);
  g.emit(`if (${rounds} >= 1000000) ${g.helper("abort")}();`);
  emitUpdate(g, round, e, carried);
  endLoop(g);
  g.emit("}");
  for (const { slot, js } of saved) g.emit(`D[${slot}] = ${js};`);
  g.append(restore);
  g.emit("}");
}

function emitUpdate(
  g: Emitter,
  round: LocalScope,
  e: LcForC,
  carried: ReadonlyMap<string, { readonly next: string }>,
): void {
  const updated = new LocalScope(round, g.depth);
  const seen = new Set<string>();
  for (const { name, value } of e.update) {
    const result = expression(g, updated, value);
    if (name === undefined) g.emit(`${g.helper("unnamedAssignment")}(${result.js},${e.start});`);
    else if (seen.has(name)) {
      g.emit(`${g.helper("duplicateAssignment")}(${encodeString(name)},${result.js},${e.start});`);
    } else if (isDynamic(name)) {
      seen.add(name);
      g.emit(`D[${g.image.machine.special(name)}] = ${result.js};`);
    } else {
      seen.add(name);
      const next = (carried.get(name) as { next: string }).next;
      g.emit(`${next} = ${result.js};`);
      updated.bind(name, next);
    }
  }
}
