// Operators by their token, for evaluators that walk the tree. Generated code calls the functions themselves. `&&`, `||`
// and `?:` are not here: they evaluate only what they need.
import type { BinaryOperator, UnaryOperator } from "../../ast/nodes.ts";
import type { Runtime } from "../builtin.ts";
import { add, divide, modulo, multiply, negate, not, raise, subtract } from "./arithmetic.ts";
import { bitAnd, bitNot, bitOr, shiftLeft, shiftRight } from "./bits.ts";
import { equals, notEquals } from "./equality.ts";
import { greater, greaterOrEqual, less, lessOrEqual } from "./order.ts";
import type { Value } from "./value.ts";

/** Applies a unary operator; `position` is that of the expression. */
export function applyUnary(rt: Runtime, operator: UnaryOperator, operand: Value, position: number): Value {
  switch (operator) {
    case "-":
      return negate(rt, operand, position);
    case "!":
      return not(operand);
    case "~":
      return bitNot(rt, operand, position);
  }
}

/** Applies a binary operator to its evaluated operands; `position` is that of the expression. */
export function applyBinary(
  rt: Runtime,
  operator: Exclude<BinaryOperator, "&&" | "||">,
  left: Value,
  right: Value,
  position: number,
): Value {
  switch (operator) {
    case "+":
      return add(rt, left, right, position);
    case "-":
      return subtract(rt, left, right, position);
    case "*":
      return multiply(rt, left, right, position);
    case "/":
      return divide(rt, left, right, position);
    case "%":
      return modulo(rt, left, right, position);
    case "^":
      return raise(rt, left, right, position);
    case "==":
      return equals(rt, left, right);
    case "!=":
      return notEquals(rt, left, right);
    case "<":
      return less(rt, left, right, position);
    case "<=":
      return lessOrEqual(rt, left, right, position);
    case ">":
      return greater(rt, left, right, position);
    case ">=":
      return greaterOrEqual(rt, left, right, position);
    case "&":
      return bitAnd(rt, left, right, position);
    case "|":
      return bitOr(rt, left, right, position);
    case "<<":
      return shiftLeft(rt, left, right, position);
    case ">>":
      return shiftRight(rt, left, right, position);
  }
}
