// Whether OpenSCAD's own text of a tree says all of it: then printing and parsing again gives the same print.
import type { Element, Expression, Scope } from "../../../backend/ast/nodes.ts";

/** The kinds whose text is not enclosed: as an operand it would swallow what follows (`(let(a=1) a) + 1`). */
const open = new Set(["FunctionLiteral", "Let", "Assert", "Echo"]);

/** Whether OpenSCAD's own text of a tree says all of it: it has no parentheses around some operands that need them. */
export function isFaithful(node: unknown): boolean {
  if (typeof node !== "object" || node === null) return true;
  if (Array.isArray(node)) return node.every(isFaithful);
  if ("instantiations" in node && isLoneAssignment(node as Scope)) return false;
  const operands = operandsOf(node as Element);
  if (operands.some((operand) => open.has(operand.kind))) return false;
  return Object.values(node).every(isFaithful);
}

/** A block with nothing but one assignment is printed without braces. (A file is one too, and prints well.) */
function isLoneAssignment({ assignments, instantiations, modules, functions }: Scope): boolean {
  return assignments.length === 1 && instantiations.length + modules.length + functions.length === 0;
}

function operandsOf(e: Element): readonly Expression[] {
  switch (e.kind) {
    case "UnaryOp":
      return [e.operand];
    case "BinaryOp":
      return isNegative(e.left) && e.operator === "^" ? [openOperand] : [e.left, e.right];
    case "TernaryOp":
      return [e.condition];
    case "MemberLookup":
      return [isUnary(e.object) || isNumber(e.object) ? openOperand : e.object];
    case "ArrayLookup":
      return [isUnary(e.array) ? openOperand : e.array];
    default:
      return [];
  }
}

const openOperand: Expression = { kind: "Echo", start: 0, end: 0, args: [], body: undefined };
const isNumber = (e: Expression) => e.kind === "Literal" && typeof e.value === "number";
const isNegative = (e: Expression) =>
  isUnary(e) || (e.kind === "Literal" && typeof e.value === "number" && e.value < 0);
const isUnary = (e: Expression) => e.kind === "UnaryOp" || (e.kind === "Literal" && Number(e.value) < 0);
