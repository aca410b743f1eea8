// Hostile programs (spec/server.md §3b): recursion, loops, memory, geometry, numbers, the parser. Named by the rows.
import { describe, expect, test } from "bun:test";
import { childrenOf } from "../../processes.ts";
import { isConfined } from "../confined.ts";
import { post, type ServerUnderTest } from "../running-server.ts";
import { type Answered, attack, attackWith, serviceUnderAttack, sumOf, until } from "./harness.ts";

const service = serviceUnderAttack({ PROCESS_MEMORY_MB: "400" });
const tried = (row: string, name: string, source: string, more: object = {}): Promise<Answered> =>
  attackWith(service.server(), row, name, { source, ...more });
const messages = ({ body }: Answered): string =>
  ((body.diagnostics ?? []) as { message: string }[]).map(({ message }) => message).join("\n");

describe("T-REC-1 endless recursion ends in OpenSCAD's own error", () => {
  test.each([
    ["a function", "function f(n) = n + f(n + 1); echo(f(0));", "Recursion detected calling function 'f'"],
    ["a module", "module m() { m(); } m();", "Recursion detected calling module 'm'"],
    [
      "two functions",
      "function f(n) = 1 + g(n); function g(n) = 1 + f(n); echo(f(0));",
      "Recursion detected calling function",
    ],
    ["two modules", "module a() { b(); } module b() { a(); } a();", "Recursion detected calling module"],
    ["a literal", "f = function(x) 1 + f(x + 1); echo(f(1));", "Recursion detected"],
    ["a literal that is its argument", "f = function(g) 1 + g(g); echo(f(f));", "Recursion detected"],
    ["children", "module a() { a() children(); } a() cube(1);", "Recursion detected calling module 'a'"],
  ])("%s", async (name, source, message) => {
    const answer = await tried("T-REC-1", name, source);
    expect([answer.status, messages(answer)]).toEqual([422, expect.stringContaining(message)]);
  });

  test("twenty at once", async () => {
    const source = "function f(n) = n + f(n + 1); echo(f(0));";
    const asked = Array.from({ length: 20 }, (_, i) =>
      post(`${service.server().url}/api/evaluate`, { source: `${source} // ${i}` }),
    );
    expect(new Set((await Promise.all(asked)).map(({ status }) => status))).toEqual(new Set([422]));
  });
});

test("T-REC-2 tail recursion goes as deep as OpenSCAD's", async () => {
  const source = (n: number): string => `function f(n) = n == 0 ? "end" : f(n - 1); echo(f(${n}));`;
  expect(messages(await tried("T-REC-2", "999 999 deep", source(999_999)))).toBe('"end"');
  const answer = await tried("T-REC-2", "1 000 001 deep", source(1_000_001));
  expect(messages(answer)).toContain("Recursion detected calling function 'f'");
});

describe("T-LOOP-1 ranges are counted, not walked", () => {
  test.each([
    ["a tiny step", "for (i = [0 : 1e-9 : 1]) cube(i);", "too many elements"],
    ["a large end", "for (i = [0 : 1e12]) cube(i);", "too many elements"],
    ["an infinite end", "for (i = [0 : 1 / 0]) cube(i);", ""],
    ["a step that is no number", "for (i = [0 : 0 / 0 : 5]) cube(i);", ""],
    ["a step of zero", "for (i = [0 : 0 : 5]) cube(i);", ""],
    ["a step the wrong way", "for (i = [5 : 1 : 0]) cube(i);", ""],
    ["in a list", "x = [for (i = [0 : 1e12]) i];", "too many elements"],
    ["a loop in a list without end", "x = [for (i = 0; true; i = i) i];", "for loop"],
  ])("%s", async (name, source, message) => {
    const answer = await tried("T-LOOP-1", name, source);
    expect([200, 422]).toContain(answer.status);
    expect(`${messages(answer)} ${answer.message}`.toLowerCase()).toContain(message.toLowerCase());
  });
});

