// Trees on their way to another thread: a list of plain objects, in which children are numbers.
import { changed } from "../../csg/build.ts";
import type { CsgNode } from "../../csg/nodes.ts";
import { visitPostOrder } from "../post-order.ts";
import type { NumberedNode } from "./messages.ts";

export class NumberedTree {
  readonly nodes: NumberedNode[] = [];
  /** By number, the node itself. */
  readonly originals: CsgNode[] = [];
  readonly #numbers = new Map<CsgNode, number>();

  /** The number of a node, which comes in with all below it. */
  add(root: CsgNode): number {
    const numbers = this.#numbers;
    const childrenOf = ({ children }: CsgNode) => children;
    visitPostOrder(root, numbers, childrenOf, (node) => {
      numbers.set(node, this.nodes.length);
      const children = node.children.map((child) => numbers.get(child) as number);
      this.nodes.push({ ...changed(node, {}), children } as NumberedNode);
      this.originals.push(node);
      return true;
    });
    return numbers.get(root) as number;
  }
}

/** The nodes again, by number. */
export function unnumbered(nodes: readonly NumberedNode[]): readonly CsgNode[] {
  const made: CsgNode[] = [];
  for (const node of nodes) {
    made.push({ ...node, children: node.children.map((child) => made[child] as CsgNode) } as CsgNode);
  }
  return made;
}
