// Groups that stand for a single child. OpenSCAD's caches take such a group for the child itself (spec/geometry.md §5.4):
// once the child is known, every further group around it gives the child's own geometry, also where empty groups beside it
// would have sent a 2D object through the grid of the Booleans.
import { BACKGROUND, type CsgNode } from "../csg/nodes.ts";

/** What groups of one tree stand for, each found once. */
export class GroupChains {
  /** By group: what it stands for, itself if that is nothing else; null for a group of nothing but such groups. */
  readonly #ends = new Map<CsgNode, CsgNode | null>();

  /**
   * The node whose geometry a group takes over: below it at the end of a chain of two or more groups with one child each, not
   * counting empty groups. Undefined for any other node.
   */
  endOf(node: CsgNode): CsgNode | undefined {
    if (node.kind !== "group") return undefined;
    const end = this.#find(node);
    return end === null || end === node || node.children.includes(end) ? undefined : end;
  }

  /** Iterative: groups may be nested deeper than the stack. */
  #find(node: CsgNode): CsgNode | null {
    const ends = this.#ends;
    const stack: CsgNode[] = [node];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      if (!ends.has(top)) {
        const depth = stack.length;
        if (top.kind === "group") for (const child of top.children) if (!ends.has(child)) stack.push(child);
        if (stack.length > depth) continue;
        ends.set(top, this.#endAbove(top));
      }
      stack.pop();
    }
    return ends.get(node) as CsgNode | null;
  }

  /** When all children have been found. */
  #endAbove(node: CsgNode): CsgNode | null {
    if (node.kind !== "group") return node;
    const full = node.children.filter((child) => this.#ends.get(child) !== null);
    const [sole, ...others] = full;
    if (sole === undefined) return null;
    if (others.length > 0 || (sole.modifiers & BACKGROUND) !== 0) return node;
    return this.#ends.get(sole) as CsgNode;
  }
}