test("T-LOOP-2 loops that are each legal end with the time", async () => {
  const source = "for (i = [0 : 999998]) for (j = [0 : 999998]) if (i < 0) cube(1);";
  const answer = await tried("T-LOOP-2", "10^12 rounds", source, { limits: { time: 500 } });
  expect([answer.status, answer.code]).toEqual([504, "evaluation_timeout"]);
  const steps = await tried("T-LOOP-2", "more than the steps of the request", source, { limits: { steps: 100_000 } });
  expect([steps.code, steps.limit]).toEqual(["limit_exceeded", "steps"]);
});

describe.skipIf(!isConfined)("T-MEM-1 memory ends in a typed error, and in another process", () => {
  test.each([
    ["lists of lists", "x = [for (i = [0 : 999998]) [for (j = [0 : 999998]) j]];"],
    ["a text that doubles", 'function d(s, n) = n == 0 ? s : d(str(s, s), n - 1); echo(len(d("abcdefgh", 40)));'],
    ["a list that doubles", "function d(s, n) = n == 0 ? s : d(concat(s, s), n - 1); echo(len(d([1, 2, 3], 40)));"],
  ])("%s", async (name, source) => {
    const { code, limit } = await tried("T-MEM-1", name, source);
    expect([code, limit]).toEqual(["limit_exceeded", expect.stringMatching(/memory|valueElements|stringBytes/)]);
  });
});

test("T-CSG-1 a tree of 2^24 leaves", async () => {
  const source = "module m(n) { if (n > 0) { m(n - 1); m(n - 1); } else cube(n + 1); } m(24);";
  const { code, limit } = await tried("T-CSG-1", "2^24 leaves", source);
  expect([code, limit]).toEqual(["limit_exceeded", "csgNodes"]);
});

describe("T-CSG-2 geometry that is too much is refused before the kernel, or done", () => {
  test.each([
    ["an offset of many fragments", "offset(r = 1e-9, $fn = 1e9) square(1);", "ok"],
    ["a twist of many slices", "linear_extrude(1, twist = 1e9, slices = 1e9) square(1);", "triangles"],
    ["a turn of many fragments", "rotate_extrude($fn = 1e9) translate([2, 0]) square(1);", "triangles"],
    ["a sphere of many fragments", "sphere(1, $fn = 1e9);", "facets"],
    ["a circle of many fragments", "circle(1, $fn = 1e9);", "facets"],
    ["a cylinder of many fragments", "cylinder(1, 1, 1, $fn = 1e9);", "facets"],
    ["a large text", 'text("a", size = 1e9, $fn = 1e6);', "facets"],
    ["fragments of tiny size", "sphere(1e6, $fs = 1e-9, $fa = 1e-9);", "facets"],
    [
      "two round shapes swept",
      "minkowski() { difference() { sphere(3, $fn = 300); cube(1); } difference() { sphere(2, $fn = 300); cube(1); } }",
      "time",
    ],
    ["a hull of many points", "hull() for (i = [0 : 100000]) translate([sin(i), cos(i), i]) cube(0.1);", "csgNodes"],
    [
      "many solids apart",
      "difference() { cube(1000); for (i = [0 : 300], j = [0 : 300]) translate([3 * i, 3 * j, 0]) sphere(1, $fn = 12); }",
      "time",
    ],
    ["a large resize", "resize([1e300, 1e300, 1e300]) sphere(1);", "ok"],
  ])("%s", async (name, source, wanted) => {
    // In less than two seconds of a processor neither of the two that take too long has come to the end of its memory.
    const limits = wanted === "time" ? { time: 400 } : {};
    const { code, limit } = await tried("T-CSG-2", name, source, { limits });
    if (wanted === "time") expect(code).toBe("evaluation_timeout");
    else expect([code, limit]).toEqual(wanted === "ok" ? ["ok", undefined] : ["limit_exceeded", wanted]);
  });
});

