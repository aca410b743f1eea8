// OpenSCAD's own identity of a node, by which its caches count (spec/geometry.md §5.4): the printed text, so that what
// differs only after the sixth digit is one. Statistics use it; what may be reused is decided by key.ts.
import type { Context } from "../shared/context.ts";
import { sha256 } from "../shared/hash.ts";
import { TextBuffer } from "../shared/text-buffer.ts";
import { NodeText } from "./node-text.ts";
import { BACKGROUND, type CsgNode, HIGHLIGHT } from "./nodes.ts";

/** The identities of the nodes of one tree, each computed once. */
export class NodeIds {
  readonly #out = new TextBuffer(1024);
  readonly #text: NodeText;
  readonly #ids = new Map<CsgNode, string>();
  /** Groups that hold nothing but such groups. */
  readonly #empty = new Set<CsgNode>();

  constructor({ world, options }: Context) {
    this.#text = new NodeText(this.#out, { world, byError: options.features.has("discretization-by-error") });
  }

  /** Equal for nodes that OpenSCAD's caches take for one: 64 hexadecimal digits. Iterative: a tree may be deeper than the stack. */
  of(node: CsgNode): string {
    const ids = this.#ids;
    const stack: CsgNode[] = [node];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      if (!ids.has(top)) {
        const depth = stack.length;
        for (const child of top.children) if (!ids.has(child)) stack.push(child);
        if (stack.length > depth) continue;
        ids.set(top, this.#skip(top) ?? this.#hash(top));
      }
      stack.pop();
    }
    return ids.get(node) as string;
  }

  /** A group of at most one child that is no empty group is left out: its identity is the child's. */
  #skip(node: CsgNode): string | undefined {
    if (node.kind !== "group" && node.kind !== "list") return undefined;
    const full = node.children.filter((child) => !this.#empty.has(child));
    if (full.length === 0) this.#empty.add(node);
    if (full.length !== 1 || node.kind === "list") return undefined;
    return this.#ids.get(full[0] as CsgNode);
  }

  #hash(node: CsgNode): string {
    const out = this.#out.clear();
    if ((node.modifiers & BACKGROUND) !== 0) out.text("%");
    if ((node.modifiers & HIGHLIGHT) !== 0) out.text("#");
    this.#text.write(node);
    if (node.children.length === 0) {
      out.text(";");
    } else {
      out.text("{");
      for (const child of node.children) out.text(this.#ids.get(child) as string);
      out.text("}");
    }
    return sha256(out.finish());
  }
}
