// Times the parser: bun tests/bench/parse.ts FILE [rounds]. Prints the first (cold) and the median of the other rounds.
import { readFileSync } from "node:fs";
import { parse } from "../../backend/ast/parse.ts";
import { defaultLanguageOptions } from "../../backend/shared/context.ts";
import { DiskWorld } from "../../backend/shared/disk-world.ts";
import { commandLineLimits, Deadline } from "../../backend/shared/limits.ts";
import { Reporter } from "../../backend/shared/reporter.ts";
import { SourceMap } from "../../backend/shared/source.ts";
import { Timer } from "../../backend/shared/timing.ts";

const [path, rounds = "20"] = process.argv.slice(2);
if (path === undefined) throw new Error("usage: bun tests/bench/parse.ts FILE [rounds]");
const bytes = readFileSync(path);
const world = new DiskWorld({ input: path, bytes, workingDirectory: process.cwd(), libraryPaths: [] });
const times: number[] = [];
for (let round = 0; round < Number(rounds); round++) {
  const sources = new SourceMap();
  const report = new Reporter({
    print: { sources, documentRoot: world.documentRoot, workingDirectory: world.workingDirectory },
    listen: (_, line) => console.log(line),
  });
  const ctx = {
    world,
    sources,
    report,
    limits: commandLineLimits,
    deadline: new Deadline(Number.POSITIVE_INFINITY),
    timer: new Timer(false),
    options: defaultLanguageOptions,
  };
  const start = performance.now();
  const file = parse(ctx, world.main.path, bytes);
  times.push(performance.now() - start);
  if (round === 0)
    console.log(
      `${file.body.functions.length} functions, ${file.body.modules.length} modules, ${sources.size} characters, failed: ${file.failed}`,
    );
}
const [cold = 0, ...warm] = times;
const median = warm.sort((a, b) => a - b)[warm.length >> 1] ?? 0;
console.log(
  `cold ${cold.toFixed(1)} ms, median of ${warm.length} more ${median.toFixed(1)} ms, best ${(warm[0] ?? 0).toFixed(1)} ms`,
);
