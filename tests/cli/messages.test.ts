// What options change about a program and its messages (spec/cli.md §1.7, §1.8, §1.11, §1.15, §1.19).
import { describe, expect, test } from "bun:test";
import { check, csg, cube, run } from "./harness.ts";

describe("--quiet", () => {
  test("leaves errors only, and changes no status", async () => {
    const files = { "c.scad": "echo(1); foo(); cube(1); assert(false);" };
    await check(
      "c.scad -q -o x.csg",
      { err: "ERROR: Assertion 'false' failed in file c.scad, line 1\n", made: { "x.csg": csg } },
      { files },
    );
    const { err, made } = await run(["c.scad", "-q", "-o", "x.off", "--summary", "all"], { files: cube });
    expect(err).toBe("");
    expect(made["x.off"]).toStartWith("OFF\n8 6 0\n");
  });

  test("hides messages of options, but not their errors", async () => {
    await check("-q --enable=x --view=y c.scad -o x.csg", { made: { "x.csg": csg } });
    await check("-q --backend=x", { status: 1, err: "ERROR: Unknown rendering backend 'x'.\n" });
    await check("-q --camera 1", { status: 1 });
  });
});

describe("repeated messages", () => {
  test("are shown five times, over all outputs and frames", async () => {
    const files = { "w.scad": "foo();foo();foo();cube(1);" };
    const warning = "WARNING: Ignoring unknown module 'foo' in file w.scad, line 1\n";
    const { err } = await run(["w.scad", "-o", "x.csg", "-o", "y.csg"], { files });
    expect(err).toBe(warning.repeat(5));
    const frames = await run(["w.scad", "-o", "x.csg", "--animate", "3"], { files });
    const line = "Exporting w.scad...\n";
    expect(frames.err).toBe(`${line}${warning.repeat(3)}${line}${warning.repeat(2)}${line}`);
  });
});

describe("-D", () => {
  const files = { "b.scad": "x = 1;\ny = x + 1;\necho(x, y, $fn);\n" };
  const cases: readonly (readonly [readonly string[], string])[] = [
    [["-D", "x=5"], "ECHO: 5, 6, 0\n"],
    [["-Dx=5", "-D$fn=3"], "ECHO: 5, 6, 3\n"],
    [["-D", "x=5;y=1"], "ECHO: 5, 1, 0\n"],
    [["-D", "x=5", "-D", "x=6;"], "ECHO: 6, 7, 0\n"],
    [
      ["-D", 'x="a b"'],
      'WARNING: undefined operation (string + number) in file b.scad, line 2\nECHO: "a b", undef, 0\n',
    ],
    [["-D", ""], "ECHO: 1, 2, 0\n"],
    [["-D", "// nothing"], "ECHO: 1, 2, 0\n"],
    [["-D", "echo(7)"], "ECHO: 1, 2, 0\nECHO: 7\n"],
    [["-D", "function f() = 8; module m() { echo(f()); } m()"], "ECHO: 1, 2, 0\nECHO: 8\n"],
    [
      ["-D", "x=abc"],
      'WARNING: Ignoring unknown variable "abc" in file b.scad, line 6\nWARNING: undefined operation (undefined + number) in file b.scad, line 2\nECHO: undef, undef, 0\n',
    ],
  ];
  test.each(cases)("%p", async (args, err) => {
    expect(await run(["b.scad", "-o", "x.term", ...args], { files })).toMatchObject({ status: 0, err });
  });

  test("errors have lines beyond the end of the file", async () => {
    const { status, err } = await run(["b.scad", "-o", "x.csg", "-D", "y=1", "-D", "a="], { files });
    expect(status).toBe(1);
    expect(err).toBe("ERROR: Parser error: syntax error in file b.scad, line 7\nCan't parse file 'b.scad'!\n\n");
  });

  test("may end a block of the file", async () => {
    const open = { files: { "o.scad": "module o() {\ncube(1);\n" } };
    expect((await run(["o.scad", "-o", "x.csg", "-D", "}"], open)).status).toBe(0);
    expect((await run(["o.scad", "-o", "x.csg"], open)).status).toBe(1);
  });
});

