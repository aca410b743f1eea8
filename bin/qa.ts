// All that can be asked of the whole project by one command, after types and lint: `bun run qa`. Tests with their coverage held
// against tests/coverage.json, known vulnerabilities of the packages, a bundle that starts. Status 1 if anything is wrong.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { audit } from "./audit.ts";
import { root } from "./executable.ts";

const work = mkdtempSync(path.join(tmpdir(), "moicad-qa-"));

interface Step {
  readonly name: string;
  /** What was found, a line each, or why the step failed. */
  readonly run: () => Promise<{ readonly passed: boolean; readonly told: string }>;
}

/** Runs Bun with these arguments; what it says goes to the terminal, or is given back. */
async function bun(args: readonly string[], said: "shown" | "kept"): Promise<{ status: number; text: string }> {
  const stream = said === "shown" ? "inherit" : "pipe";
  const child = Bun.spawn([process.execPath, ...args], { cwd: root, stdin: "ignore", stdout: stream, stderr: stream });
  const texts = [child.stdout, child.stderr].map((from) => (from ? new Response(from).text() : ""));
  const text = (await Promise.all(texts)).join("");
  return { status: await child.exited, text: text.trim() };
}

/**
 * Shares of lines and functions of backend/ that tests reach, by the coverage in LCOV's form. Only this process is counted, and
 * only files that it loads: what tests reach in the services and commands that they start is not.
 */
function coverageOf(lcov: string): Record<"lines" | "functions", number> {
  const sums = new Map<string, number>();
  for (const record of lcov.split("end_of_record")) {
    if (!/^SF:backend\//m.test(record)) continue;
    for (const [, name = "", value = ""] of record.matchAll(/^(LF|LH|FNF|FNH):(\d+)$/gm))
      sums.set(name, (sums.get(name) ?? 0) + Number(value));
  }
  const share = (hit: string, found: string): number => (sums.get(hit) ?? 0) / (sums.get(found) ?? 1);
  return { lines: share("LH", "LF"), functions: share("FNH", "FNF") };
}

const steps: readonly Step[] = [
  {
    name: "tests",
    async run() {
      const coverage = ["--coverage", "--coverage-reporter=lcov", `--coverage-dir=${work}`];
      const { status } = await bun(["test", "--timeout", "60000", ...coverage], "shown");
      return { passed: status === 0, told: `status ${status}` };
    },
  },
  {
    name: "coverage",
    async run() {
      const report = path.join(work, "lcov.info");
      if (!existsSync(report)) return { passed: false, told: "the tests left no report" };
      const wanted = JSON.parse(readFileSync(path.join(root, "tests/coverage.json"), "utf8"));
      const reached = coverageOf(readFileSync(report, "utf8"));
      const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
      const names = ["lines", "functions"] as const;
      return {
        passed: names.every((name) => reached[name] >= wanted[name]),
        told: names.map((name) => `${name} ${percent(reached[name])} (≥ ${percent(wanted[name])})`).join(", "),
      };
    },
  },
  {
    name: "vulnerabilities",
    run: () => audit(),
  },
  {
    name: "build",
    async run() {
      const made = await bun(["bin/bundle.ts", path.join(work, "bundle")], "kept");
      if (made.status !== 0) return { passed: false, told: made.text };
      const { entry } = JSON.parse(readFileSync(path.join(work, "bundle/manifest.json"), "utf8"));
      const started = Bun.spawnSync([path.join(work, "bundle", entry), "--version"]);
      return { passed: started.exitCode === 0, told: `${started.stdout}${started.stderr}`.trim() };
    },
  },
];

let passed = true;
try {
  for (const step of steps) {
    const result = await step.run();
    console.log(`${result.passed ? "passed" : "FAILED"}  ${step.name}: ${result.told}`);
    passed &&= result.passed;
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exit(passed ? 0 : 1);
