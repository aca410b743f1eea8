// Finds the node marked with `!`, which becomes the only one (spec/language.md §0.1 step 8). A step of run().
import { changed, makeGroup } from "../csg/build.ts";
import { BACKGROUND, type CsgNode, type GroupNode, HIGHLIGHT, ROOT } from "../csg/nodes.ts";
import type { Context } from "../shared/context.ts";

/** What is left of a modifier word once its node is the root: the root's own marks have no effect. */
const OWN_MARKS = ROOT | HIGHLIGHT | BACKGROUND;

/**
 * The root to realize: the file's, or one that holds the first marked node in pre-order; of a lazy-union list, its
 * children. Warns when another statement made a marked node too. OpenSCAD names the last of these that it sees, and
 * leaves the rest of a node's children unseen after one of them: of marked siblings, the second is named.
 */
export function chooseRoot(ctx: Context, file: GroupNode): GroupNode {
  let chosen: CsgNode | undefined;
  let another: CsgNode | undefined;
  const stack: { children: readonly CsgNode[]; next: number }[] = [{ children: file.children, next: 0 }];
  for (let level = stack.at(-1); level !== undefined; level = stack.at(-1)) {
    const node = level.children[level.next++];
    const isMarked = node !== undefined && (node.modifiers & ROOT) !== 0;
    if (isMarked && chosen !== undefined && chosen.position !== node.position) another = node;
    if (node === undefined || another === node) {
      stack.pop();
      continue;
    }
    if (isMarked) chosen ??= node;
    if (node.children.length > 0) stack.push({ children: node.children, next: 0 });
  }
  if (chosen === undefined) return file;
  if (another !== undefined) {
    const message = "More than one Root Modifier (!)";
    ctx.report.push({ severity: "warning", code: "root-modifier", message, position: another.position });
  }
  const children =
    chosen.kind === "list" ? chosen.children : [changed(chosen, { modifiers: chosen.modifiers & ~OWN_MARKS })];
  return makeGroup("root", { modifiers: 0, position: file.position }, children);
}
