// Whole commands in fresh processes. The order alternates from round to round, so that a slow moment of the machine hits
// all of them.
import path from "node:path";
import type { Contestant } from "./contestants.ts";
import { measureCommand, type Sample } from "./measure.ts";
import type { Prepared } from "./programs.ts";
import { median } from "./statistics.ts";

export interface RaceOptions {
  readonly rounds: number;
  /** Of one run, in milliseconds. */
  readonly longest: number;
}

/** A contestant that computes this long in one run, in milliseconds, is measured in two rounds only. */
const slow = 5000;

/** Samples by contestant. None means that it failed or took too long. */
export async function race(
  { program, folder, file }: Prepared,
  contestants: readonly Contestant[],
  { rounds, longest }: RaceOptions,
): Promise<readonly (readonly Sample[])[]> {
  const samples: Sample[][] = contestants.map(() => []);
  const failed = new Set<number>();
  const target = path.join(folder, `out.${program.output}`);
  const run = (at: number): Promise<Sample | undefined> => {
    const { command } = contestants[at] as Contestant;
    return measureCommand([...command, file, "-o", target], { folder, target, milliseconds: longest });
  };
  for (let round = 0; round < rounds; round++) {
    for (let k = 0; k < contestants.length; k++) {
      const at = round % 2 === 0 ? k : contestants.length - 1 - k;
      const known = samples[at] as Sample[];
      if (failed.has(at) || (round > 1 && median(known.map(({ cpu }) => cpu)) > slow)) continue;
      const sample = await run(at);
      if (sample === undefined) failed.add(at);
      else known.push(sample);
    }
  }
  return samples.map((list, at) => (failed.has(at) ? [] : list));
}
