// `bun run bench [PATTERN] [--rounds N] [--rival NAME=COMMAND …]`: wall times of whole commands, each in a fresh process,
// against `openscad` where it is installed and against other commands that take its options. PATTERN is part of a program's
// name or kind. The order alternates from round to round, so that a slow moment of the machine hits all; medians and
// ratios are printed. Nothing here passes or fails by a time.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type BenchProgram, programs } from "./programs.ts";

interface Contestant {
  readonly name: string;
  readonly command: readonly string[];
}

const root = path.resolve(import.meta.dir, "../..");
const longestRun = 120_000;
/** A contestant that needs this long for one run is measured in fewer rounds. */
const slowRun = 5000;

function contestants(others: readonly Contestant[]): Contestant[] {
  const found: Contestant[] = [{ name: "moicad", command: [process.execPath, path.join(root, "backend/cli.ts")] }];
  const openscad = Bun.which("openscad");
  if (openscad !== null) found.push({ name: versionOf(openscad), command: [openscad] });
  return [...found, ...others];
}

function versionOf(openscad: string): string {
  const { stdout, stderr } = Bun.spawnSync([openscad, "--version"]);
  return `${stdout}${stderr}`.trim().replace(/^OpenSCAD version /, "openscad ");
}

/** A folder of its own with the program and the files that it reads. */
function prepare({ name, files }: BenchProgram, folder: string): string {
  const own = path.join(folder, name);
  mkdirSync(own);
  copyFileSync(path.join(import.meta.dir, "programs", `${name}.scad`), path.join(own, `${name}.scad`));
  files?.(own);
  return own;
}

/** Milliseconds of one run, or undefined when it failed or took too long. */
async function measure(
  { command }: Contestant,
  { name, output }: BenchProgram,
  folder: string,
): Promise<number | undefined> {
  const target = path.join(folder, `out.${output}`);
  rmSync(target, { force: true });
  const started = performance.now();
  const child = Bun.spawn([...command, path.join(folder, `${name}.scad`), "-o", target], {
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
    timeout: longestRun,
  });
  const status = await child.exited;
  const milliseconds = performance.now() - started;
  return status === 0 && existsSync(target) ? milliseconds : undefined;
}

function median(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2;
}

/** Times by contestant; an empty list means that it failed. */
async function race(
  program: BenchProgram,
  rivals: readonly Contestant[],
  rounds: number,
  folder: string,
): Promise<number[][]> {
  const times: number[][] = rivals.map(() => []);
  const out = new Set<number>();
  for (let round = 0; round < rounds; round++) {
    for (let k = 0; k < rivals.length; k++) {
      const at = round % 2 === 0 ? k : rivals.length - 1 - k;
      if (out.has(at) || (round > 1 && median(times[at] as number[]) > slowRun)) continue;
      const time = await measure(rivals[at] as Contestant, program, folder);
      if (time === undefined) out.add(at);
      else times[at]?.push(time);
    }
  }
  return times.map((list, at) => (out.has(at) ? [] : list));
}

interface Arguments {
  readonly pattern: string;
  readonly rounds: number;
  readonly others: readonly Contestant[];
}

function readArguments(args: readonly string[]): Arguments {
  let pattern = "";
  let rounds = 5;
  const others: Contestant[] = [];
  for (let i = 0; i < args.length; i++) {
    if (args[i] === "--rounds") rounds = Number(args[++i]);
    else if (args[i] === "--rival") others.push(readRival(args[++i] ?? ""));
    else pattern = args[i] as string;
  }
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error("--rounds needs a positive number");
  return { pattern, rounds, others };
}

function readRival(text: string): Contestant {
  const [, name, command] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || command === undefined) throw new Error("--rival needs NAME=COMMAND");
  return { name, command: command.split(" ") };
}

const { pattern, rounds, others } = readArguments(process.argv.slice(2));
const rivals = contestants(others);
const folder = mkdtempSync(path.join(tmpdir(), "moicad-bench-"));
console.log(`medians of up to ${rounds} runs in fresh processes, milliseconds`);
const columns = ["program", "kind", ...rivals.flatMap(({ name }, at) => (at === 0 ? [name] : [name, "times faster"]))];
console.log(`| ${columns.join(" | ")} |\n|${columns.map(() => "---|").join("")}`);
try {
  for (const program of programs.filter(({ name, kind }) => name.includes(pattern) || kind === pattern)) {
    const times = await race(program, rivals, rounds, prepare(program, folder));
    const medians = times.map((list) => (list.length === 0 ? undefined : median(list)));
    const [ours] = medians;
    const cells = medians.flatMap((value, at) => {
      const time = value === undefined ? "failed" : value.toFixed(0);
      if (at === 0) return [time];
      return [time, ours === undefined || value === undefined ? "–" : (value / ours).toFixed(2)];
    });
    console.log(`| ${[program.name, program.kind, ...cells].join(" | ")} |`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