describe("T-NUM-1 numbers at the edge", () => {
  test.each([
    ["$fn", "sphere(1, $fn = 1e308);"],
    ["a negative $fn", "sphere(1, $fn = -1);"],
    ["$fa and $fs of zero", "sphere(1, $fa = 0, $fs = 0);"],
    ["sizes that are none", "cube([0 / 0, 1 / 0, -1 / 0]);"],
    ["the largest size", "cube([1e308, 1e308, 1e308]);"],
    ["the smallest size", "cube([5e-324, 5e-324, 5e-324]);"],
    ["a matrix of none", "multmatrix([[0 / 0, 0, 0], [0, 1 / 0, 0]]) cube(1);"],
    ["a turn by infinity", "rotate([1 / 0, 0 / 0, 1e308]) cube(1);"],
    ["a scale of infinity", "scale([1 / 0, 1, 1]) cube(1);"],
  ])("%s", async (name, source) => {
    const answer = await tried("T-NUM-1", name, source);
    expect(["ok", "limit_exceeded", "not_exportable", "scad_eval_error"]).toContain(answer.code);
    const { mesh } = answer.body as { mesh?: { positions: unknown[] } };
    expect((mesh?.positions ?? []).every(Number.isFinite)).toBe(true);
  });
});

describe("T-WASM a kernel that ran out of memory or time is never used again", () => {
  const small = serviceUnderAttack({ PROCESS_MEMORY_MB: "256", EVALUATION_TIMEOUT: "30s" });

  const replaced = ({ url }: ServerUnderTest): Promise<number> =>
    sumOf(url, /^moicad_worker_restarts_total\{[^}]*\} (\d+)$/gm);

  /** Sends a program that costs its process, and says whether a successor came. */
  async function replaces(
    server: ServerUnderTest,
    row: string,
    name: string,
    body: object,
  ): Promise<[boolean, Answered]> {
    const [before, count] = [childrenOf(server.pid), await replaced(server)];
    const answer = await attackWith(server, row, name, { ...body });
    // It is counted before the answer leaves: nobody waits for a successor that will not come.
    if ((await replaced(server)) === count) return [false, answer];
    const hasSuccessor = (): boolean => {
      const now = childrenOf(server.pid);
      return now.length === before.length && now.some((pid) => !before.includes(pid));
    };
    return [await until(hasSuccessor), answer];
  }

  async function expectReplaced(server: ServerUnderTest, row: string, name: string, body: object): Promise<Answered> {
    const [isReplaced, answer] = await replaces(server, row, name, body);
    expect(isReplaced).toBe(true);
    return answer;
  }

  test("T-WASM-1 T-WASM-3 out of memory: a typed error, another process, and the metrics say so", async () => {
    const server = small.server();
    const before = await replaced(server);
    const source = "difference() { sphere(10, $fn = 560); rotate(1) sphere(10.001, $fn = 560); }";
    const { code, limit } = await expectReplaced(server, "T-WASM-1", "two large solids", { source });
    expect([code, limit]).toEqual(["limit_exceeded", "memory"]);
    expect(await replaced(server)).toBeGreaterThan(before);
  });

  test.skipIf(!isConfined)("T-WASM-3 a process that ran out of memory and said so serves nobody again", async () => {
    const source = "x = [for (i = [0 : 199]) [for (j = [0 : 999998]) i + j]]; echo(len(x));";
    const { code, limit } = await expectReplaced(small.server(), "T-WASM-3", "values for all of the memory", {
      source,
    });
    expect([code, limit]).toEqual(["limit_exceeded", "memory"]);
  });

  test("T-WASM-2 a call of the kernel that takes too long is killed at the deadline", async () => {
    // One mesh, converted once, in many places: nearly all of the time is one union. On a busy machine the deadline may come
    // before it has begun, and the program ends by itself; on a fast one the union may end before, by itself or by memory.
    for (const time of [200, 400, 800, 1600, 3200]) {
      for (const count of [40, 80, 160, 320]) {
        const source = `union() for (i = [1 : ${count}]) translate([i / 10, 0, 0]) sphere(10, $fn = 100);`;
        const name = `${count} balls, ${time} ms`;
        const [isReplaced, { code }] = await replaces(service.server(), "T-WASM-2", name, { source, limits: { time } });
        expect(["evaluation_timeout", "limit_exceeded", "ok"]).toContain(code);
        if (isReplaced && code === "evaluation_timeout") return;
      }
    }
    expect.unreachable();
  });
});

