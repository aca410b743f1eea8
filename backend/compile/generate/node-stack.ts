// The nodes that are made and not yet held by another: one stack for the whole evaluation. A statement marks the top, its
// children are pushed, and it takes what is above the mark. So a node costs no array that grows while its children come.
import type { Contents } from "../../csg/build.ts";
import { type CsgNode, noChildren } from "../../csg/nodes.ts";

export class NodeStack {
  /** How many nodes there are: a mark is a former value of it. */
  top = 0;
  readonly #nodes: CsgNode[] = [];

  push(node: CsgNode): void {
    this.#nodes[this.top++] = node;
  }

  /** Takes the nodes above a mark. */
  take(mark: number): readonly CsgNode[] {
    const count = this.top - mark;
    this.top = mark;
    if (count === 0) return noChildren;
    if (count === 1) return [this.#nodes[mark] as CsgNode];
    return this.#nodes.slice(mark, mark + count);
  }

  /** Takes the nodes above a mark; the only one without an array. */
  takeContents(mark: number): Contents {
    return this.takeSole(mark) ?? this.take(mark);
  }

  /** Takes the only node above a mark; undefined, and nothing is taken, when there is none or more than one. */
  takeSole(mark: number): CsgNode | undefined {
    if (this.top !== mark + 1) return undefined;
    this.top = mark;
    return this.#nodes[mark];
  }

  /** Moves all nodes to the end of an array. */
  moveTo(out: CsgNode[]): void {
    for (let i = 0; i < this.top; i++) out.push(this.#nodes[i] as CsgNode);
    this.top = 0;
  }

  /** Forgets all nodes: an evaluation that was broken off leaves some. */
  clear(): void {
    this.top = 0;
    this.#nodes.length = 0;
  }
}
