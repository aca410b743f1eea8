// Every budget is attacked: the evaluation ends with an error that names the limit, and keeps what was made before
// (spec/server.md §3a). The limits of the language itself are in their own places (spec/language.md §8.4).
import { describe, expect, test } from "bun:test";
import type { LimitName } from "../../../backend/shared/limits.ts";
import { type EvaluateOptions, evaluate, linesOf } from "./evaluate.ts";

function expectLimit(source: string, limit: LimitName, allowed: number, settings: EvaluateOptions = {}): void {
  const result = evaluate(source, { ...settings, limits: { [limit]: allowed, ...settings.limits } });
  expect(result.limit).toBe(limit);
  expect(result.aborted).toBe(true);
  const last = result.diagnostics.at(-1);
  expect(last?.severity).toBe("error");
  expect(last?.code).toBe("limit");
  expect(last?.message).toContain(limit);
}

describe("steps", () => {
  test.each([
    ["nested loops", "for (i = [1:999999], j = [1:999999]) ;"],
    ["loops without values", "x = [for (i = [1:999999], j = [1:999999]) if (false) 0];"],
    [
      "C-style loops",
      "x = [for (i = 0; i < 900000; i = i + 1) each [for (j = 0; j < 900000; j = j + 1) if (false) 0]];",
    ],
    ["tail calls", "function f(n) = n == 0 ? 0 : f(n - 1); x = [for (i = [1:99999]) f(900000)];"],
    ["doubling calls", "function f(n) = n == 0 ? 1 : f(n - 1) + f(n - 1); x = f(60);"],
    ["doubling modules", "module m(n) if (n > 0) { m(n - 1); m(n - 1); } m(60);"],
    [
      "children of children",
      "module m() { children(); children(); } m() m() m() m() m() m() m() m() m() m() m() m() m() m() m() m() m() ;",
    ],
    [
      "statements that make nothing",
      "module m(n) { echo(); assert(true); if (false) m(n); } for (i = [1:999999]) m(i);",
    ],
  ])("%s", (_, source) => expectLimit(source, "steps", 10_000));

  test("are located, and what was made before stays", () => {
    const { lines, csg } = evaluate("cube(1);\nfor (i = [1:1000]) ;\ncube(2);", { limits: { steps: 100 } });
    expect(lines).toEqual(["ERROR: limit exceeded: steps (100 allowed) in file main.scad, line 2"]);
    expect(csg).toBe("cube(size = [1, 1, 1], center = false);\n\n");
  });

  test("just enough is enough", () => {
    expect(evaluate("for (i = [1:98]) ;", { limits: { steps: 99 } }).limit).toBeUndefined();
    expect(evaluate("for (i = [1:99]) ;", { limits: { steps: 99 } }).limit).toBe("steps");
  });
});

describe("vector elements", () => {
  test.each([
    ["comprehensions", "x = [for (i = [1:99999]) i];"],
    ["nested comprehensions", "x = [for (i = [1:999]) [for (j = [1:999]) j]];"],
    ["each", "x = [each [1:99999]];"],
    ["each, doubled", "function f(v, n) = n == 0 ? v : f([each v, each v], n - 1); x = f([1], 40);"],
    ["concat, doubled", "function f(v, n) = n == 0 ? v : f(concat(v, v), n - 1); x = f([1], 40);"],
    ["rands", "x = rands(0, 1, 1e9, 1);"],
    ["vector arithmetic", "v = [for (i = [1:1000]) i]; x = [for (i = [1:1000]) len(v + v)];"],
  ])("%s", (_, source) => expectLimit(source, "valueElements", 10_000));
});

describe("strings", () => {
  test.each([
    ["str, doubled", 'function f(s, n) = n == 0 ? s : f(str(s, s), n - 1); x = f("a", 60);'],
    ["str of a shared vector", "function f(v, n) = n == 0 ? v : f([v, v], n - 1); x = str(f([1], 60));"],
    ["echo of a shared vector", "function f(v, n) = n == 0 ? v : f([v, v], n - 1); echo(f([1], 60));"],
    ["chr of a range", "x = [for (i = [1:100]) chr([65:9000])];"],
  ])("%s", (_, source) => expectLimit(source, "stringBytes", 100_000));
});

