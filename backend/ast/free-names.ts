// The names in a function that mean something outside of it: what its value can depend on besides its arguments, as far as
// its text says (spec/language.md §5.1, §5.6).
import type { Argument, Element, Expression, FunctionDefinition } from "./nodes.ts";

export interface FreeNames {
  /** Variables, and callees that may be variables which hold a function. */
  readonly variables: ReadonlySet<string>;
  /** Callees, also those that a local variable may stand for: it does only if it holds a function. */
  readonly callees: ReadonlySet<string>;
  /** Special variables that are read, also those that the function binds itself. */
  readonly specials: ReadonlySet<string>;
}

/** Names that are bound for sure, innermost first. */
interface Bound {
  readonly name: string;
  readonly outer: Bound | undefined;
}

/** Of names: a function with thousands of variables would need their square. */
const MOST_COMPARISONS = 1_000_000;

interface Place {
  readonly node: unknown;
  readonly bound: Bound | undefined;
}

/** Undefined for a text that takes too long to look through. */
export function freeNamesOfFunction({
  parameters,
  body,
}: Pick<FunctionDefinition, "parameters" | "body">): FreeNames | undefined {
  const bound = parameters.reduce<Bound | undefined>((outer, { name }) => ({ name, outer }), undefined);
  // Defaults are evaluated where the function is defined.
  return collect([{ node: body, bound }, ...parameters.map(({ fallback }) => ({ node: fallback, bound: undefined }))]);
}

export function freeNamesOfExpression(node: Expression): FreeNames | undefined {
  return collect([{ node, bound: undefined }]);
}

/** Without recursion: expressions may be long and nested. */
function collect(stack: Place[]): FreeNames | undefined {
  const variables = new Set<string>();
  const callees = new Set<string>();
  const specials = new Set<string>();
  let left = MOST_COMPARISONS;
  const look = (name: string, bound: Bound | undefined): void => {
    if (name.startsWith("$")) {
      specials.add(name);
      return;
    }
    for (let at = bound; at !== undefined && left > 0; at = at.outer, left--) if (at.name === name) return;
    variables.add(name);
  };
  /** Bindings from left to right, each seeing those before it. */
  const bind = (bindings: readonly Argument[], outer: Bound | undefined): Bound | undefined => {
    let bound = outer;
    for (const { name, value } of bindings) {
      stack.push({ node: value, bound });
      if (name !== undefined) bound = { name, outer: bound };
    }
    return bound;
  };
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const { bound } = at;
    const node = at.node as Element | undefined;
    if (typeof node !== "object" || node === null) continue;
    switch (node.kind) {
      case "Lookup":
        look(node.name, bound);
        break;
      case "FunctionCall":
        if (node.callee.kind === "Lookup") callees.add(node.callee.name);
        stack.push({ node: node.callee, bound }, { node: node.args, bound });
        break;
      case "Let":
      case "LcLet":
      case "LcFor":
        stack.push({ node: node.body, bound: bind(node.bindings, bound) });
        break;
      case "LcForC": {
        // What only the update binds has its outer meaning in the first round.
        const inner = bind(node.init, bound);
        for (const part of [node.condition, node.update, node.body]) stack.push({ node: part, bound: inner });
        break;
      }
      case "FunctionLiteral": {
        let inner = bound;
        for (const { name, fallback } of node.parameters) {
          stack.push({ node: fallback, bound });
          inner = { name, outer: inner };
        }
        stack.push({ node: node.body, bound: inner });
        break;
      }
      default:
        for (const value of Object.values(node)) stack.push({ node: value, bound });
    }
  }
  return left > 0 ? { variables, callees, specials } : undefined;
}
