// The same tree with fewer fragments, for a draft that is shown while the real one is computed. Only round things change:
// what the program made of $fn itself stays as it is.
import { changed } from "./build.ts";
import type { CsgNode, Fragments } from "./nodes.ts";

/** Fragments of a full circle at most. */
const DRAFT_FRAGMENTS = 16;

/** Subtrees that would not change are the same objects. Iterative: trees may be deeper than the stack. */
export function coarsen(root: CsgNode, memo: Map<CsgNode, CsgNode> = new Map()): CsgNode {
  const stack = [root];
  for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
    if (!memo.has(node)) {
      const depth = stack.length;
      for (const child of node.children) if (!memo.has(child)) stack.push(child);
      if (stack.length > depth) continue;
      memo.set(node, coarsened(node, memo));
    }
    stack.pop();
  }
  return memo.get(root) as CsgNode;
}

/** When its children have been found. */
function coarsened(node: CsgNode, memo: ReadonlyMap<CsgNode, CsgNode>): CsgNode {
  const children = node.children.map((child) => memo.get(child) as CsgNode);
  const sameChildren = children.every((child, k) => child === node.children[k]);
  const fragments = "fragments" in node ? fewer(node.fragments) : undefined;
  const sameFragments = fragments === undefined || fragments === (node as { fragments?: Fragments }).fragments;
  if (sameChildren && sameFragments) return node;
  // The copy has the fields of the node it is made of.
  return changed(node, { children, ...(fragments && { fragments }) });
}

function fewer(fragments: Fragments): Fragments {
  const { fn, fa } = fragments;
  if (fn > 0) return fn <= DRAFT_FRAGMENTS ? fragments : { ...fragments, fn: DRAFT_FRAGMENTS };
  const least = 360 / DRAFT_FRAGMENTS;
  return fa >= least ? fragments : { ...fragments, fa: least };
}