describe("texts of huge values in messages", () => {
  const huge = "function f(v, n) = n == 0 ? v : f([v, v], n - 1); huge = f([1], 60);";
  test.each([
    ["children", "module m() children([huge]); m() cube();"],
    ["assert", "assert(false, huge);"],
    ["let", "x = let(huge) 1;"],
    ["let, twice", "x = let(a = 1, a = huge) 1;"],
    ["a trace", "module m(v) assert(false); m(huge);"],
    ["the camera", "$vpr = huge;"],
    ["a range", "x = [huge:1];"],
  ])("%s", (_, source) => expectLimit(`${huge}\n${source}`, "stringBytes", 100_000));
});

describe("nodes", () => {
  test.each([
    ["loops", "for (i = [1:99999]) cube(1);"],
    ["groups", "module m(n) if (n > 0) { m(n - 1); m(n - 1); } m(20);"],
    ["children", "module m() { children(); children(); } m() m() m() m() m() m() m() m() m() m() m() m() cube(1);"],
  ])("%s", (_, source) => expectLimit(source, "csgNodes", 1000));
});

describe("time", () => {
  // Two trees of sixty levels, each made of sixty vectors: comparing them takes 2 to the power of 60 comparisons.
  const tree = "function tree(n) = n == 0 ? [1] : let(t = tree(n - 1)) [t, t];";
  test.each([
    ["==", "x = tree(60) == tree(60);"],
    ["!=", "x = tree(60) != tree(60);"],
    ["<", "x = tree(60) < tree(60);"],
    ["search", "x = search([tree(60)], [tree(60)]);"],
    ["in other vectors", "x = [[tree(60), 1]] == [[tree(60), 2]];"],
    ["chr", "x = chr(tree(60));"],
  ])("of looking at shared vectors: %s", (_, source) => {
    for (const evaluator of ["walk", "generate"] as const) {
      let reading = 0;
      expectLimit(`${tree}\n${source}`, "time", 50, { evaluator, now: () => reading++ });
    }
  });

  test.each([
    ["steps", "for (i = [1:999999], j = [1:999999]) ;"],
    ["elements", "v = [for (i = [1:1000]) i]; x = [for (i = [1:100000]) v + v];"],
  ])("%s", (_, source) => {
    let reading = 0;
    expectLimit(source, "time", 50, { now: () => reading++ });
  });
});

describe("the console", () => {
  test("is cut, once", () => {
    const lines = linesOf("for (i = [1:1000]) echo(i);", { limits: { consoleLines: 3 } });
    expect(lines).toEqual(["ECHO: 1", "ECHO: 2", "ECHO: 3", "(console output truncated)"]);
  });
});

describe("limits of the language", () => {
  const tooMany = (count: string) =>
    `WARNING: Bad range parameter in for statement: too many elements (${count}) in file main.scad, line 1`;

  test("ranges of a million values are refused by for, intersection_for, lists and each", () => {
    expect(linesOf("for (i = [1:1000000]) echo(i); intersection_for(i = [0:1e6]) echo(i);")).toEqual([
      tooMany("1000000"),
      tooMany("1000001"),
    ]);
    expect(linesOf("echo([for (i = [0:1/0]) i], [each [0:1e7]]);")).toEqual([
      tooMany("4294967295"),
      tooMany("10000001"),
      "ECHO: [], []",
    ]);
    expect(linesOf("echo(len([for (i = [1:999999]) i]));")).toEqual(["ECHO: 999999"]);
  });

  test("a C-style for may have a million rounds", () => {
    expect(linesOf("echo(len([for (i = 0; i < 1000000; i = i + 1) i]));")).toEqual(["ECHO: 1e+6"]);
    expect(linesOf("\nx = [for (i = 0; true; i = i + 1) if (i > 999998) echo(i) i];")).toEqual([
      "ECHO: 999999",
      "ECHO: 1e+6",
      "ERROR: For loop counter exceeded limit in file main.scad, line 2",
      'TRACE: assignment to "x" in file main.scad, line 2',
    ]);
  });
});
