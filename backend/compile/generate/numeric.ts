// Loops over numbers: functions that call themselves in tail position get a second body in which some parameters are known
// to be numbers, and some to be vectors, so that its arithmetic is JavaScript's own. A round takes that body when they are.
import type { Argument, BinaryOperator, Element, Expression, FunctionDefinition } from "../../ast/nodes.ts";
import { findTailNames } from "../../ast/tail-names.ts";
import { isDynamic } from "../arguments.ts";
import { LocalScope, type Scope, type Variable, walkExpression } from "./scopes.ts";

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

/** How long the text of a body may be that is short. */
const SHORT_TEXT = 80;

/** Whether the body of a function or of a loop is short. */
export function isShort({ start, end }: Pick<Element, "start" | "end">): boolean {
  return end - start <= SHORT_TEXT;
}

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

/** A number, and whether it is a whole one (see `Code.whole`). */
interface NumberKind {
  readonly whole: boolean;
}

/**
 * The variables of a C-style `for` that are numbers in every round: they begin as one, and what updates them makes numbers of
 * numbers.
 */
export function carriedNumbers(first: LocalScope, update: readonly Argument[]): ReadonlyMap<string, NumberKind> {
  const numbers = new Map<string, NumberKind>();
  for (const { name } of update) {
    const initial = name === undefined || isDynamic(name) ? undefined : first.variables.get(name);
    if (name === undefined || initial === undefined || numberOf(initial) === undefined) continue;
    // A name that is updated twice is updated once, with a warning.
    numbers.set(name, { whole: initial.whole === true });
  }
  // What one of them is may depend on the others: until nothing changes.
  for (let changed = true; changed; ) {
    changed = false;
    for (const { name, value } of update) {
      const before = name === undefined ? undefined : numbers.get(name);
      if (name === undefined || before === undefined) continue;
      const after = kindOf(value, numbers, first);
      if (after !== undefined && (after.whole || !before.whole)) continue;
      changed = true;
      if (after === undefined) numbers.delete(name);
      else numbers.set(name, after);
    }
  }
  return numbers;
}

function numberOf({ type, state, maybe, whole }: Variable): NumberKind | undefined {
  return type === "number" && state === "set" && !maybe ? { whole: whole === true } : undefined;
}

/** Undefined for what may be no number. */
function kindOf(e: Expression, numbers: ReadonlyMap<string, NumberKind>, scope: LocalScope): NumberKind | undefined {
  switch (e.kind) {
    case "Literal":
      return typeof e.value === "number" ? { whole: Number.isInteger(e.value) } : undefined;
    case "Lookup": {
      const own = numbers.get(e.name);
      if (own !== undefined || isDynamic(e.name)) return own;
      for (let at: Scope = scope; at instanceof LocalScope; at = at.parent) {
        const variable = at.variables.get(e.name);
        if (variable !== undefined) return numberOf(variable);
      }
      return undefined;
    }
    case "UnaryOp":
      return e.operator === "-" ? kindOf(e.operand, numbers, scope) : undefined;
    case "BinaryOp": {
      if (!"+-*/%".includes(e.operator)) return undefined;
      const left = kindOf(e.left, numbers, scope);
      const right = left && kindOf(e.right, numbers, scope);
      return right && { whole: left.whole && right.whole && e.operator !== "/" };
    }
    default:
      return undefined;
  }
}
