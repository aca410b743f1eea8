// Whether a tree needs Manifold at all: loading it takes longer than evaluating a small model.
import type { CsgNode } from "../../csg/nodes.ts";
import { visitPostOrder } from "../post-order.ts";

/**
 * True when realizing the tree probably calls Manifold: a guess that lets it load in time. It need not when no two 3D
 * objects ever meet.
 */
export function needsManifold(root: CsgNode): boolean {
  /** How many 3D objects a node may give; lists give several. */
  const counts = new Map<CsgNode, number>();
  const childrenOf = ({ children }: CsgNode) => children;
  return !visitPostOrder(root, counts, childrenOf, (node, children) => {
    let operands = 0;
    for (const child of children) operands += counts.get(child) ?? 0;
    if (usesManifold(node, operands)) return false;
    counts.set(node, objectsOf(node, operands));
    return true;
  });
}

/** `operands`: how many 3D objects the children may give. */
function usesManifold(node: CsgNode, operands: number): boolean {
  switch (node.kind) {
    case "import":
      // These formats can hold several objects, which are united.
      return /\.(3mf|amf)$/i.test(node.file);
    case "hull":
    case "projection":
      return operands > 0;
    case "list":
    case "fill":
    case "offset":
    case "roof":
    case "linear_extrude":
    case "rotate_extrude":
      return false;
    case "difference":
    case "intersection":
      // Empty children count.
      return operands > 0 && node.children.length > 1;
    default:
      return operands > 1;
  }
}

function objectsOf(node: CsgNode, operands: number): number {
  switch (node.kind) {
    case "cube":
    case "sphere":
    case "cylinder":
    case "polyhedron":
    case "surface":
    case "linear_extrude":
    case "rotate_extrude":
    case "roof":
      return 1;
    case "import":
      return /\.(svg|dxf)$/i.test(node.file) ? 0 : 1;
    case "offset":
    case "projection":
      return 0;
    case "list":
      return operands;
    default:
      return Math.min(1, operands);
  }
}
