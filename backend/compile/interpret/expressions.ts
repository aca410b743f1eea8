// Expressions of the tree walk (spec/language.md §3).

import { chainOf, earlyOperand, isLongChain, isRightFirst, type Link } from "../../ast/chain.ts";
import { isLiteral } from "../../ast/literal.ts";
import type { BinaryOp, Expression, FunctionLiteral, Range, TernaryOp } from "../../ast/nodes.ts";
import { checkAssertion } from "../assertion.ts";
import { echoArguments, warnUnknownVariable } from "../messages.ts";
import { elementOf, memberOf } from "../values/access.ts";
import { applyBinary, applyUnary } from "../values/operators.ts";
import { checkRangeBounds, makeRange, makeSteppedRange } from "../values/range.ts";
import { isTruthy, type Value } from "../values/value.ts";
import { bindSequentially } from "./bindings.ts";
import { call, callValue, evaluateArguments } from "./calls.ts";
import { evaluateVector } from "./comprehensions.ts";
import type { Environment } from "./environment.ts";
import { Closure, unbound, type Walker } from "./walker.ts";

export function evaluate(w: Walker, expression: Expression, scope: Environment): Value {
  if ("links" in expression && isLongChain(expression)) return evaluateChain(w, expression, scope);
  switch (expression.kind) {
    case "Literal":
      return expression.value;
    case "Lookup":
      return lookUp(w, expression.name, scope, expression.start);
    case "MemberLookup":
      return memberOf(w.rt, evaluate(w, expression.object, scope), expression.name);
    case "ArrayLookup":
      return elementOf(w.rt, evaluate(w, expression.array, scope), evaluate(w, expression.index, scope));
    case "BinaryOp":
      return evaluateBinary(w, expression, scope);
    case "UnaryOp":
      return applyUnary(w.rt, expression.operator, evaluate(w, expression.operand, scope), expression.start);
    case "TernaryOp":
      return evaluate(w, choose(w, expression, scope), scope);
    case "Vector":
      return evaluateVector(w, expression, scope);
    case "Range":
      return evaluateRange(w, expression, scope);
    case "FunctionCall":
      return call(w, expression, scope);
    case "FunctionLiteral":
      return makeClosure(w, expression, scope);
    case "Let": {
      const inner = bindSequentially(w, expression.bindings, scope, expression.start);
      const value = evaluate(w, expression.body, inner);
      w.pop();
      return value;
    }
    case "Assert":
      checkAssertion(w.rt, evaluateArguments(w, expression.args, scope), expression.args, expression.start);
      return expression.body && evaluate(w, expression.body, scope);
    case "Echo":
      echoArguments(w.rt, evaluateArguments(w, expression.args, scope));
      return expression.body && evaluate(w, expression.body, scope);
    default:
      return expression satisfies never;
  }
}

function lookUp(w: Walker, name: string, scope: Environment, position: number): Value {
  const value = w.find(name, scope);
  if (value !== unbound) return value;
  warnUnknownVariable(w.rt, name, position);
  return undefined;
}

/** The expression that a choice comes down to. */
function choose(w: Walker, choice: TernaryOp, scope: Environment): Expression {
  let at: Expression = choice;
  while (at.kind === "TernaryOp") at = isTruthy(evaluate(w, at.condition, scope)) ? at.then : at.otherwise;
  return at;
}

/** A long chain link by link: right operands that come before left ones on the way down, all else on the way up. */
function evaluateChain(w: Walker, e: Link, scope: Environment): Value {
  const { links, first } = chainOf(e);
  const rights = links.map((link) => {
    const early = earlyOperand(link);
    return early && evaluate(w, early, scope);
  });
  let value = evaluate(w, first, scope);
  for (let i = links.length - 1; i >= 0; i--) {
    const link = links[i] as Link;
    if (link.kind === "MemberLookup") value = memberOf(w.rt, value, link.name);
    else if (link.kind === "ArrayLookup") value = elementOf(w.rt, value, evaluate(w, link.index, scope));
    else if (link.operator === "&&") value = isTruthy(value) && isTruthy(evaluate(w, link.right, scope));
    else if (link.operator === "||") value = isTruthy(value) || isTruthy(evaluate(w, link.right, scope));
    else {
      const right = isRightFirst(link.operator) ? rights[i] : evaluate(w, link.right, scope);
      value = applyBinary(w.rt, link.operator, value, right, link.start);
    }
  }
  return value;
}

/** The right operand is evaluated first, except by `&&`, `||` and the shifts (spec/language.md §3.3). */
function evaluateBinary(w: Walker, { operator, left, right, start }: BinaryOp, scope: Environment): Value {
  switch (operator) {
    case "&&":
      return isTruthy(evaluate(w, left, scope)) && isTruthy(evaluate(w, right, scope));
    case "||":
      return isTruthy(evaluate(w, left, scope)) || isTruthy(evaluate(w, right, scope));
    case "<<":
    case ">>": {
      const a = evaluate(w, left, scope);
      return applyBinary(w.rt, operator, a, evaluate(w, right, scope), start);
    }
    default: {
      const b = evaluate(w, right, scope);
      return applyBinary(w.rt, operator, evaluate(w, left, scope), b, start);
    }
  }
}

/** Begin, end, then step; the step only if the bounds are numbers. */
function evaluateRange(w: Walker, range: Range, scope: Environment): Value {
  const begin = evaluate(w, range.begin, scope);
  const end = evaluate(w, range.limit, scope);
  if (range.step === undefined) return makeRange(w.rt, begin, end, isLiteral(range), range.start);
  if (!checkRangeBounds(w.rt, begin, end, range.start)) return undefined;
  const step = evaluate(w, range.step, scope);
  return makeSteppedRange(w.rt, begin as number, step, end as number, isLiteral(range), range.start);
}

function makeClosure(w: Walker, literal: FunctionLiteral, scope: Environment): Closure {
  const closure: Closure = new Closure(literal, scope, (args, position) => callValue(w, closure, args, position));
  return closure;
}
