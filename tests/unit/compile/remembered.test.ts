// Results of expensive calls are remembered from one evaluation to the next, and nobody can tell: whatever a function may
// depend on is compared, and what it takes from the budgets is taken again.
import { describe, expect, test } from "bun:test";
import { LibraryCache } from "../../../backend/compile/library-cache.ts";
import { evaluate } from "../../../backend/pipeline.ts";
import { defaultLanguageOptions } from "../../../backend/shared/context.ts";
import { type Limits, serverLimits } from "../../../backend/shared/limits.ts";
import { MemoryWorld } from "../../../backend/shared/memory-world.ts";
import { encodeUtf8 } from "../../../backend/shared/text.ts";

const limits = { ...serverLimits, steps: 1_000_000 };
const files = (texts: Readonly<Record<string, string>>) =>
  new Map(Object.entries(texts).map(([name, text]) => [name, encodeUtf8(text)]));

interface Version {
  readonly main: string;
  readonly others?: Readonly<Record<string, string>>;
  readonly limits?: Limits;
}

async function evaluateVersion({ main, others = {}, limits: bounds = limits }: Version, libraries?: LibraryCache) {
  const lines: string[] = [];
  const world = new MemoryWorld({ main: encodeUtf8(main), files: files(others) });
  const { status } = await evaluate({
    world,
    options: defaultLanguageOptions,
    limits: bounds,
    inputName: "main.scad",
    formats: ["csg"],
    listen: (_, line) => lines.push(line),
    libraries,
  });
  return { status, lines };
}

/** Evaluates versions of a program one after another, each twice, and gives how many calls were remembered. */
async function hitsIn(...versions: readonly (string | Version)[]): Promise<number> {
  const libraries = new LibraryCache({ results: { bytes: 2 ** 20, leastSteps: 10, leastCalls: 1 } });
  for (const version of versions.map((one) => (typeof one === "string" ? { main: one } : one))) {
    const alone = await evaluateVersion(version);
    expect(await evaluateVersion(version, libraries)).toEqual(alone);
    expect(await evaluateVersion(version, libraries)).toEqual(alone);
  }
  return libraries.results?.hits ?? 0;
}

/** Takes n steps and more. */
const sum = "function sum(v, i = 0) = i == len(v) ? 0 : v[i] + sum(v, i + 1);";
const numbers = (n: number): string => `[for (i = [1 : ${n}]) i]`;

describe("is remembered", () => {
  test("a call with equal arguments, in one evaluation and in the next", async () => {
    expect(await hitsIn(`${sum} echo(sum(${numbers(50)})); echo(sum(${numbers(50)}));`)).toBe(3);
  });

  test("in a program that changed elsewhere", async () => {
    const program = (x: number) => `${sum} echo(sum(${numbers(50)})); cube(${x});`;
    expect(await hitsIn(program(1), program(2), program(3))).toBeGreaterThanOrEqual(3);
  });

  test("a call from a module", async () => {
    const main = `${sum} module m(n) { echo(sum([for (i = [1 : n]) i])); }\nm(60); m(60);`;
    expect(await hitsIn(main, `${main} cube(1);`)).toBe(7);
  });

  test("results that are ranges, strings, nested vectors, undef", async () => {
    const make = "function make(n, v) = n == 0 ? v : make(n - 1, v);";
    const values = `["ab", [1 : 2 : 9], [[1, [true]], undef], -0, 1 / 0]`;
    const main = `${make} for (v = ${values}) echo(make(50, v)); echo(make(50, undef), 1 / make(50, ${values})[3]);`;
    expect(await hitsIn(main)).toBeGreaterThanOrEqual(5);
  });
});

