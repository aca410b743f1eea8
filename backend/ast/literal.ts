// Which expressions count as literal (spec/language.md §2.4): customizer parameters and some warnings depend on it.
import type { Element } from "./nodes.ts";

/**
 * True for a number, string, boolean or undef, for vectors and ranges of literal parts, and for a unary operator applied
 * to something literal. Nothing else is: `1 + 1` is not.
 */
export function isLiteral(expression: Element): boolean {
  switch (expression.kind) {
    case "Literal":
      return true;
    case "UnaryOp":
      return isLiteral(expression.operand);
    case "Vector":
      return expression.elements.every(isLiteral);
    case "Range":
      return (
        isLiteral(expression.begin) &&
        isLiteral(expression.limit) &&
        (expression.step === undefined || isLiteral(expression.step))
      );
    default:
      return false;
  }
}
