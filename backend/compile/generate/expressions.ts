// Expressions to JavaScript. Operand order is OpenSCAD's: the right operand of most operators is evaluated first
// (spec/language.md §3.3), which matters only when both can be noticed.

import {
  alternativesOf,
  chainOf,
  earlyOperand,
  isLink,
  isLongChain,
  isLongChoice,
  isRightFirst,
  type Link,
} from "../../ast/chain.ts";
import { isLiteral } from "../../ast/literal.ts";
import type {
  ArrayLookup,
  Assert,
  BinaryOp,
  BinaryOperator,
  Echo,
  Expression,
  FunctionLiteral,
  Let,
  Range,
  TernaryOp,
  UnaryOp,
} from "../../ast/nodes.ts";
import { bindLet } from "./bindings.ts";
import { callFunction } from "./calls.ts";
import { countElements, vector } from "./comprehensions.ts";
import { generateLiteral } from "./definitions.ts";
import {
  booleanOf,
  type Code,
  choose,
  code,
  conditionOf,
  type Emitter,
  encodeString,
  falseCode,
  joinTypes,
  type Line,
  literalNumber,
  trueCode,
  undefinedCode,
} from "./emitter.ts";
import { lookUp } from "./lookups.ts";
import { currentRounds, knownVector, loopAround } from "./loops.ts";
import { matchStatically } from "./match.ts";
import type { Scope } from "./scopes.ts";

/** The value of an expression. Statements that it needs are emitted before. */
export function expression(g: Emitter, scope: Scope, e: Expression): Code {
  if (isLink(e) && isLongChain(e)) return longChain(g, scope, e);
  switch (e.kind) {
    case "Literal":
      return literal(g, e.value);
    case "Lookup":
      return lookUp(g, scope, e.name, e.start);
    case "MemberLookup":
      return member(g, expression(g, scope, e.object), e.name);
    case "ArrayLookup":
      return element(g, scope, e);
    case "UnaryOp":
      return unary(g, scope, e);
    case "BinaryOp":
      return binary(g, scope, e);
    case "TernaryOp":
      return ternary(g, scope, e);
    case "Vector":
      return vector(g, scope, e);
    case "Range":
      return range(g, scope, e);
    case "FunctionCall":
      return callFunction(g, scope, e);
    case "FunctionLiteral":
      return functionLiteral(g, scope, e);
    case "Let":
      return letExpression(g, scope, e);
    case "Assert":
      checkAssert(g, scope, e);
      return e.body === undefined ? undefinedCode : expression(g, scope, e.body);
    case "Echo":
      printEcho(g, scope, e);
      return e.body === undefined ? undefinedCode : expression(g, scope, e.body);
    default:
      return e satisfies never;
  }
}

/** Members of vectors, each with a helper of its own. */
const memberHelpers: ReadonlyMap<string, string> = new Map([
  ["x", "memberX"],
  ["y", "memberY"],
  ["z", "memberZ"],
]);

function literal(g: Emitter, value: undefined | boolean | number | string): Code {
  if (value === undefined) return undefinedCode;
  if (typeof value === "boolean") return value ? trueCode : falseCode;
  if (typeof value === "number") return literalNumber(value);
  const js = value.length > 200 ? g.unit.constant(value) : encodeString(value);
  return { js, type: "string", stable: true, effects: false };
}

function member(g: Emitter, object: Code, name: string): Code {
  const helper = memberHelpers.get(name);
  const rest = helper === undefined ? `,${encodeString(name)}` : "";
  return code(`${g.helper(helper ?? "member")}(rt,${object.js}${rest})`, "any", object.effects);
}

function element(g: Emitter, scope: Scope, e: ArrayLookup): Code {
  const [array, index] = g.sequence([() => expression(g, scope, e.array), () => expression(g, scope, e.index)]) as [
    Code,
    Code,
  ];
  return elementOf(g, array, index);
}

function elementOf(g: Emitter, array: Code, index: Code): Code {
  const effects = array.effects || index.effects;
  const isVector = array.type === "vector";
  const helper = isVector && index.type === "number" ? "elementIn" : "index";
  const slow = `${g.helper(helper)}(rt,${array.js},${index.js})`;
  // An element that is the same in all rounds of a loop is read before it.
  const around = loopAround(g, [array, index]);
  if (around !== undefined) return { js: around.keep(g, slow), type: "any", stable: true, effects: false };
  if (!array.stable || index.type !== "number" || currentRounds(g) === undefined) {
    if (isVector && array.stable && index.whole && isCount(index))
      return code(`${array.js}[${index.js}]`, "any", effects);
    return code(slow, "any", effects);
  }
  const test = isVector ? undefined : knownVector(g, array);
  if (!isVector && test === undefined) return code(slow, "any", effects);
  // In place, an index beyond the end, or none at all, gives undef as the helper does.
  if (index.whole) {
    const fast = `${array.js}[${isCount(index) ? index.js : holdAs(g, "k", index.js)}]`;
    return code(test === undefined ? fast : `(${test} ? ${fast} : ${slow})`, "any", effects);
  }
  if (!index.stable) return code(slow, "any", effects);
  const at = holdAs(g, "k", `${index.js} >>> 0`);
  const checks = test === undefined ? "" : `${test} && `;
  return code(`(${checks}${at} === ${index.js} ? ${array.js}[${at}] : ${slow})`, "any", effects);
}

