// Loops over numbers: functions that call themselves in tail position get a second body in which some parameters are known
// to be numbers, and some to be vectors, so that its arithmetic is JavaScript's own. A round takes that body when they are.
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

/** What the second body takes a parameter for. */
export type KnownParameter = "number" | "vector";

/** Whether a function may call itself in tail position. */
export function mayLoop(node: FunctionDefinition): boolean {
  const tailNames = node.tailNames ?? findTailNames(node);
  return tailNames === "value" || tailNames.includes(node.name);
}

/**
 * The parameters of which the second body knows more: operands of arithmetic that are never indexed, looped over or called are
 * numbers, what is indexed or has a length is a vector. None for functions that are no loops, or are long, or make functions,
 * or compute with no parameter.
 */
export function knownParameters(node: FunctionDefinition): ReadonlyMap<string, KnownParameter> {
  const { name, parameters, body } = node;
  const tailNames = node.tailNames ?? findTailNames(node);
  if (tailNames === "value" || !tailNames.includes(name)) return new Map();
  if (parameters.some((parameter) => isDynamic(parameter.name))) return new Map();
  const operands = new Set<string>();
  const vectors = new Set<string>();
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
        note(vectors, e.array);
        return;
      case "MemberLookup":
        note(others, e.object);
        return;
      case "LcFor":
        for (const { value } of e.bindings) note(vectors, value);
        return;
      case "FunctionCall":
        note(others, e.callee);
        if (e.callee.kind === "Lookup" && e.callee.name === "len") note(vectors, e.args[0]?.value);
        return;
      case "FunctionLiteral":
        expressions = Number.POSITIVE_INFINITY;
    }
  });
  if (expressions > MOST_EXPRESSIONS) return new Map();
  const known = new Map<string, KnownParameter>();
  for (const { name: parameter } of parameters) {
    if (others.has(parameter)) continue;
    if (operands.has(parameter) && !vectors.has(parameter)) known.set(parameter, "number");
    else if (vectors.has(parameter) && !operands.has(parameter)) known.set(parameter, "vector");
  }
  return [...known.values()].includes("number") ? known : new Map();
}
