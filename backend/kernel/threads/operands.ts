// Which children of a node take part in geometry.
import { BACKGROUND, type CsgNode } from "../../csg/nodes.ts";

/** Those that are not in the background. */
export function liveChildren({ children }: CsgNode): readonly CsgNode[] {
  return children.some(isBackground) ? children.filter((child) => !isBackground(child)) : children;
}

function isBackground({ modifiers }: CsgNode): boolean {
  return (modifiers & BACKGROUND) !== 0;
}
