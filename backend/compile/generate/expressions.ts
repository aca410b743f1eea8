// Expressions to JavaScript. Operand order is OpenSCAD's: the right operand of most operators is evaluated first
// (spec/language.md §3.3), which matters only when both can be noticed.

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
import { matchStatically } from "./match.ts";
import type { Scope } from "./scopes.ts";

/** The value of an expression. Statements that it needs are emitted before. */
export function expression(g: Emitter, scope: Scope, e: Expression): Code {
  switch (e.kind) {
    case "Literal":
      return literal(g, e.value);
    case "Lookup":
      return lookUp(g, scope, e.name, e.start);
    case "MemberLookup": {
      const object = expression(g, scope, e.object);
      const helper = memberHelpers.get(e.name);
      const rest = helper === undefined ? `,${encodeString(e.name)}` : "";
      return code(`${g.helper(helper ?? "member")}(rt,${object.js}${rest})`, "any", object.effects);
    }
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

function element(g: Emitter, scope: Scope, e: ArrayLookup): Code {
  const [array, index] = g.sequence([() => expression(g, scope, e.array), () => expression(g, scope, e.index)]) as [
    Code,
    Code,
  ];
  return code(`${g.helper("index")}(rt,${array.js},${index.js})`, "any", array.effects || index.effects);
}

function unary(g: Emitter, scope: Scope, e: UnaryOp): Code {
  const operand = expression(g, scope, e.operand);
  if (e.operator === "!") return code(`!${conditionOf(g, operand)}`, "boolean", operand.effects);
  if (e.operator === "-" && operand.type === "number") return code(`(-${operand.js})`, "number", operand.effects);
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
  const leftFirst = operator === "<<" || operator === ">>";
  const [left, right] = leftFirst
    ? (g.sequence([() => expression(g, scope, e.left), () => expression(g, scope, e.right)]) as [Code, Code])
    : rightFirst(g, scope, e);
  const effects = left.effects || right.effects;
  if (operator === "==" || operator === "!=") {
    if (isScalar(left) || isScalar(right))
      return code(`(${left.js} ${operator === "==" ? "===" : "!=="} ${right.js})`, "boolean", effects);
    return code(`${operator === "==" ? "" : "!"}${g.helper("equal")}(${left.js},${right.js})`, "boolean", effects);
  }
  if (left.type === "number" && right.type === "number") {
    switch (operator) {
      case "+":
      case "-":
      case "*":
      case "/":
      case "%":
        return code(`(${left.js} ${operator} ${right.js})`, "number", effects);
      case "<":
      case "<=":
      case ">":
      case ">=":
        return code(`(${left.js} ${operator} ${right.js})`, "boolean", effects);
    }
  }
  const comparison = operator === "<" || operator === "<=" || operator === ">" || operator === ">=";
  const js = `${g.helper(helperNames[operator])}(rt,${left.js},${right.js},${e.start})`;
  return code(js, comparison ? "condition" : "any", true);
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
  const test = expression(g, scope, e.condition);
  const condition = conditionOf(g, test);
  const then = g.capture(() => expression(g, scope, e.then));
  const otherwise = g.capture(() => expression(g, scope, e.otherwise));
  const type = joinTypes(then.result.type, otherwise.result.type);
  if (then.lines.length === 0 && otherwise.lines.length === 0)
    return code(
      `(${condition} ? ${then.result.js} : ${otherwise.result.js})`,
      type,
      test.effects || then.result.effects || otherwise.result.effects,
    );
  const value = g.fresh("t");
  g.emit(`let ${value}; if (${condition}) {`);
  g.append(then.lines);
  g.emit(`${value} = ${then.result.js};} else {`);
  g.append(otherwise.lines);
  g.emit(`${value} = ${otherwise.result.js};}`);
  return { js: value, type, stable: true, effects: false };
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
