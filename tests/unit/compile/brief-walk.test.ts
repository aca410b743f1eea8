// A program that is being edited is walked before code is generated for it: nobody can tell which of the two it was.
import { expect, test } from "bun:test";
import { evaluate, openLibraryCache } from "../../../backend/pipeline.ts";
import { defaultLanguageOptions } from "../../../backend/shared/context.ts";
import { serverLimits } from "../../../backend/shared/limits.ts";
import { MemoryWorld } from "../../../backend/shared/memory-world.ts";
import { decodeUtf8 } from "../../../backend/shared/text.ts";

const libraries = openLibraryCache();

async function run(source: string, walkSteps: number | undefined, limits = {}) {
  const lines: string[] = [];
  const before = libraries.code.hits + libraries.code.misses;
  const { outputs, tainted, status, limit } = await evaluate({
    world: new MemoryWorld({ main: source, files: new Map([["/lib.scad", "function g(x) = x;"]]), now: () => 7 }),
    options: defaultLanguageOptions,
    limits: { ...serverLimits, ...limits },
    inputName: "main.scad",
    formats: ["csg"],
    listen: (_, line) => lines.push(line),
    libraries,
    walkSteps,
  });
  const generated = libraries.code.hits + libraries.code.misses > before;
  return {
    result: { lines, text: decodeUtf8(outputs.get("csg") ?? new Uint8Array(0)), tainted, status, limit },
    generated,
  };
}

const programs: [string, string, boolean][] = [
  ["a short one", 'echo("a", rands(0, 1, 2)); cube(x); for (k = [1 : 3]) translate([k, 0]) sphere(k);', false],
  ["one that warns and then is too long", 'echo("a"); cube(x); echo(len([for (k = [1 : 5000]) k]));', true],
  ["one that fails early", 'function f(n) = assert(n > 0) f(n - 1); echo("a"); cube(f(3));', false],
  ["one that fails late", 'function f(n) = assert(n > 0) 1 + f(n - 1); echo("a"); cube(f(2000));', true],
  ["one with a root modifier", "cube(1); !sphere(2); cube(3);", false],
  ["one that uses a file", "use <lib.scad>\necho(g(1));", true],
  ["one that includes a file", "include <lib.scad>\necho(g(1));", true],
];

test.each(programs)("%s", async (_, source, isGenerated) => {
  const { result } = await run(source, undefined);
  const brief = await run(source, 1000);
  expect(brief.result).toEqual(result);
  expect(brief.generated).toBe(isGenerated);
});

test("where the stack is too short for the walk, code has the last word", async () => {
  const source = 'echo("a"); function f(n) = [[[[[[[[f(n + 1)]]]]]]]]; echo(f(0));';
  const { result, generated } = await run(source, 1_000_000);
  expect(generated).toBe(true);
  expect(result.lines.slice(0, 2)).toEqual([
    'ECHO: "a"',
    "ERROR: Recursion detected calling function 'f' in file main.scad, line 1",
  ]);
});

test("the next version of one that repeats itself has code, that of others has none", async () => {
  const repeating = 'function f(n) = n == 0 ? 0 : 1 + f(n - 1); echo("r", f(300));';
  const plain = `echo("p"); ${"cube(1); ".repeat(100)}`;
  for (const [source, expected] of [
    [repeating, [false, true, true]],
    [plain, [false, false, false]],
  ] as const) {
    const seen: boolean[] = [];
    for (const change of ["", "\n// changed", '\necho("more");']) {
      const { result } = await run(source + change, undefined, { steps: 1_000_000 });
      const brief = await run(source + change, 1000);
      expect(brief.result).toEqual(result);
      seen.push(brief.generated);
    }
    expect(seen).toEqual([...expected]);
  }
});

test("the budget of steps is the program's own", async () => {
  const source = 'echo("a"); x = [for (k = [1 : 5000]) k];';
  for (const steps of [100, 3000]) {
    const { result } = await run(source, undefined, { steps });
    expect(result).toMatchObject({ status: "limit", limit: "steps" });
    expect((await run(source, 1000, { steps })).result).toEqual(result);
  }
});