describe("T-PARSE-1 nesting is counted", () => {
  const much = 250_000;
  test.each([
    ["parentheses", `x = ${"(".repeat(much)}`],
    ["brackets", `x = ${"[".repeat(much)}`],
    ["exclamation marks", `x = ${"!".repeat(much)}1;`],
    ["minus signs", `x = ${"-".repeat(much)}1;`],
    ["braces", "{".repeat(much)],
    ["choices", `x = ${"a?b:".repeat(much)}1;`],
    ["else if", `${"if (a) cube(1); else ".repeat(40_000)}cube(1);`],
    ["calls", `x = ${"f(".repeat(much)}`],
    ["modules in modules", "module m() { ".repeat(60_000)],
    ["functions in functions", `x = ${"function(a) ".repeat(60_000)}1;`],
  ])("%s", async (name, source) => {
    const answer = await tried("T-PARSE-1", name, source);
    // A chain of choices is no nesting: it is bounded by memory, which may end its process.
    const codes = ["scad_parse_error", "limit_exceeded", "ok", "scad_eval_error"];
    expect(name === "choices" ? [...codes, "quarantined"] : codes).toContain(answer.code);
  });
});

describe("T-PARSE-2 long tokens and odd bytes", () => {
  const long = 1_000_000;
  test.each([
    ["an identifier", "a".repeat(long)],
    ["a number", `x = ${"1".repeat(long)};`],
    ["a text", `x = "${"a".repeat(long)}";`],
    ["a comment", `/*${"*".repeat(long)}*/`],
    ["space", " ".repeat(long)],
    ["a text that does not end", `x = "${"a".repeat(long)}`],
    ["a comment that does not end", `/*${"*".repeat(long)}`],
    ["NUL", "cube(1);\0cube(2);"],
    ["a byte order mark", "\ufeffcube(1);"],
    ["carriage returns only", "cube(1);\rcube(2);\r"],
    ["half a character", 'echo("\\uD800");'],
    ["marks of direction", "cube(1); // \u202e\u2066"],
    ["no newline at the end", "cube(1);"],
  ])("%s", async (name, source) => {
    const answer = await tried("T-PARSE-2", name, source);
    expect(["ok", "scad_parse_error", "limit_exceeded", "scad_eval_error"]).toContain(answer.code);
  });

  test("more than one source may have", async () => {
    const answer = await tried("T-PARSE-2", "a source of 2 MB", "// ".padEnd(2_000_000, "x"));
    expect([answer.code, answer.limit]).toEqual(["limit_exceeded", "sourceBytes"]);
  });
});

describe("T-REDOS-1 nothing that is long and regular takes long", () => {
  const much = 100_000;
  test.each([
    ["space", `${" ".repeat(much)}x`],
    ["space and newlines in comments", `// ${" ".repeat(much)}\nx = 1; // ${" ".repeat(much)}[`],
    ["comments that open", "/*".repeat(much)],
    ["backslashes in a text", `x = "${"\\\\".repeat(much)}`],
    ["backslashes", "\\".repeat(much)],
    ["a customizer comment", `x = 1; // [${"1:".repeat(much)}`],
    ["a customizer list", `x = "a"; // [${"a, ".repeat(much)}`],
    ["groups", `/* [${"[".repeat(much)}] */ x = 1;`],
    ["digits and dots", `x = ${"1.".repeat(much)};`],
    ["exponents", `x = ${"1e".repeat(much)};`],
  ])("%s", async (name, source) => {
    for (const address of ["evaluate", "parse"]) {
      const send = (url: string): Promise<Response> => post(`${url}/api/${address}`, { source });
      const answer = await attack(service.server(), { row: "T-REDOS-1", name: `${name}, ${address}`, send });
      expect(["ok", "scad_parse_error", "limit_exceeded", "scad_eval_error"]).toContain(answer.code);
    }
  });
});

