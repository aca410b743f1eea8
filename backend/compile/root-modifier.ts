// Finds the node marked with `!`, which becomes the only one (spec/language.md §0.1 step 8). A step of run().
import { makeGroup } from "../csg/build.ts";
import { BACKGROUND, type CsgNode, type GroupNode, HIGHLIGHT, ROOT } from "../csg/nodes.ts";
import type { Context } from "../shared/context.ts";

/** What is left of a modifier word once its node is the root: the root's own marks have no effect. */
const OWN_MARKS = ROOT | HIGHLIGHT | BACKGROUND;

/**
 * The root to realize: the file's, or one that holds the first marked node in pre-order; of a lazy-union list, its
 * children. Warns when other statements made marked nodes too, at the last of them.
 */
export function chooseRoot(ctx: Context, file: GroupNode): GroupNode {
  let chosen: CsgNode | undefined;
  let another: CsgNode | undefined;
  const stack: CsgNode[] = [file];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if ((node.modifiers & ROOT) !== 0) {
      if (chosen === undefined) chosen = node;
      else if (chosen.position !== node.position) another = node;
    }
    for (let i = node.children.length - 1; i >= 0; i--) stack.push(node.children[i] as CsgNode);
  }
  if (chosen === undefined) return file;
  if (another !== undefined) {
    const message = "More than one Root Modifier (!)";
    ctx.report.push({ severity: "warning", code: "root-modifier", message, position: another.position });
  }
  const children = chosen.kind === "list" ? chosen.children : [{ ...chosen, modifiers: chosen.modifiers & ~OWN_MARKS }];
  return makeGroup("root", { modifiers: 0, position: file.position }, children);
}
