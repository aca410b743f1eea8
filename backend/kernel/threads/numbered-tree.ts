// Trees on their way to another thread: a list of plain objects, in which children are numbers.
import { changed } from "../../csg/build.ts";
import type { CsgNode } from "../../csg/nodes.ts";
import type { NumberedNode } from "./messages.ts";

export class NumberedTree {
  readonly nodes: NumberedNode[] = [];
  /** By number, the node itself. */
  readonly originals: CsgNode[] = [];
  readonly #numbers = new Map<CsgNode, number>();

  /** The number of a node, which comes in with all below it. Iterative: a tree may be deeper than the stack. */
  add(root: CsgNode): number {
    const numbers = this.#numbers;
    const stack: CsgNode[] = [root];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      if (!numbers.has(top)) {
        const depth = stack.length;
        for (const child of top.children) if (!numbers.has(child)) stack.push(child);
        if (stack.length > depth) continue;
        numbers.set(top, this.nodes.length);
        const children = top.children.map((child) => numbers.get(child) as number);
        this.nodes.push({ ...changed(top, {}), children } as NumberedNode);
        this.originals.push(top);
      }
      stack.pop();
    }
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
