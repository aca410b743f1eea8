// Which parts have solids in common. The library numbers solids as it makes them, and the numbers decide the order of triangles,
// so what is made once and used twice must be made by one thread.
import type { CsgNode } from "../../csg/nodes.ts";
import { visitPostOrder } from "../post-order.ts";
import { liveChildren } from "./operands.ts";

type Dimension = 2 | 3 | undefined;

export class Kinship {
  readonly #keyOf: (node: CsgNode) => string;
  readonly #dimensions = new Map<CsgNode, Dimension>();

  constructor(keyOf: (node: CsgNode) => string) {
    this.#keyOf = keyOf;
  }

  /** By part, the number of its group; a part is told by its nodes. Numbers follow the order of the parts. */
  groupsOf(parts: readonly ReadonlySet<CsgNode>[]): readonly number[] {
    const roots = parts.map((_, at) => at);
    const rootOf = (at: number): number => {
      let root = at;
      while (roots[root] !== root) root = roots[root] as number;
      return root;
    };
    const owners = new Map<string, number>();
    for (const [at, nodes] of parts.entries()) {
      for (const node of nodes) {
        if (!this.#makesSolid(node)) continue;
        const key = this.#keyOf(node);
        const owner = owners.get(key);
        if (owner === undefined) owners.set(key, at);
        else {
          // The earliest stays the root.
          const [a, b] = [rootOf(owner), rootOf(at)];
          roots[Math.max(a, b)] = Math.min(a, b);
        }
      }
    }
    const numbers = new Map<number, number>();
    return parts.map((_, at) => {
      const root = rootOf(at);
      const number = numbers.get(root) ?? numbers.size;
      numbers.set(root, number);
      return number;
    });
  }

  /** Whether a part is probably a solid of the library, and made without files and fonts. */
  isMovable(part: CsgNode, nodes: ReadonlySet<CsgNode>): boolean {
    // A resized solid is looked at late: when that is depends on what is around it.
    if (part.kind === "resize") return false;
    let makesSolid = false;
    for (const node of nodes) {
      if (node.kind === "text" || node.kind === "import" || node.kind === "surface") return false;
      makesSolid ||= this.#makesSolid(node);
    }
    return makesSolid;
  }

  #makesSolid(node: CsgNode): boolean {
    if (node.kind === "import") return true;
    if (node.children.length === 0 || this.#dimensionOf(node) === 2) return false;
    switch (node.kind) {
      case "linear_extrude":
      case "rotate_extrude":
      case "roof":
        return false;
      case "hull":
      case "minkowski":
        return true;
      default:
        return liveChildren(node).length > 1;
    }
  }

  /** Undefined when a file decides. */
  #dimensionOf(root: CsgNode): Dimension {
    const known = this.#dimensions;
    visitPostOrder(root, known, liveChildren, (node, children) => {
      const operands = children.map((child) => known.get(child));
      known.set(node, dimensionAbove(node, operands));
      return true;
    });
    return known.get(root);
  }
}

function dimensionAbove(node: CsgNode, operands: readonly Dimension[]): Dimension {
  switch (node.kind) {
    case "square":
    case "circle":
    case "polygon":
    case "text":
    case "projection":
    case "offset":
      return 2;
    case "cube":
    case "sphere":
    case "cylinder":
    case "polyhedron":
    case "surface":
    case "linear_extrude":
    case "rotate_extrude":
    case "roof":
      return 3;
    case "import":
      return undefined;
    default:
      return operands.every((dimension) => dimension === operands[0]) ? operands[0] : undefined;
  }
}

/** A node and all below it that take part in geometry, each once. */
export function nodesOf(root: CsgNode): Set<CsgNode> {
  const seen = new Set<CsgNode>([root]);
  for (const node of seen) for (const child of liveChildren(node)) seen.add(child);
  return seen;
}
