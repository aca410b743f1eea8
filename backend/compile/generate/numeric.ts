// Loops over numbers: a function that calls itself in tail position gets a second body in which some parameters are known
// to be numbers, so that its arithmetic is JavaScript's own. A round takes that body when they are.
import type { BinaryOperator, Element, FunctionDefinition } from "../../ast/nodes.ts";
import { findTailNames } from "../../ast/tail-names.ts";
import { isDynamic } from "../arguments.ts";
import { walkExpression } from "./scopes.ts";

/** Expressions that a body may have to be written twice. */
const MOST_EXPRESSIONS = 120;

const arithmetic: ReadonlySet<BinaryOperator> = new Set<BinaryOperator>([
  "+",
  "-",
  "*",
  "/",
  "%",
  "<",
  "<=",
  ">",
  ">=",
]);

/**
 * The parameters that the second body takes for numbers: operands of arithmetic that are never indexed, looped over or
 * called. None for functions that are no loops, or are long, or make functions.
 */
export function numericParameters(node: FunctionDefinition): ReadonlySet<string> {
  const { name, parameters, body } = node;
  const tailNames = node.tailNames ?? findTailNames(node);
  if (tailNames === "value" || !tailNames.includes(name)) return new Set();
  if (parameters.some((parameter) => isDynamic(parameter.name))) return new Set();
  const operands = new Set<string>();
  const others = new Set<string>();
  let expressions = 0;
  const note = (names: Set<string>, e: Element | undefined): void => {
    if (e?.kind === "Lookup") names.add(e.name);
  };
  walkExpression(body, (e) => {
    expressions++;
    switch (e.kind) {
      case "BinaryOp":
        if (!arithmetic.has(e.operator)) return;
        note(operands, e.left);
        note(operands, e.right);
        return;
      case "ArrayLookup":
        note(others, e.array);
        return;
      case "MemberLookup":
        note(others, e.object);
        return;
      case "LcFor":
        for (const { value } of e.bindings) note(others, value);
        return;
      case "FunctionCall":
        note(others, e.callee);
        if (e.callee.kind === "Lookup" && e.callee.name === "len") note(others, e.args[0]?.value);
        return;
      case "FunctionLiteral":
        expressions = Number.POSITIVE_INFINITY;
    }
  });
  if (expressions > MOST_EXPRESSIONS) return new Set();
  const names = parameters.map((parameter) => parameter.name);
  return new Set(names.filter((parameter) => operands.has(parameter) && !others.has(parameter)));
}
