// `bun run bench language [PATTERN …] [--rounds N] [--programs FOLDER] [--suite FOLDER] [--command COMMAND] [--json FILE]`:
// the evaluator beside an installed `openscad`. Per program and round, in alternating order: a fresh process of each, one
// warm process of ours evaluating the program once as it was and once with a changed text, and one that remembers results
// of calls, as the service does. `--programs` takes the programs of another folder; `--suite` evaluates all programs of a
// folder in one warm process, twice, beside one native process each. Nothing passes or fails by a time; a program whose
// outputs differ is marked.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { type Cost, FreshProcess, WarmProcess } from "./contestants.ts";
import { type LanguageProgram, languagePrograms } from "./programs.ts";
import { type ProgramRow, printRows, printSuite, summarize } from "./report.ts";
import { runSuite } from "./suite.ts";

const root = path.resolve(import.meta.dir, "../../..");
/** Evaluations of a program in the warm process before the first measured one. */
const warmUps = 12;

const { values, positionals } = parseArgs({
  args: process.argv.slice(2).filter((arg, i) => i > 0 || arg !== "language"),
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "5" },
    programs: { type: "string" },
    suite: { type: "string" },
    command: { type: "string", default: path.join(root, "bin/moicad") },
    json: { type: "string" },
  },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error("--rounds needs a positive number");
const libraryPaths = (process.env.OPENSCADPATH ?? "").split(":").filter((folder) => folder !== "");

const native = Bun.which("openscad");
if (native === null) console.error("no openscad is installed: its columns stay empty");
const scratch = mkdtempSync(path.join(tmpdir(), "moicad-bench-"));
const ours = new FreshProcess(values.command.split(" "), scratch);
const theirs = native === null ? undefined : new FreshProcess([native], scratch);

/** A program and where it is; programs of another folder have the topic and marks of their names there. */
interface Entry extends LanguageProgram {
  readonly file: string;
}

function entries(): Entry[] {
  const wanted = ({ name, topic }: LanguageProgram): boolean =>
    positionals.length === 0 || positionals.some((pattern) => name.includes(pattern) || topic === pattern);
  if (values.programs === undefined) {
    const folder = path.join(import.meta.dir, "../programs");
    return languagePrograms
      .filter(wanted)
      .map((program) => ({ ...program, file: path.join(folder, `${program.name}.scad`) }));
  }
  const folder = path.resolve(values.programs);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".scad"))
    .sort()
    .map((name) => {
      const file = path.join(folder, name);
      const topic = /BOSL2/.test(readFileSync(file, "utf8")) ? "library" : "numeric";
      return { name: name.slice(0, -5), topic, ...marksOf(name), file } as const;
    })
    .filter(wanted);
}

/** What programs of the kinds of spec/evaluator.md, table T1, are meant to reach. */
function marksOf(name: string): Pick<LanguageProgram, "warm" | "cold"> {
  if (/skin|attach/.test(name)) return { warm: 30, cold: 10 };
  if (/empty|parse|hi\./.test(name)) return { warm: undefined, cold: undefined };
  return { warm: 10, cold: /bosl|modtree|strings/.test(name) ? undefined : 10 };
}

async function measure({ file, ...program }: Entry): Promise<ProgramRow> {
  const text = readFileSync(file, "utf8");
  const request = (version: number) => ({
    file,
    text: version === 0 ? text : `${text}\n// ${version}\n`,
    libraryPaths,
  });
  const warm = await WarmProcess.start();
  const remembering = await WarmProcess.start("remember");
  try {
    for (let i = 1; i <= warmUps; i++) await remembering.evaluate(request(-i));
    const first = await warm.evaluate(request(0));
    const again = await warm.evaluate(request(0));
    for (let i = 2; i < warmUps; i++) await warm.evaluate(request(i % 2 === 0 ? 0 : -i));
    const cold: Cost[] = [];
    const rival: Cost[] = [];
    const same: Cost[] = [];
    const changed: Cost[] = [];
    const remembered: Cost[] = [];
    let outputs = [first.output, first.output];
    for (let round = 0; round < rounds; round++) {
      const turns = [
        async () => void cold.push(await ours.run(file)),
        async () => void same.push(await warm.evaluate(request(0))),
        async () => void (theirs && rival.push(await theirs.run(file))),
        async () => void changed.push(await warm.evaluate(request(round + 1))),
        async () => void remembered.push(await remembering.evaluate(request(round + 1))),
      ];
      for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn();
      outputs = [ours.output(file), theirs?.output(file) ?? first.output];
    }
    const agrees = first.status === "done" && outputs.every((output) => output === first.output);
    return { program, agrees, cold, rival, same, changed, remembered, first, again };
  } finally {
    warm.stop();
    remembering.stop();
  }
}

try {
  const all: ProgramRow[] = [];
  for (const entry of entries()) {
    process.stderr.write(`${entry.name} `);
    all.push(await measure(entry));
  }
  const rows = summarize(all);
  process.stderr.write("\n");
  console.log(printRows(rows));
  const suite =
    values.suite === undefined ? undefined : await runSuite(path.resolve(values.suite), theirs, libraryPaths);
  if (suite !== undefined) console.log(printSuite(suite));
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ rows, suite }, null, 2));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
