// Which children of a node take part in geometry.
import { BACKGROUND, type CsgNode } from "../../csg/nodes.ts";

/** Those that are not in the background. */
export function liveChildren(node: CsgNode): readonly CsgNode[] {
  const { children } = node;
  for (const { modifiers } of children) {
    if ((modifiers & BACKGROUND) !== 0) return children.filter((child) => (child.modifiers & BACKGROUND) === 0);
  }
  return children;
}
