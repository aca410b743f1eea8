// Whether a tree has nodes that only the exact kernel can make.
import type { CsgNode, ImportNode } from "../../csg/nodes.ts";

const solidFiles = /\.(step|stp|iges|igs|brep|brp)$/i;

export function needsSolids(root: CsgNode): boolean {
  const seen = new Set<CsgNode>([root]);
  for (const node of seen) {
    if (node.kind === "fillet" || node.kind === "chamfer") return true;
    if (node.kind === "import" && solidFiles.test(node.file)) return true;
    for (const child of node.children) seen.add(child);
  }
  return false;
}

/** The nodes that read files of exact solids. */
export function importsOfSolids(root: CsgNode): ImportNode[] {
  const seen = new Set<CsgNode>([root]);
  const found: ImportNode[] = [];
  for (const node of seen) {
    if (node.kind === "import" && solidFiles.test(node.file)) found.push(node);
    for (const child of node.children) seen.add(child);
  }
  return found;
}
