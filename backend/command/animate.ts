// `--animate` and `--animate_sharding`: which frames a command makes, and their file names (spec/cli.md §1.17).
import type { CommandOptions } from "./options.ts";

/** `time` is the program's `$t`. */
export interface Frame {
  readonly number: number;
  readonly time: number;
}

/** The frames of the shard in order; without an animation there is none. */
export function* framesOf({ animate, shard }: Pick<CommandOptions, "animate" | "shard">): Generator<Frame> {
  const begin = Math.floor(((shard.index - 1) * animate) / shard.count);
  const end = Math.floor((shard.index * animate) / shard.count);
  for (let number = begin; number < end; number++) yield { number, time: number * (1 / animate) };
}

/**
 * `dir/fr.stl` → `dir/fr00000.stl`. OpenSCAD loses the number where the name has two dots (`a.b.csg` → `a.csg`); so do we
 * if `strict`.
 */
export function frameName(output: string, frame: number, strict = false): string {
  const name = output.lastIndexOf("/") + 1;
  const dot = output.lastIndexOf(".");
  const stem = dot < name ? output : output.slice(0, dot);
  const suffix = dot < name ? "" : output.slice(dot);
  const numbered = `${stem}${String(frame).padStart(5, "0")}`;
  const lost = numbered.lastIndexOf(".");
  return (strict && lost >= name ? numbered.slice(0, lost) : numbered) + suffix;
}