describe("$preview, $t and the camera", () => {
  const files = { "v.scad": "echo($preview, $t);" };
  const preview: readonly (readonly [string, boolean])[] = [
    ["-o x.csg", true],
    ["-o x.term", true],
    ["-o x.param", true],
    ["-o x.ast", true],
    ["-o x.off", false],
    ["-o x.svg", false],
    ["-o x.csg --render", false],
    ["-o x.csg --render=force", false],
    ["-o x.csg --preview", true],
    ["-o x.csg --render --preview", true],
    ["-o x.off --preview", false],
    ["-o x.off -D $preview=true", true],
  ];
  test.each(preview)("%s", async (line, expected) => {
    expect((await run(["v.scad", ...line.split(" ")], { files })).err).toStartWith(`ECHO: ${expected}, 0\n`);
  });

  test("the program's own camera ends the fitting", async () => {
    const own = { files: { "v.scad": "$vpr = [1, 2, 3];\ncube(1);\n" } };
    const err = "WARNING: Viewall and autocenter disabled in favor of $vp*\n";
    await check("v.scad -o x.csg", { err, made: { "x.csg": csg } }, own);
    await check("v.scad -o x.csg --hardwarnings", { err, made: { "x.csg": csg } }, own);
    await check("v.scad -o x.csg --camera=0,0,0,0,0,0,9", { made: { "x.csg": csg } }, own);
  });
});

describe("--hardwarnings", () => {
  const files = { "w.scad": "cube(1);\nfoo();\necho(1);\n" };

  test("ends everything at the first warning", async () => {
    const { status, err, made } = await run(["w.scad", "-o", "x.csg", "-o", "y.csg", "--hardwarnings", "-d", "z.d"], {
      files,
    });
    expect(status).toBe(1);
    expect(err).toStartWith("WARNING: Ignoring unknown module 'foo' in file w.scad, line 2\n");
    expect(err).not.toContain("ECHO");
    expect(made).toEqual({ "z.d": "x.csg y.csg: \\\n\tw.scad\n" });
  });

  test("counts what --quiet hides", async () => {
    await check("w.scad -o x.csg --hardwarnings -q", { status: 1 }, { files });
  });

  test("makes a warning of the parser a syntax error, for every output", async () => {
    const err =
      'WARNING: "a" was assigned on line 1 but was overwritten in file r.scad, line 2\n' +
      "ERROR: Parser error: stop on first warning in file r.scad, line 2\nCan't parse file 'r.scad'!\n\n";
    const twice = { files: { "r.scad": "a=1;\na=2;\n" } };
    await check("r.scad -o x.csg -o y.csg --hardwarnings", { status: 1, err: err + err }, twice);
  });
});

describe("--trace-depth", () => {
  // Functions of their own names: equal lines would be suppressed.
  const chain = Array.from({ length: 40 }, (_, i) => `function f${i}() = 1 + f${i + 1}();\n`).join("");
  const files = { "t.scad": `${chain}function f40() = assert(false);\nx = f0();\n` };
  const traces = async (...args: string[]) =>
    (await run(["t.scad", "-o", "x.csg", ...args], { files })).err
      .split("\n")
      .filter((line) => line.startsWith("TRACE: "));

  test("is 12 at each end", async () => {
    const lines = await traces();
    expect(lines).toHaveLength(25);
    expect(lines[12]).toMatch(/^TRACE: {3}\*\*\* Excluding \d+ frames \*\*\*$/);
  });

  test("may be any other, also none and more than there are", async () => {
    expect(await traces("--trace-depth=2")).toHaveLength(5);
    expect(await traces("--trace-depth=0")).toHaveLength(1);
    const all = await traces("--trace-depth=1000");
    expect(all.length).toBeGreaterThan(40);
    expect(all.join("")).not.toContain("Excluding");
  });
});
