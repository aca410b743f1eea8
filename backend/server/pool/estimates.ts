// What programs are expected to take, from what like ones took: programs that differ only in their numbers and parameters
// count as alike, as those of a customizer or of somebody who edits. Decides who waits behind whom, never what a program may.
import { LRUCache } from "lru-cache";
import type { Task } from "./protocol.ts";

/** `long` programs leave one process free for the others. What nobody knows is taken for short until it was not. */
export type Expectation = "short" | "long";

/** Processor time from which a program counts as long, in milliseconds. */
export const longMilliseconds = 100;
/** A program of more bytes, with its files, is taken for long until it is known. */
const shortBytes = 131_072;
/** Longer programs are alike only when they are equal. */
const comparedLength = 65_536;
const remembered = 4096;

export class Estimates {
  readonly #milliseconds = new LRUCache<number | bigint, number>({ max: remembered });
  /** Tasks are asked about when they come, when they start and when they end. */
  readonly #shapes = new WeakMap<Task, number | bigint>();

  expect(task: Task): Expectation {
    const known = this.#milliseconds.get(this.#shapeOf(task));
    if (known !== undefined) return known > longMilliseconds ? "long" : "short";
    return bytesOf(task) > shortBytes ? "long" : "short";
  }

  /**
   * What a program took of a processor, in milliseconds: half of what is expected from now on, the past is the rest. Of a
   * preview only the last counts: the first one makes everything, those after it what has changed.
   */
  note(task: Task, milliseconds: number): void {
    const shape = this.#shapeOf(task);
    const known = task.kind === "preview" ? milliseconds : (this.#milliseconds.get(shape) ?? milliseconds);
    this.#milliseconds.set(shape, (known + milliseconds) / 2);
  }

  #shapeOf(task: Task): number | bigint {
    const known = this.#shapes.get(task);
    if (known !== undefined) return known;
    const shape = shapeOf(task);
    this.#shapes.set(task, shape);
    return shape;
  }
}

/** Equal for programs that are alike. */
function shapeOf(task: Task): number | bigint {
  const { kind, source, files, archive } = task;
  const text =
    typeof source === "string" && source.length <= comparedLength ? source.replace(/\d[\d.]*/g, "0") : source;
  const format = task.kind === "evaluate" ? task.format : "";
  const rest = `${kind} ${format} ${archive?.bytes.length ?? 0} ${[...files.keys()].join(" ")}`;
  return Bun.hash(rest, Bun.hash(text));
}

function bytesOf({ source, files, archive }: Task): number {
  let sum = source.length + (archive?.bytes.length ?? 0);
  for (const content of files.values()) sum += content.length;
  return sum;
}
