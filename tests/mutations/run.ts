// Takes one defence of the service away at a time, in a copy, and runs the test that must notice. `bun run mutations [PATTERN]`.
// Takes minutes: once before a release.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Mutation, mutations } from "./mutations.ts";

const root = path.resolve(import.meta.dir, "../..");
const copied = [
  "backend",
  "tests",
  "wasm",
  "examples",
  "docs",
  "bin",
  "package.json",
  "bun.lock",
  "bunfig.toml",
  "tsconfig.json",
  ".env.example",
];
/** Longer than any test of the list takes; a mutation that hangs has been noticed. */
const patience = 120_000;

type Outcome = "noticed" | "NOT NOTICED" | "STALE" | "RED WITHOUT IT";

const [argument = ""] = process.argv.slice(2);
if (argument === "--help") {
  console.log(
    `usage: bun run mutations [PATTERN]\n\n${mutations.map(({ name, file }) => `${name} (${file})`).join("\n")}`,
  );
  process.exit(0);
}
const pattern = new RegExp(argument);
const chosen = mutations.filter(({ name, file }) => pattern.test(name) || pattern.test(file));
const copy = mkdtempSync(path.join(tmpdir(), "moicad-mutations-"));
try {
  for (const name of copied) cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
  symlinkSync(path.join(root, "node_modules"), path.join(copy, "node_modules"));
  const green = new Map<string, boolean>();
  let wrong = 0;
  for (const mutation of chosen) {
    const outcome = await tryOne(mutation, green);
    if (outcome !== "noticed") wrong += 1;
    console.log(`${outcome.padEnd(15)} ${mutation.name} (${mutation.pattern})`);
  }
  console.log(`${chosen.length - wrong} of ${chosen.length} mutations noticed`);
  process.exitCode = wrong === 0 && chosen.length > 0 ? 0 : 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}

async function tryOne(mutation: Mutation, green: Map<string, boolean>): Promise<Outcome> {
  const { test, pattern: name, also } = mutation;
  const edits = also === undefined ? [mutation] : [mutation, also];
  const before = edits.map(({ file }) => readFileSync(path.join(copy, file), "utf8"));
  if (edits.some(({ from }, i) => before[i]?.split(from).length !== 2)) return "STALE";
  const key = `${test} ${name}`;
  if (!green.has(key)) green.set(key, await passes(test, name));
  if (!green.get(key)) {
    console.log(readFileSync(path.join(copy, "output"), "utf8").trim().split("\n").slice(-20).join("\n"));
    return "RED WITHOUT IT";
  }
  for (const { file, from, to } of edits) {
    const target = path.join(copy, file);
    writeFileSync(
      target,
      readFileSync(target, "utf8").replace(from, () => to),
    );
  }
  try {
    return (await passes(test, name)) ? "NOT NOTICED" : "noticed";
  } finally {
    // The last first: two edits may be of one file.
    for (const [i, { file }] of [...edits.entries()].reverse())
      writeFileSync(path.join(copy, file), before[i] as string);
  }
}

/** Whether the tests of that name pass, and there are any. */
async function passes(test: string, name: string): Promise<boolean> {
  const child = Bun.spawn([process.execPath, "test", "--timeout", "60000", "-t", name, `./${test}`], {
    cwd: copy,
    env: { ...process.env, SLOW_TESTS: "1" },
    stdin: "ignore",
    stdout: "ignore",
    stderr: Bun.file(path.join(copy, "output")),
    // A group of its own: what a failed test left behind ends with it.
    detached: true,
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), patience);
  const status = await child.exited;
  clearTimeout(timer);
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    // Nothing was left behind.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
  const passed = Number(/^ *(\d+) pass$/m.exec(readFileSync(path.join(copy, "output"), "utf8"))?.[1] ?? 0);
  return status === 0 && passed > 0;
}