describe("is told from others by", () => {
  test.each([
    ["a global variable", (x: string) => `k = ${x}; function f(n) = n == 0 ? k : f(n - 1); echo(f(50));`],
    ["a global vector", (x: string) => `k = [1, [${x}]]; function f(n) = n == 0 ? k : f(n - 1); echo(f(50));`],
    [
      "a function that it calls",
      (x: string) => `function g() = ${x}; function f(n) = n == 0 ? g() : f(n - 1); echo(f(50));`,
    ],
    ["a special variable", (x: string) => `$k = ${x}; function f(n) = n == 0 ? $k : f(n - 1); echo(f(50));`],
    [
      "a special argument",
      (x: string) => `function f(n) = n == 0 ? $k : f(n - 1); module m() { echo(f(50)); } m($k = ${x});`,
    ],
    ["a default", (x: string) => `function f(n, k = ${x}) = n == 0 ? k : f(n - 1, k); echo(f(50));`],
    [
      "a function in a variable",
      (x: string) => `g = function() ${x}; function f(n) = n == 0 ? g() : f(n - 1); echo(f(50));`,
    ],
    [
      "a function as an argument",
      (x: string) => `function f(n, g) = n == 0 ? g() : f(n - 1, g); echo(f(50, function() ${x}));`,
    ],
    [
      "the sign of a zero",
      (x: string) => `function f(n, k) = n == 0 ? 1 / k : f(n - 1, k); z = ${x} > 1 ? 0 : -0; echo(f(50, z));`,
    ],
    [
      "a variable that comes later",
      (x: string) =>
        `function f(n) = n == 0 ? is_undef(k) : f(n - 1); a = f(50); ${x === "1" ? "k = 1;" : ""} b = f(50); echo(a, b);`,
    ],
    [
      "a built-in that the program defines",
      (x: string) =>
        `function f(n) = n == 0 ? abs(-1) : f(n - 1); echo(f(50)); ${x === "1" ? "function abs(x) = 7;" : ""}`,
    ],
    [
      "the length of a long string",
      (x: string) =>
        `function f(n, s) = n == 0 ? len(s) : f(n - 1, s); echo(f(50, str("${"a".repeat(100)}", ${x}${x})));`,
    ],
  ] as const)("%s", async (name, program) => {
    const hits = await hitsIn(program("1"), program("2"), program("1"), program("22"));
    // A function that names others depends on what they are, and nobody can look inside.
    if (name === "a function in a variable") expect(hits).toBe(0);
    else expect(hits).toBeGreaterThan(3);
  });

  test("a function in a variable that reads a special one", async () => {
    const twice = (f: string) => `module m() echo(f(50)); ${f} m($k = 1); m($k = 2); m($k = 1);`;
    for (const g of ["function() $k", "[function() $k]", "object(a = function() $k)"]) {
      const call = g.startsWith("[") ? "g[0]()" : g.startsWith("object") ? "g.a()" : "g()";
      expect(await hitsIn(twice(`g = ${g}; function f(n) = n == 0 ? ${call} : f(n - 1);`))).toBe(0);
    }
    const late = "g = function() is_undef(k) ? 0 : k; function f(n) = n == 0 ? g() : f(n - 1);";
    await hitsIn(`${late} a = f(50); k = 1; b = f(50); echo(a, b);`);
  });

  test("whether an argument is the function of a variable", async () => {
    const make = "function make() = function(x) x; g = make(); g2 = make();";
    await hitsIn(`${make} function f(n, h) = n == 0 ? h == g : f(n - 1, h); echo(f(50, g)); echo(f(50, g2));`);
  });

  test.each([
    [
      "special variables",
      "k = $foo; function f(n) = n == 0 ? k : f(n - 1); module m(x) { $foo = x; echo(f(50)); }",
      "module a() m(2); a($foo = 1); a($foo = 2);",
    ],
    [
      "chance",
      "k = rands(0, 1, 1)[0]; function f(n) = n == 0 ? k : f(n - 1);",
      "x = rands(0, 1, 1, 42); echo(f(50)); echo(f(50));",
    ],
    [
      "modules",
      "k = parent_module(0); function f(n) = n == 0 ? k : f(n - 1);",
      "module a() echo(f(50)); module b() echo(f(50)); a(); b();",
    ],
    [
      "what comes later",
      "a = f(50); k = 1; b = f(50); function f(n) = n == 0 ? is_undef(k) ? 0 : k : f(n - 1); function get() = [a, b];",
      "echo(get()); echo(f(50));",
    ],
    [
      "its first use",
      "function heavy(n, s = 0) = n == 0 ? s : heavy(n - 1, s + n); t = heavy(100000); function g(x) = t * 0 + x;",
      "function f(n) = n == 0 ? g(1) : f(n - 1); function work(n) = n == 0 ? 1 : work(n - 1); for (i = [1 : 2]) echo(i, f(50)); echo(work(150000));",
    ],
  ])("nothing where a used file is reached, which depends on %s", async (_, lib, main) => {
    const version = {
      main: `use <lib.scad>\n${main}`,
      others: { "/lib.scad": lib },
      limits: { ...limits, steps: 330_000 },
    };
    // The long loop reaches no used file.
    expect(await hitsIn(version)).toBe(main.includes("work") ? 1 : 0);
  });
});

