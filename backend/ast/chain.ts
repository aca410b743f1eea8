// Expressions that are as long as they are deep: `a + b + c + …` nests to the left, `a ? b : c ? d : …` to the right. Whoever
// walks expressions by recursion takes the long ones link by link, so that their length needs no stack.
import type { ArrayLookup, BinaryOp, BinaryOperator, Element, Expression, MemberLookup, TernaryOp } from "./nodes.ts";

/** An expression that begins with another one, its left part. Calls are none: each is an activation anyway. */
export type Link = BinaryOp | ArrayLookup | MemberLookup;

export interface Chain {
  /** From the outermost, which is evaluated last, to the innermost. */
  readonly links: readonly Link[];
  /** The left part of the innermost link. */
  readonly first: Expression;
}

/** Links from which on a chain is long: shorter ones may be walked by recursion. */
const LONG = 32;

export function isLink(e: Element): e is Link {
  return e.kind === "BinaryOp" || e.kind === "ArrayLookup" || e.kind === "MemberLookup";
}

function leftOf(link: Link): Expression {
  switch (link.kind) {
    case "BinaryOp":
      return link.left;
    case "ArrayLookup":
      return link.array;
    case "MemberLookup":
      return link.object;
  }
}

/** The operand of an operator that is evaluated before the left one (spec/language.md §3.3). */
export function earlyOperand(link: Link): Expression | undefined {
  return link.kind === "BinaryOp" && isRightFirst(link.operator) ? link.right : undefined;
}

export function isRightFirst(operator: BinaryOperator): boolean {
  return operator !== "&&" && operator !== "||" && operator !== "<<" && operator !== ">>";
}

export function isLongChain({ links }: Link): boolean {
  return links > LONG;
}

/** The links of a chain that begins with `left` and has one more. */
export function linksUpon(left: Expression): number {
  return isLink(left) ? left.links + 1 : 1;
}

export function chainOf(link: Link): Chain {
  const links: Link[] = [];
  let first: Expression = link;
  while (isLink(first)) {
    links.push(first);
    first = leftOf(first);
  }
  return { links, first };
}

export function isLongChoice(choice: TernaryOp): boolean {
  let at: Expression = choice;
  for (let i = 0; i < LONG; i++) {
    if (at.kind !== "TernaryOp") return false;
    at = at.otherwise;
  }
  return true;
}

/** The alternatives of `a ? b : c ? d : …` in order, and what is left when no condition holds. */
export function alternativesOf(choice: TernaryOp): {
  readonly choices: readonly TernaryOp[];
  readonly last: Expression;
} {
  const choices: TernaryOp[] = [];
  let last: Expression = choice;
  while (last.kind === "TernaryOp") {
    choices.push(last);
    last = last.otherwise;
  }
  return { choices, last };
}
