// How long a tree will probably take to realize, told by counts of facets and kinds of nodes: a guess that decides whether
// another thread is worth its start, and nothing else.
import { segments } from "../../csg/fragments.ts";
import type { CsgNode, Fragments } from "../../csg/nodes.ts";
import { visitPostOrder } from "../post-order.ts";
import { liveChildren } from "./operands.ts";

/** What a tree gives and takes. */
export interface Effort {
  /** Triangles of the result, or corners of a 2D one. */
  readonly size: number;
  /** What the node itself takes, children apart, in milliseconds. */
  readonly milliseconds: number;
  /** Certainly. */
  readonly convex: boolean;
}

/** Milliseconds for one triangle that goes into a Boolean, and for one of a hull. */
const PER_TRIANGLE = 0.004;
const PER_HULL_TRIANGLE = 0.003;
/** Of any operation of the library. */
const PER_OPERATION = 1;
/** A file or a text, of which nothing is known. */
const UNKNOWN_SIZE = 500;

/** Efforts of the nodes of one tree. */
export class Efforts {
  readonly #known = new Map<CsgNode, Effort>();

  /** Of a whole tree, in milliseconds; undefined when it has more than `mostNodes`. */
  static ofTree(
    root: CsgNode,
    mostNodes: number,
  ): { readonly efforts: Efforts; readonly milliseconds: number } | undefined {
    const efforts = new Efforts();
    if (!efforts.#add(root, mostNodes)) return undefined;
    return { efforts, milliseconds: efforts.of(efforts.#known.keys()) };
  }

  /** False when there are too many nodes. */
  #add(root: CsgNode, mostNodes: number): boolean {
    const known = this.#known;
    return visitPostOrder(root, known, liveChildren, (node, children) => {
      if (known.size >= mostNodes) return false;
      known.set(node, this.#estimate(node, children));
      return true;
    });
  }

  /** Of some nodes, in milliseconds. */
  of(nodes: Iterable<CsgNode>): number {
    let milliseconds = 0;
    for (const node of nodes) milliseconds += (this.#known.get(node) as Effort).milliseconds;
    return milliseconds;
  }

  #estimate(node: CsgNode, children: readonly CsgNode[]): Effort {
    const operands = children.map((child) => this.#known.get(child) as Effort);
    const size = operands.reduce((sum, operand) => sum + operand.size, 0);
    const convex = operands.length === 1 && operands[0]?.convex === true;
    switch (node.kind) {
      case "hull":
        return { size, milliseconds: PER_OPERATION + PER_HULL_TRIANGLE * size, convex: true };
      case "minkowski":
        return minkowski(operands, size);
      case "linear_extrude": {
        const turns = Math.abs(node.twist) / 360;
        const slices = node.slices ?? Math.max(1, turns * around(10, node.fragments));
        return extruded(2 * size * slices, convex && turns === 0);
      }
      case "rotate_extrude":
        return extruded(2 * size * around(10, node.fragments), false);
      default:
        if (node.children.length === 0) return { size: sizeOfLeaf(node), milliseconds: 0.01, convex: isConvex(node) };
        // Also transforms, colors and the like unite their children.
        return { size, milliseconds: operands.length < 2 ? 0.01 : PER_OPERATION + PER_TRIANGLE * size, convex };
    }
  }
}

/** What is not convex is cut into pieces, which make one sum each. */
function minkowski(operands: readonly Effort[], size: number): Effort {
  const [first = 0, ...others] = operands.map((operand) => operand.size);
  const copies = others.reduce((product, other) => product * Math.sqrt(other), 1);
  const sum = 12 + 0.008 * size + 0.001 * Math.min(first, 1000) * copies;
  const pieces = operands.reduce(
    (product, operand) => product * (operand.convex ? 1 : Math.max(1, operand.size / 8)),
    1,
  );
  return { size, milliseconds: sum * Math.min(pieces, 100), convex: pieces === 1 };
}

function isConvex({ kind }: CsgNode): boolean {
  return kind === "cube" || kind === "sphere" || kind === "cylinder" || kind === "square" || kind === "circle";
}

function extruded(size: number, convex: boolean): Effort {
  return { size, milliseconds: 0.05 + 0.0005 * size, convex };
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