describe("functions as arguments", () => {
  const call = "function call(n, f, g) = n == 0 ? [f == g, f(2), str(g)] : call(n - 1, f, g);";

  test("are the same by their text, and by which of them are the same", async () => {
    const make = "function make() = function(x) x;";
    const main = `${call} ${make} a = make(); b = make(); echo(call(50, a, a)); echo(call(50, a, b)); echo(call(50, b, b));`;
    // The third call is like the first; in the second evaluation all are known.
    expect(await hitsIn(main)).toBe(4);
  });

  test("within vectors, too", async () => {
    const nested = "function nested(n, v) = n == 0 ? [for (a = v, b = v) a[0] == b[0]] : nested(n - 1, v);";
    const program = (last: string) =>
      `${nested} f = function(x) x; v = [f, [for (i = [0 : 90]) i]]; g = function(x) x; echo(nested(50, [v, v, ${last}]));`;
    await hitsIn(program("v"), program("[g]"), program("[f]"), program("v"));
  });

  test.each([
    ["names a variable around it", (x: string) => `module m(k) { echo(call(50, function(x) x + k, 1)); } m(${x});`],
    ["names a global variable", (x: string) => `k = ${x}; echo(call(50, function(x) x + k, 1));`],
    ["reads a special variable", (x: string) => `$k = ${x}; echo(call(50, function(x) x + $k, 1));`],
    ["calls another function", (x: string) => `function h() = ${x}; echo(call(50, function(x) x + h(), 1));`],
  ])("are not compared when one %s", async (_, program) => {
    expect(await hitsIn(call + program("1"), call + program("2"), call + program("1"))).toBe(0);
  });
});

describe("is not remembered", () => {
  test.each([
    ["what prints", "function f(n) = n == 0 ? echo(5) 1 : f(n - 1); echo(f(50)); echo(f(50));"],
    ["what warns", "function f(n) = n == 0 ? nothing : f(n - 1); echo(f(50)); echo(f(50));"],
    ["what draws random numbers", "function f(n) = n == 0 ? rands(0, 1, 2, 3) : f(n - 1); echo(f(50)); echo(f(50));"],
    [
      "what asks for modules",
      "function f(n) = n == 0 ? parent_module(0) : f(n - 1); module a() { echo(f(50)); } a(); a();",
    ],
    ["what gives a function", "function f(n) = n == 0 ? function(x) x : f(n - 1); echo(f(50)(1)); echo(f(50)(2));"],
    [
      "what makes unusual characters",
      "function f(n) = n == 0 ? chr(128512) : f(n - 1); echo(len(f(50))); echo(len(f(50)));",
    ],
    ["what ends the evaluation", "function f(n) = n == 0 ? assert(false) 1 : f(n - 1); echo(f(50));"],
  ])("%s", async (_, program) => {
    expect(await hitsIn(program)).toBe(0);
  });

  test("what reaches more names than can be looked at", async () => {
    const program = (functions: number): string => {
      const chain = Array.from({ length: functions }, (_, i) => `function f${i}(n) = n < 0 ? f${i + 1}(n) : ${i};`);
      const start = "function start(n) = n == 0 ? f0(0) : start(n - 1);";
      return `${chain.join("\n")} function f${functions}(n) = 7; ${start} echo(start(50)); echo(start(50));`;
    };
    expect(await hitsIn(program(100))).toBe(3);
    expect(await hitsIn(program(6000))).toBe(0);
  });

  test("without an order to do so", async () => {
    const libraries = new LibraryCache();
    const main = `${sum} echo(sum(${numbers(50)})); echo(sum(${numbers(50)}));`;
    await evaluateVersion({ main }, libraries);
    expect(libraries.results).toBeUndefined();
  });
});

describe("takes from the budgets what the call took", () => {
  const program = (calls: number): string =>
    `${sum} for (i = [1 : ${calls}]) echo(sum(${numbers(100)}), len(str(${numbers(100)})));`;

  test("or nothing is remembered, where only some of them end", async () => {
    const libraries = new LibraryCache({ results: { bytes: 2 ** 20, leastSteps: 1, leastCalls: 1 } });
    const endless = Number.POSITIVE_INFINITY;
    const bounds = { ...limits, steps: 20_000, valueElements: endless, stringBytes: endless };
    const main = "function f(n) = n == 0 ? 1 : f(n - 1); for (i = [1 : 100]) echo(f(1000));";
    for (let round = 0; round < 3; round++)
      expect((await evaluateVersion({ main, limits: bounds }, libraries)).status).toBe("limit");
  });

  test.each([
    ["steps", { ...limits, steps: 1500 }],
    ["elements", { ...limits, valueElements: 270_000 }],
  ] as const)("%s", async (name, bounds) => {
    const libraries = new LibraryCache({ results: { bytes: 2 ** 20, leastSteps: 10, leastCalls: 1 } });
    // Elements are looked at in large portions.
    const main = program(name === "steps" ? 20 : 4000);
    const alone = await evaluateVersion({ main, limits: bounds });
    expect(alone.status).toBe("limit");
    expect(await evaluateVersion({ main, limits: bounds }, libraries)).toEqual(alone);
    expect(await evaluateVersion({ main, limits: bounds }, libraries)).toEqual(alone);
    expect(libraries.results?.hits).toBeGreaterThan(0);
  });
});

