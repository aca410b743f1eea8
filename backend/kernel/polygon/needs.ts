// Whether a tree needs Clipper2 at all: loading it takes longer than evaluating a small model.
import type { CsgNode } from "../../csg/nodes.ts";
import { mirrorsPlane } from "./transform.ts";

/**
 * True when realizing the tree probably calls Clipper2: a guess that lets it load in time. It need not when its only 2D objects are squares and circles that meet
 * no others.
 */
export function needsClipper(root: CsgNode): boolean {
  /** Nodes that may give a 2D object, as far as the walk has come. */
  const planar = new Set<CsgNode>();
  const seen = new Set<CsgNode>();
  const stack: CsgNode[] = [root];
  for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
    if (!seen.has(node)) {
      seen.add(node);
      for (const child of node.children) if (!seen.has(child)) stack.push(child);
      continue;
    }
    stack.pop();
    if (planar.has(node)) continue;
    const operands = node.children.filter((child) => planar.has(child)).length;
    if (usesClipper(node, operands > 0 ? node.children.length : 0)) return true;
    if (
      node.children.length === 0 ? node.kind === "square" || node.kind === "circle" : operands > 0 && staysPlanar(node)
    )
      planar.add(node);
  }
  return false;
}

/** `operands`: how many children there are when one may be 2D; empty ones count (spec/geometry.md §6.3). */
function usesClipper(node: CsgNode, operands: number): boolean {
  switch (node.kind) {
    case "polygon":
    case "text":
    case "projection":
    case "offset":
    case "roof":
      return true;
    case "import":
      return /\.(svg|dxf|pdf)$/i.test(node.file);
    case "transform":
      return operands > 1 || (operands === 1 && mirrorsPlane(node.matrix));
    case "hull":
      return false;
    case "fill":
    case "minkowski":
      return operands > 0;
    default:
      return operands > 1;
  }
}

function staysPlanar(node: CsgNode): boolean {
  return node.kind !== "linear_extrude" && node.kind !== "rotate_extrude";
}
