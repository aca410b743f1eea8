// All programs of a folder: in one warm process at first sight and once more, and in one native process each.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Cost, type FreshProcess, WarmProcess } from "./contestants.ts";

export interface SuiteResult {
  readonly programs: number;
  readonly first: Cost;
  readonly second: Cost;
  /** Undefined where no other program is installed. */
  readonly native: Cost | undefined;
  /** Programs of which the other program writes something else. */
  readonly differing: readonly string[];
}

const nothing: Cost = { wall: 0, processor: 0, memory: 0 };

function plus(sum: Cost, { wall, processor, memory }: Cost): Cost {
  return { wall: sum.wall + wall, processor: sum.processor + processor, memory: Math.max(sum.memory, memory) };
}

/** `folder` may end with a pattern: `tests/test_*.scad`. */
export async function runSuite(
  folder: string,
  native: FreshProcess | undefined,
  libraryPaths: readonly string[],
): Promise<SuiteResult> {
  const files = filesOf(folder);
  const warm = await WarmProcess.start();
  let [first, second, other] = [nothing, nothing, nothing];
  const outputs: string[] = [];
  const differing: string[] = [];
  const pass = async (take: (cost: Cost, output: string) => void): Promise<void> => {
    for (const file of files) {
      const answer = await warm.evaluate({ file, text: readFileSync(file, "utf8"), libraryPaths });
      take(answer, answer.output);
    }
  };
  await pass((cost, output) => {
    first = plus(first, cost);
    outputs.push(output);
  });
  if (native !== undefined)
    for (const [i, file] of files.entries()) {
      other = plus(other, await native.run(file));
      if (native.output(file) !== outputs[i]) differing.push(path.basename(file));
    }
  await pass((cost) => {
    second = plus(second, cost);
  });
  warm.stop();
  return { programs: files.length, first, second, native: native && other, differing };
}

function filesOf(folder: string): string[] {
  if (!folder.includes("*")) return filesOf(path.join(folder, "*.scad"));
  const glob = new Bun.Glob(path.basename(folder));
  return readdirSync(path.dirname(folder))
    .filter((name) => glob.match(name))
    .sort()
    .map((name) => path.join(path.dirname(folder), name));
}
