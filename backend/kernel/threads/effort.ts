// How long a tree will probably take to realize, told by counts of facets and kinds of nodes: a guess that decides whether
// another thread is worth its start, and nothing else.
import { segments } from "../../csg/fragments.ts";
import type { CsgNode, Fragments } from "../../csg/nodes.ts";
import { liveChildren } from "./operands.ts";

/** What a tree gives and takes. */
export interface Effort {
  /** Triangles of the result, or corners of a 2D one. */
  readonly size: number;
  /** What the node itself takes, children apart, in milliseconds. */
  readonly milliseconds: number;
}

/** Milliseconds for one triangle that goes into a Boolean, and for one of a hull. */
const PER_TRIANGLE = 0.004;
const PER_HULL_TRIANGLE = 0.002;
/** Of any operation of the library. */
const PER_OPERATION = 0.5;
/** A file or a text, of which nothing is known. */
const UNKNOWN_SIZE = 500;

/** Efforts of the nodes of one tree. */
export class Efforts {
  readonly #known = new Map<CsgNode, Effort>();

  /** Iterative: a tree may be deeper than the stack. */
  of(node: CsgNode): Effort {
    const known = this.#known;
    const stack: CsgNode[] = [node];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      if (!known.has(top)) {
        const depth = stack.length;
        for (const child of liveChildren(top)) if (!known.has(child)) stack.push(child);
        if (stack.length > depth) continue;
        known.set(top, this.#estimate(top));
      }
      stack.pop();
    }
    return known.get(node) as Effort;
  }

  /** Of all nodes below one, each counted once, in milliseconds. */
  total(root: CsgNode): number {
    const seen = new Set<CsgNode>([root]);
    let milliseconds = 0;
    for (const node of seen) {
      milliseconds += this.of(node).milliseconds;
      for (const child of liveChildren(node)) seen.add(child);
    }
    return milliseconds;
  }

  #estimate(node: CsgNode): Effort {
    const operands = liveChildren(node).map((child) => this.#known.get(child) as Effort);
    const size = operands.reduce((sum, operand) => sum + operand.size, 0);
    switch (node.kind) {
      case "hull":
        return { size, milliseconds: PER_OPERATION + PER_HULL_TRIANGLE * size };
      case "minkowski":
        return minkowski(operands, size);
      case "linear_extrude": {
        const turned =
          node.slices ?? (node.twist === 0 ? 1 : (Math.abs(node.twist) * around(10, node.fragments)) / 360);
        return extruded(2 * size * Math.max(1, turned));
      }
      case "rotate_extrude":
        return extruded(2 * size * around(10, node.fragments));
      default:
        if (node.children.length === 0) return { size: sizeOfLeaf(node), milliseconds: 0.01 };
        // Also transforms, colors and the like unite their children.
        return { size, milliseconds: operands.length < 2 ? 0.01 : PER_OPERATION + PER_TRIANGLE * size };
    }
  }
}

/** Most operands are convex; what is not makes one sum for each of its pieces. */
function minkowski(operands: readonly Effort[], size: number): Effort {
  const [first = 0, ...others] = operands.map((operand) => operand.size);
  const copies = others.reduce((product, other) => product * Math.sqrt(other), 1);
  return { size, milliseconds: 4 + 0.004 * size + 0.002 * first * copies };
}

function extruded(size: number): Effort {
  return { size, milliseconds: 0.05 + 0.0005 * size };
}

function around(r: number, fragments: Fragments): number {
  return segments(r, fragments) ?? 3;
}

function sizeOfLeaf(node: CsgNode): number {
  switch (node.kind) {
    case "cube":
      return 12;
    case "sphere":
      return around(node.r, node.fragments) ** 2;
    case "cylinder":
      return 4 * around(Math.max(node.r1, node.r2), node.fragments);
    case "polyhedron":
      return 2 * node.faces.length;
    case "circle":
      return around(node.r, node.fragments);
    case "square":
      return 4;
    case "polygon":
      return node.points.length;
    case "text":
      return 40 * node.text.length;
    default:
      return UNKNOWN_SIZE;
  }
}