/** Whether it is a literal, or one of the variables that hold whole numbers: only these stand in the brackets of a vector. */
function isCount({ js }: Code): boolean {
  return /^([kn]\d+|\d+)$/.test(js);
}

function holdAs(g: Emitter, letter: string, js: string): string {
  const name = g.fresh(letter);
  g.emit(`const ${name} = ${js};`);
  return name;
}

/** A long chain as statements on one variable: right operands that come before left ones first, then link by link. */
function longChain(g: Emitter, scope: Scope, e: Link): Code {
  const { links, first } = chainOf(e);
  const rights = links.map((link) => {
    const early = earlyOperand(link);
    return early && g.hold(expression(g, scope, early));
  });
  const name = g.fresh("t");
  let value = expression(g, scope, first);
  g.emit(`let ${name} = ${value.js};`);
  for (let i = links.length - 1; i >= 0; i--) {
    const link = links[i] as Link;
    const left: Code = { js: name, type: value.type, stable: false, effects: false };
    value = isShortCircuit(link)
      ? shortCircuitInto(g, scope, name, left, link)
      : applyLink(g, scope, link, left, rights[i]);
    g.emit(`${name} = ${value.js};`);
  }
  return { js: name, type: value.type, stable: true, effects: false };
}

function applyLink(g: Emitter, scope: Scope, link: Link, left: Code, early: Code | undefined): Code {
  if (link.kind === "MemberLookup") return member(g, left, link.name);
  if (link.kind === "ArrayLookup") return elementOf(g, left, expression(g, scope, link.index));
  return combine(g, link, left, early ?? expression(g, scope, link.right));
}

function isShortCircuit(link: Link): link is BinaryOp {
  return link.kind === "BinaryOp" && (link.operator === "&&" || link.operator === "||");
}

/** Leaves the left operand's truth in the variable unless the right one decides; gives what it becomes then. */
function shortCircuitInto(g: Emitter, scope: Scope, name: string, left: Code, { operator, right }: BinaryOp): Code {
  g.emit(`${name} = ${booleanOf(g, left)};`);
  g.emit(`if (${operator === "&&" ? "" : "!"}${name}) {`);
  g.emit(`${name} = ${booleanOf(g, expression(g, scope, right))};}`);
  return { js: name, type: "boolean", stable: false, effects: false };
}

function unary(g: Emitter, scope: Scope, e: UnaryOp): Code {
  const operand = expression(g, scope, e.operand);
  if (e.operator === "!") return code(`!${conditionOf(g, operand)}`, "boolean", operand.effects);
  if (e.operator === "-" && operand.type === "number")
    return { ...code(`(-${operand.js})`, "number", operand.effects), whole: operand.whole };
  const helper = g.helper(e.operator === "-" ? "negate" : "bitNot");
  return code(`${helper}(rt,${operand.js},${e.start})`, "any", true);
}

const helperNames: Readonly<Record<Exclude<BinaryOperator, "||" | "&&">, string>> = {
  "==": "equal",
  "!=": "notEqual",
  "<": "less",
  "<=": "lessOrEqual",
  ">": "greater",
  ">=": "greaterOrEqual",
  "|": "bitOr",
  "&": "bitAnd",
  "<<": "shiftLeft",
  ">>": "shiftRight",
  "+": "add",
  "-": "subtract",
  "*": "multiply",
  "/": "divide",
  "%": "modulo",
  "^": "power",
};

function binary(g: Emitter, scope: Scope, e: BinaryOp): Code {
  const { operator } = e;
  if (operator === "&&" || operator === "||") return shortCircuit(g, scope, e);
  const emptiness = operator === "==" || operator === "!=" ? compareWithEmpty(g, scope, e) : undefined;
  if (emptiness !== undefined) return emptiness;
  const [left, right] = isRightFirst(operator)
    ? rightFirst(g, scope, e)
    : (g.sequence([() => expression(g, scope, e.left), () => expression(g, scope, e.right)]) as [Code, Code]);
  return combine(g, e, left, right);
}

