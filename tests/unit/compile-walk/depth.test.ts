// How deep recursion goes in a process of its own, as for the command line (spec/language.md §5.9).
import { expect, test } from "bun:test";
import { join } from "node:path";

const cli = join(import.meta.dir, "../../../backend/cli.ts");

async function run(source: string): Promise<string> {
  const command = [process.execPath, cli, "-", "-o", "-", "--export-format", "echo"];
  const child = Bun.spawn(command, { stdin: new Blob([source]), stdout: "pipe", stderr: "inherit" });
  return new Response(child.stdout).text();
}

test("functions go 9000 levels deep", async () => {
  expect(await run("function s(n) = n == 0 ? 0 : n + s(n - 1); echo(s(9000));")).toBe("ECHO: 4.05045e+7\n");
});

test("modules go 3900 levels deep through an if", async () => {
  expect(await run('module m(n) if (n > 0) m(n - 1); else echo("end"); m(3900);')).toBe('ECHO: "end"\n');
});

test("a measure, not the stack, ends endless recursion", async () => {
  const lines = await run("function f(n) = 1 + f(n);\nx = f(0);");
  expect(lines).toContain("*** Excluding 9177 frames ***");
});
