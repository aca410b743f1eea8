// Exact solids beside meshes: `bun tests/bench/solids.ts` writes the models of solids/ as STEP and as binary STL, each in a
// process of its own, and prints times and sizes. `--shapes DIR [PATTERN]` exports instead every solid of a conformance corpus, or
// those with such names, and counts how exact its nodes are. SOLIDS_TIMEOUT: milliseconds for each.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ExactReport } from "../../backend/kernel/occt/report.ts";

const root = path.resolve(import.meta.dir, "../..");
const folder = mkdtempSync(path.join(tmpdir(), "solids-"));
/** A model that takes longer is counted as unfinished, in milliseconds. */
const patience = Number(process.env.SOLIDS_TIMEOUT ?? 300_000);

interface Made {
  readonly status: number;
  readonly milliseconds: number;
  /** Of processor time. */
  readonly processor: number;
  readonly bytes: number;
  readonly report: ExactReport | undefined;
  readonly log: string;
}

async function make(file: string, format: string, args: readonly string[], cwd = root): Promise<Made> {
  const output = path.join(folder, `out.${format}`);
  const summary = path.join(folder, "summary.json");
  for (const old of [output, summary]) rmSync(old, { force: true });
  const started = performance.now();
  const child = Bun.spawn(
    [process.execPath, path.join(root, "backend/cli.ts"), file, "-o", output, "--summary-file", summary, ...args],
    { cwd, stdout: "ignore", stderr: "pipe" },
  );
  const timer = setTimeout(() => child.kill(9), patience);
  const log = await new Response(child.stderr).text();
  const status = await child.exited;
  clearTimeout(timer);
  const report = existsSync(summary)
    ? (JSON.parse(readFileSync(summary, "utf8")) as { brep?: ExactReport } | null)?.brep
    : undefined;
  return {
    status,
    milliseconds: performance.now() - started,
    processor: Number(child.resourceUsage()?.cpuTime.total ?? 0) / 1000,
    bytes: existsSync(output) ? statSync(output).size : 0,
    report,
    log,
  };
}

async function compare(): Promise<void> {
  console.log("| model | STEP, ms (processor) | kB | faces | exact / faceted / mesh | mesh, ms (processor) | kB |");
  console.log("|---|---|---|---|---|---|---|");
  const models = path.join(import.meta.dir, "solids");
  for (const name of readdirSync(models).sort()) {
    const file = path.join(models, name);
    const step = await make(file, "step", ["--enable=brep"]);
    const mesh = await make(file, "stl", ["--export-format=binstl"]);
    const time = ({ milliseconds, processor }: Made): string => `${milliseconds.toFixed(0)} (${processor.toFixed(0)})`;
    const { exact, faceted, mesh: facets } = step.report?.counts ?? { exact: 0, faceted: 0, mesh: 0 };
    const cells = [
      name.replace(".scad", ""),
      time(step),
      (step.bytes / 1000).toFixed(0),
      step.report?.gate.faces ?? step.log.trim(),
      `${exact} / ${faceted} / ${facets}`,
      time(mesh),
      (mesh.bytes / 1000).toFixed(0),
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}

interface Case {
  readonly id: string;
  readonly category: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly format?: string;
}

async function survey(corpus: string, pattern: RegExp): Promise<void> {
  const all = JSON.parse(readFileSync(path.join(corpus, "cases.json"), "utf8")) as readonly Case[];
  const suite = path.join(corpus, "suite");
  const counts = { exact: 0, faceted: 0, mesh: 0 };
  const ends = new Map<string, string[]>();
  const reasons = new Map<string, number>();
  const times: { id: string; processor: number; bytes: number }[] = [];
  const note = (end: string, id: string): void => void ends.set(end, [...(ends.get(end) ?? []), id]);
  const solids = all.filter(({ category, format }) => category === "shape" && format === "off");
  for (const { id, file, args } of solids.filter(({ id }) => pattern.test(id))) {
    const { status, report, log, processor, bytes } = await make(path.join(suite, file), "step", args, suite);
    times.push({ id, processor, bytes });
    const told = report && { counts: report.counts, faces: report.gate.faces, healed: report.gate.healed };
    const end = told === undefined ? log.trim().split("\n").at(-1) : JSON.stringify(told);
    console.error(`${id}\t${(processor / 1000).toFixed(1)} s\t${bytes} B\t${status}\t${end}`);
    if (report === undefined) {
      const why =
        status === 137 ? "not finished" : (/^(Current top level.*|ERROR: .*)$/m.exec(log)?.[0] ?? `status ${status}`);
      note(why, id);
      continue;
    }
    for (const kind of ["exact", "faceted", "mesh"] as const) counts[kind] += report.counts[kind];
    for (const { exactness, reason = "" } of report.nodes)
      if (exactness === "mesh") reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    if (!report.gate.passed) note(`failed the gate: ${report.gate.problems.join(", ")}`, id);
    else if (report.counts.mesh > 0) note("written, with facets of the mesh", id);
    else note(report.counts.faceted > 0 ? "written, faceted where asked" : "written, exact", id);
  }
  console.log("nodes", counts);
  for (const [end, ids] of ends) console.log(`${ids.length}\t${end}\t${ids.length > 12 ? "" : ids.join(" ")}`);
  const total = times.reduce((sum, { processor }) => sum + processor, 0) / 1000;
  const slowest = times.sort((a, b) => b.processor - a.processor).slice(0, 6);
  console.log(`${times.length} shapes, ${total.toFixed(0)} s of processor time`);
  for (const { id, processor, bytes } of slowest)
    console.log(`  ${(processor / 1000).toFixed(1)} s\t${bytes} B\t${id}`);
  for (const [reason, count] of [...reasons].sort((a, b) => b[1] - a[1])) console.log(`${count}\t${reason}`);
}

const at = process.argv.indexOf("--shapes");
if (at < 0) await compare();
else await survey(path.resolve(process.argv[at + 1] ?? ""), new RegExp(process.argv[at + 2] ?? ""));
rmSync(folder, { recursive: true, force: true });