/** An operator that evaluates both operands, applied to them. */
function combine(g: Emitter, { operator, start }: BinaryOp, left: Code, right: Code): Code {
  if (operator === "&&" || operator === "||") throw new Error("not an operator of two evaluated operands");
  const effects = left.effects || right.effects;
  if (operator === "==" || operator === "!=") {
    if (isScalar(left) || isScalar(right))
      return code(`(${left.js} ${operator === "==" ? "===" : "!=="} ${right.js})`, "boolean", effects);
    const equal = `${g.helper("equal")}(rt,${left.js},${right.js})`;
    const js =
      currentRounds(g) !== undefined && left.stable && right.stable && left.type === "any" && right.type === "any"
        ? `(typeof ${left.js} === "number" ? ${left.js} === ${right.js} : ${equal})`
        : equal;
    return code(`${operator === "==" ? "" : "!"}${js}`, "boolean", effects);
  }
  if (left.type === "number" && right.type === "number") {
    switch (operator) {
      case "+":
      case "-":
      case "*":
      case "/":
      case "%": {
        const whole = left.whole && right.whole && operator !== "/";
        return { ...code(`(${left.js} ${operator} ${right.js})`, "number", effects), whole };
      }
      case "<":
      case "<=":
      case ">":
      case ">=":
        return code(`(${left.js} ${operator} ${right.js})`, "boolean", effects);
    }
  }
  const comparison = operator === "<" || operator === "<=" || operator === ">" || operator === ">=";
  return code(operation(g, operator, left, right, start), comparison ? "condition" : "any", true);
}

/** Operators that JavaScript has for two numbers. */
const inPlace: ReadonlySet<BinaryOperator> = new Set<BinaryOperator>(["+", "-", "*", "/", "%", "<", "<=", ">", ">="]);

/**
 * An operator whose operands may be of any type. In the rounds of a loop two numbers are tested for in place: until the engine
 * has compiled them, the call of a helper takes five times as long as the test.
 */
function operation(
  g: Emitter,
  operator: Exclude<BinaryOperator, "||" | "&&">,
  left: Code,
  right: Code,
  start: number,
): string {
  const helper = g.helper(helperNames[operator]);
  const loop = currentRounds(g);
  if (loop === undefined || !inPlace.has(operator) || !mayBeNumber(left) || !mayBeNumber(right))
    return `${helper}(rt,${left.js},${right.js},${start})`;
  const operands = [left, right].map((operand) => ({
    ...operand,
    name: operand.stable ? operand.js : loop.temporary(g),
    open: operand.type === "any",
  }));
  const [a, b] = operands.map(({ name }) => name);
  const set = operands.filter(({ stable }) => !stable).map(({ name, js }) => `${name} = ${js}`);
  const slow = `${helper}(rt,${a},${b},${start})`;
  const fast = `${a} ${operator} ${b}`;
  const tests = operands.filter(({ open }) => open).map(({ name }) => `typeof ${name} === "number"`);
  return `(${[...set, tests.join(" && ")].join(", ")} ? ${fast} : ${slow})`;
}

function mayBeNumber({ type }: Code): boolean {
  return type === "any" || type === "number";
}

/** `[] == [for …]` asks whether there is any element: BOSL2 tests all elements of a list that way. */
function compareWithEmpty(g: Emitter, scope: Scope, { operator, left, right }: BinaryOp): Code | undefined {
  const other = isEmptyVector(left) ? right : isEmptyVector(right) ? left : undefined;
  const count = other === undefined ? undefined : countElements(g, scope, other);
  if (count === undefined) return undefined;
  return { js: `(${count} ${operator === "==" ? "===" : "!=="} 0)`, type: "boolean", stable: true, effects: false };
}

function isEmptyVector(e: Expression): boolean {
  return e.kind === "Vector" && e.elements.length === 0;
}

/** Evaluates the right operand before the left one; the result is in the order of the source. */
function rightFirst(g: Emitter, scope: Scope, e: BinaryOp): [Code, Code] {
  const right = g.capture(() => expression(g, scope, e.right));
  const left = g.capture(() => expression(g, scope, e.left));
  g.append(right.lines);
  const mustHold = left.lines.length > 0 || (left.result.effects && right.result.effects);
  const held = mustHold ? g.hold(right.result) : right.result;
  g.append(left.lines);
  return [left.result, held];
}

/** Values of these types are equal exactly when JavaScript's === says so, whatever the other side is. */
function isScalar({ type }: Code): boolean {
  return type === "number" || type === "boolean" || type === "string" || type === "undefined" || type === "condition";
}

function shortCircuit(g: Emitter, scope: Scope, e: BinaryOp): Code {
  const left = expression(g, scope, e.left);
  const { lines, result } = g.capture(() => expression(g, scope, e.right));
  const effects = left.effects || result.effects;
  if (lines.length === 0)
    return code(`(${booleanOf(g, left)} ${e.operator} ${booleanOf(g, result)})`, "boolean", effects);
  const value = g.fresh("t");
  g.emit(`let ${value} = ${booleanOf(g, left)};`);
  g.emit(`if (${e.operator === "&&" ? "" : "!"}${value}) {`);
  g.append(lines);
  g.emit(`${value} = ${booleanOf(g, result)};}`);
  return { js: value, type: "boolean", stable: true, effects: false };
}