describe("does not grow beyond its room", () => {
  const bytes = 100_000;
  const fill = "function f(n, k) = n == 0 ? k : f(n - 1, k);";

  test("with many results", async () => {
    const libraries = new LibraryCache({ results: { bytes, leastSteps: 1, leastCalls: 1 } });
    for (let version = 0; version < 4; version++) {
      const main = `${fill} for (i = [0 : 400]) echo(f(30, [${version}, i, "${"x".repeat(200)}"])[1]);`;
      expect(await evaluateVersion({ main }, libraries)).toEqual(await evaluateVersion({ main }));
    }
    const { results } = libraries;
    expect(results?.bytes).toBeLessThanOrEqual(bytes);
    expect(results?.entries).toBeGreaterThan(50);
  });

  test("with results that are too large, and towers of vectors that hold another twice", async () => {
    const libraries = new LibraryCache({ results: { bytes, leastSteps: 1, leastCalls: 1 } });
    const tower = "function tower(n, v) = n == 0 ? v : tower(n - 1, [v, v]);";
    const main = `${fill} ${tower} a = f(30, ${numbers(9000)}); b = tower(50, 1); c = f(40, b); d = f(40, tower(3000, 1)); echo(len(a), len(b), len(c), len(d));`;
    expect(await evaluateVersion({ main }, libraries)).toEqual(await evaluateVersion({ main }));
    expect(libraries.results?.bytes).toBeLessThan(bytes / 2);
  });

  test("with variables that are towers, or large", async () => {
    const libraries = new LibraryCache({ results: { bytes, leastSteps: 1000, leastCalls: 1 } });
    const tower = "function tower(n, v) = n == 0 ? v : tower(n - 1, [v, v]); t = tower(50, 1);";
    for (const [k, t] of [
      [1, tower],
      [2, tower],
      [3, `t = ${numbers(90_000)};`],
      [4, `t = ${numbers(90_000)};`],
    ] as const) {
      const main = `${t} function f(n) = n == 0 ? len(t) : f(n - 1); echo(f(5000), f(5001)); // ${k}`;
      expect(await evaluateVersion({ main }, libraries)).toEqual(await evaluateVersion({ main }));
    }
    expect(libraries.results?.bytes).toBeLessThan(bytes / 2);
  });

  test("with what is around functions that are arguments", async () => {
    const libraries = new LibraryCache({ results: { bytes, leastSteps: 10, leastCalls: 1 } });
    const call = "function f(n, h) = n == 0 ? h(1) : f(n - 1, h);";
    const heap = (): number => {
      Bun.gc(true);
      return process.memoryUsage().heapUsed;
    };
    let before = 0;
    for (let version = 0; version < 14; version++) {
      const inner = `big = [for (i = [0 : 300000]) i + k]; g = function(x) big[x]; echo(f(50 + k, function(x) x), g(1));`;
      await evaluateVersion({ main: `${call} module m(k) { ${inner} } m(${version});` }, libraries);
      if (version === 3) before = heap();
    }
    // Each version makes 2.4 MB.
    expect(heap() - before).toBeLessThan(12e6);
    expect(libraries.results?.entries).toBeGreaterThan(10);
  });

  test("when other programs take its place", async () => {
    const libraries = new LibraryCache({ results: { bytes, leastSteps: 1, leastCalls: 1 } });
    const options = [{}, { checkParameters: false }];
    for (let round = 0; round < 3; round++)
      for (const _ of options) {
        const main = `${fill} echo(f(40, [${round}]));`;
        expect(await evaluateVersion({ main }, libraries)).toEqual(await evaluateVersion({ main }));
      }
    expect(libraries.results?.entries).toBeLessThan(10);
  });
});