describe("T-PROTO-1 names of JavaScript's own objects are ordinary", () => {
  const names = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "__defineGetter__", "valueOf"];

  test("variables, functions, modules, arguments", async () => {
    for (const name of names) {
      const source = `${name} = 3; function ${name}(x) = x + 1; module ${name}(${name} = 2) cube([${name}, 1, 1]);
        ${name}(${name} = ${name}(${name})); echo(${name}, is_undef(u), [for (${name} = [1 : 2]) ${name}]);`;
      const answer = await tried("T-PROTO-1", name, source);
      expect([name, messages(answer)]).toEqual([name, "3, true, [1, 2]"]);
      expect((answer.body.measures as { volume: number }).volume).toBe(4);
    }
  });

  test("parameters and files", async () => {
    for (const name of names) {
      const source = `${name} = 1;\\ninclude <${name}.scad>\\ncube([x, ${name}, 1]);`;
      const body = `{"source":"${source}","parameters":{"${name}":3},"files":{"${name}.scad":"x = 2;"}}`;
      const send = (url: string): Promise<Response> =>
        fetch(`${url}/api/evaluate`, { method: "POST", body, headers: { "content-type": "application/json" } });
      const answer = await attack(service.server(), { row: "T-PROTO-1", name: `files and parameters, ${name}`, send });
      expect([name, answer.body.measures]).toMatchObject([name, { volume: 6 }]);
    }
  });

  test("members of the request", async () => {
    for (const body of [
      '{"source":"cube(1);","__proto__":{"polluted":1}}',
      '{"source":"cube(1);","constructor":{"prototype":{"polluted":1}}}',
      '{"source":"cube(1);","files":{"__proto__":"cube(1);"}}',
      '{"source":"cube(1);","files":{"__proto__":{"polluted":1}}}',
      '{"source":"cube(1);","parameters":{"__proto__":{"polluted":1}}}',
      '{"__proto__":{"source":"cube(1);"}}',
    ]) {
      const send = (url: string): Promise<Response> => fetch(`${url}/api/evaluate`, { method: "POST", body });
      const { code } = await attack(service.server(), { row: "T-PROTO-1", name: body.slice(0, 40), send });
      expect(["ok", "invalid_request"]).toContain(code);
    }
    const clean = await tried("T-PROTO-1", "afterwards", "echo(is_undef(polluted), polluted);");
    expect(messages(clean)).toContain("true, undef");
  });
});

describe("T-GEN-1 no text becomes code", () => {
  const nasty = [
    '"]};process.exit()//',
    "`$" + "{process.exit()}`",
    "*/process.exit()/*",
    "\u2028process.exit()",
    "</script><script>alert(1)</script>",
    "a\nb'\\",
  ];

  test("in the evaluator: identifiers cannot hold it, texts come back as they went in", async () => {
    for (const text of nasty) {
      const answer = await tried("T-GEN-1", JSON.stringify(text), "x = 0; echo(x[0] == undef ? x : x);", {
        files: {},
        source: `x = undef; function f() = x; module m() echo(f()); m();`,
        parameters: { x: text },
      });
      expect(messages(answer)).toBe(`"${text}"`);
    }
  });

  test("in files: markup is escaped", async () => {
    const source = `text("a"); // ${nasty.join(" ").replace(/[\n\u2028]/g, " ")}`;
    for (const format of ["svg", "dxf", "pdf"]) {
      const answer = await tried("T-GEN-1", format, source, { format });
      expect(answer.text).not.toMatch(/<script|\son\w+=/);
    }
    const solid = await tried("T-GEN-1", "3mf, amf", 'color("red") cube(1);', { format: "amf" });
    expect(solid.text).not.toContain("<script");
  });
});
