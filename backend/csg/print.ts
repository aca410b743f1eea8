// Prints a CSG tree as `.csg` text, a program that evaluates to the same tree (spec/geometry.md §1). The twin of run().
import type { Context } from "../shared/context.ts";
import { LimitError } from "../shared/limits.ts";
import { decodeUtf8 } from "../shared/text.ts";
import { TextBuffer } from "../shared/text-buffer.ts";
import { changed } from "./build.ts";
import { NodeText } from "./node-text.ts";
import { BACKGROUND, type CsgNode, HIGHLIGHT } from "./nodes.ts";

/** A node whose children are being printed. */
interface Frame {
  readonly children: readonly CsgNode[];
  /** Tabs before each child. */
  readonly indent: string;
  /** Modifiers of the lists around: a list has no line, so every line below repeats them. */
  readonly inherited: number;
  /** Printed after the last child. */
  readonly close: string;
  next: number;
}

/** Bytes between two looks at the clock. */
const CHECK_EVERY = 1 << 20;

/** The text of the tree below `root` as a string; see `writeTree`. */
export function printCsg(ctx: Context, root: CsgNode): string {
  return decodeUtf8(writeTree(ctx, root));
}

/**
 * The bytes of the text of the tree below `root`. A root that is not the file's (a node marked with `!`) is printed as the
 * only node, without modifiers. Throws LimitError when the text grows over `outputBytes` or the time is over. Iterative: a
 * tree may be deeper than the stack.
 */
export function writeTree(ctx: Context, root: CsgNode): Uint8Array {
  const out = new TextBuffer();
  const text = new NodeText(out, { world: ctx.world, byError: ctx.options.features.has("discretization-by-error") });
  const allowed = ctx.limits.outputBytes;
  let checked = 0;
  const top = root.kind === "root" || root.kind === "list" ? root.children : [changed(root, { modifiers: 0 })];
  const frames: Frame[] = [{ children: top, indent: "", inherited: 0, close: "", next: 0 }];
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    const node = frame.children[frame.next++];
    if (node === undefined) {
      out.text(frame.close);
      frames.pop();
      continue;
    }
    const { children } = node;
    const { indent, inherited } = frame;
    if (node.kind === "list") {
      frames.push({ children, indent, inherited: inherited | node.modifiers, close: "", next: 0 });
      continue;
    }
    out.text(prefix(node.modifiers | inherited)).text(indent);
    text.write(node);
    if (children.length === 0) {
      out.text(";\n");
    } else {
      out.text(" {\n");
      frames.push({ children, indent: `${indent}\t`, inherited, close: `${indent}}\n`, next: 0 });
    }
    if (out.length > checked + CHECK_EVERY) {
      checked = out.length;
      ctx.deadline.check(node.position);
    }
    if (out.length > allowed) throw new LimitError("outputBytes", allowed, node.position);
  }
  return out.text("\n").finish();
}

/** `%`, `#`, `%#` or nothing: they stand before the indentation. */
function prefix(modifiers: number): string {
  if ((modifiers & (BACKGROUND | HIGHLIGHT)) === 0) return "";
  return ((modifiers & BACKGROUND) === 0 ? "" : "%") + ((modifiers & HIGHLIGHT) === 0 ? "" : "#");
}