function ternary(g: Emitter, scope: Scope, e: TernaryOp): Code {
  if (isLongChoice(e)) return longChoice(g, scope, e);
  const test = expression(g, scope, e.condition);
  const condition = conditionOf(g, test);
  const then = g.capture(() => expression(g, scope, e.then));
  const otherwise = g.capture(() => expression(g, scope, e.otherwise));
  const type = joinTypes(then.result.type, otherwise.result.type);
  const effects = test.effects || then.result.effects || otherwise.result.effects;
  return choose(g, condition, [then, otherwise], { type, effects });
}

/** A long choice as one block that is left when a condition holds. */
function longChoice(g: Emitter, scope: Scope, e: TernaryOp): Code {
  const { choices, last } = alternativesOf(e);
  const value = g.fresh("t");
  const block = g.fresh("b");
  g.emit(`let ${value}; ${block}: {`);
  for (const { condition, then } of choices) {
    g.emit(`if (${conditionOf(g, expression(g, scope, condition))}) {`);
    g.emit(`${value} = ${expression(g, scope, then).js}; break ${block};}`);
  }
  g.emit(`${value} = ${expression(g, scope, last).js};}`);
  return { js: value, type: "any", stable: true, effects: false };
}

function range(g: Emitter, scope: Scope, e: Range): Code {
  const [begin, end] = g
    .sequence([() => expression(g, scope, e.begin), () => expression(g, scope, e.limit)])
    .map((part) => (e.step === undefined ? part : g.hold(part))) as [Code, Code];
  const literal = isLiteral(e);
  const rest = `${literal},${e.start}`;
  if (e.step === undefined) return code(`${g.helper("makeRange")}(rt,${begin.js},${end.js},${rest})`, "any", true);
  const stepPart = e.step;
  const step = g.capture(() => expression(g, scope, stepPart));
  const ends = `${g.helper("areRangeEnds")}(rt,${begin.js},${end.js},${e.start})`;
  const made = `${g.helper("makeSteppedRange")}(rt,${begin.js},${step.result.js},${end.js},${rest})`;
  // The step is not evaluated when the ends cannot make a range.
  if (step.lines.length === 0) return code(`(${ends} ? ${made} : undefined)`, "any", true);
  const value = g.fresh("t");
  g.emit(`let ${value}; if (${ends}) {`);
  g.append(step.lines);
  g.emit(`${value} = ${made};}`);
  return { js: value, type: "any", stable: true, effects: false };
}

function functionLiteral(g: Emitter, scope: Scope, e: FunctionLiteral): Code {
  return code(generateLiteral(g, scope, e), "any", false);
}

function letExpression(g: Emitter, scope: Scope, e: Let): Code {
  const { inner, restore } = bindLet(g, scope, e.bindings, e.start);
  const value = expression(g, inner, e.body);
  if (restore.length === 0) return value;
  const held = g.hold(value);
  g.append(restore);
  return held;
}

/** Emits the check of an assertion. A failure leaves generated code: the walker repeats the run and prints it. */
export function checkAssert(g: Emitter, scope: Scope, e: Pick<Assert, "args" | "start">): void {
  const parameters = ["condition", "message"].map((name) => ({ name, fallback: undefined, start: 0, end: 0 }));
  const match = matchStatically(parameters, e.args, true);
  const [conditionSlot] = match.slots;
  const captured = e.args.map((argument) => g.capture(() => expression(g, scope, argument.value)));
  let condition: Code = undefinedCode;
  captured.forEach(({ lines, result }, i) => {
    g.append(lines);
    if (i === conditionSlot) condition = captured.slice(i + 1).some(isNoticed) ? g.hold(result) : result;
    else if (result.effects) g.emit(`${result.js};`);
  });
  for (const { code: diagnostic, message } of match.warnings)
    g.emit(`${g.helper("warn")}(${encodeString(diagnostic)},${encodeString(message)},${e.start});`);
  g.emit(`if (!${conditionOf(g, condition)}) ${g.helper("abort")}();`);
}

function isNoticed({ lines, result }: { lines: readonly Line[]; result: Code }): boolean {
  return lines.length > 0 || result.effects;
}

/** Emits the line that `echo` prints. */
export function printEcho(g: Emitter, scope: Scope, e: Pick<Echo, "args" | "start">): void {
  const values = g.sequence(e.args.map((argument) => () => expression(g, scope, argument.value)));
  const names = g.unit.constant(e.args.map(({ name }) => name));
  g.emit(`${g.helper("echo")}(${names},[${values.map(({ js }) => js).join()}]);`);
}
