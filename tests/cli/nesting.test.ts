// bin/moicad reads programs that nest as deep as OpenSCAD 2021.01 lets them: the stack that recursion takes is its own
// business, wherever the system lets a process have a larger one.
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const folder = mkdtempSync(path.join(tmpdir(), "moicad-nesting-"));
afterAll(() => rmSync(folder, { recursive: true }));

const moicad = path.resolve(import.meta.dir, "../../bin/moicad");
const hard = Bun.spawnSync(["sh", "-c", "ulimit -H -s"]).stdout.toString().trim();
const isBounded = hard !== "unlimited" && Number(hard) < 65_536;

test.skipIf(isBounded).each([
  ["parentheses", `echo(${"(".repeat(9_900)}1${")".repeat(9_900)});`],
  ["vectors", `x = ${"[".repeat(9_900)}1${"]".repeat(9_900)}; echo(len(x));`],
  ["signs", `echo(${"- ".repeat(9_900)}1);`],
])("9900 levels of %s", (name, source) => {
  const file = path.join(folder, `${name}.scad`);
  const output = path.join(folder, `${name}.echo`);
  writeFileSync(file, source);
  const { BUN_JSC_maxPerThreadStackUsage: _, ...env } = process.env;
  const { exitCode } = Bun.spawnSync(["sh", moicad, file, "-o", output], { env });
  expect(exitCode).toBe(0);
  expect(readFileSync(output, "utf8")).toBe("ECHO: 1\n");
});
