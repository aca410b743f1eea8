// `moicad validate` and `moicad heal`: what they print, write and return.
import { describe, expect, test } from "bun:test";
import { box, edit, join, off, turned } from "../unit/inspect/bodies.ts";
import { run, spawn } from "./harness.ts";

const cube = off(box());
const flipped = off(edit(box(), (triangle, at) => [at === 5 ? turned(triangle) : triangle]));
const open = off(edit(box(), (triangle, at) => (at === 5 ? [] : [triangle])));
const crossing = off(join(box(20), box(20, [10, 11, 12])));

describe("validate", () => {
  test("a valid file", async () => {
    expect(await run(["validate", "a.off"], { files: { "a.off": cube } })).toEqual({
      status: 0,
      err: "",
      made: {},
      out: `a.off: valid: OFF, 1 object, 1 shell, 12 triangles
  1 file integrity      passed
  2 format compliance   passed
  3 parsing             passed
  4 geometry validity   passed
  5 quality score       1 passed
`,
    });
  });

  test("one with defects, and one that is not there", async () => {
    const { status, out, err } = await run(["validate", "a.off", "b.stl"], { files: { "a.off": open } });
    expect([status, err]).toEqual([1, ""]);
    expect(out).toContain("a.off: not valid: OFF, 1 object, 1 shell, 11 triangles\n");
    expect(out).toContain("  4 geometry validity   failed\n      error: edges with one facet only, at holes: 3\n");
    expect(out).toContain("b.stl: not valid\n  1 file integrity      failed\n      error: the file cannot be opened\n");
  });

  test("JSON, a line for each file", async () => {
    const files = { "a.off": cube, "b.off": flipped };
    const { status, out } = await run(["validate", "--json", "a.off", "b.off"], { files });
    const reports = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(status).toBe(1);
    expect(reports.map(({ file, type, validation }) => [file, type, validation.qualityScore])).toEqual([
      ["a.off", "off", 1],
      ["b.off", "off", 0.642],
    ]);
    expect(reports[1].validation.stages[3]).toMatchObject({ stage: 4, name: "geometry validity", status: "failed" });
  });

  test("the type by option, by content, from standard input", async () => {
    expect((await run(["validate", "--type", "off", "a"], { files: { a: cube } })).status).toBe(0);
    expect((await run(["validate", "a"], { files: { a: cube } })).status).toBe(0);
    expect((await run(["validate", "-"], { stdin: cube })).status).toBe(0);
    expect((await run(["validate", "a.stl"], { files: { "a.stl": cube } })).out).toContain(
      "2 format compliance   failed",
    );
  });

  test.each<[readonly string[], string]>([
    [[], "needs a file"],
    [["--type", "png", "a"], "'png' is none of stl, obj, off, 3mf, amf, step, iges, brep"],
    [["--type"], "no value for '--type'"],
    [["--json=1", "a"], "option '--json' takes no value"],
    [["--fix", "a"], "unknown option '--fix'"],
  ])("%p", async (args, problem) => {
    const { status, out, err } = await run(["validate", ...args]);
    expect([status, out]).toEqual([1, ""]);
    expect(err).toStartWith(`moicad validate: ${problem}\nUsage: moicad validate`);
  });

  test("--help", async () => {
    const { status, err } = await run(["validate", "--help"]);
    expect([status, err.split("\n")[0]]).toEqual([0, "Usage: moicad validate [--json] [--type TYPE] FILE..."]);
  });
});

describe("heal", () => {
  test("beside the original, which stays as it is", async () => {
    const { status, out, err, made } = await run(["heal", "a.off"], { files: { "a.off": flipped } });
    expect([status, out, err]).toEqual([0, "", "a.off: facets turned: 1\n"]);
    expect(Object.keys(made)).toEqual(["a.healed.off"]);
    expect((await run(["validate", "b.off"], { files: { "b.off": made["a.healed.off"] as string } })).status).toBe(0);
  });

  test("into another format", async () => {
    const { status, err, made } = await run(["heal", "a.off", "-o", "b.stl"], { files: { "a.off": crossing } });
    expect([status, err]).toEqual([0, "a.off: crossings of facets resolved: 12\n"]);
    expect(made["b.stl"]).toStartWith("solid ");
  });

  test("to standard output, in a format by name", async () => {
    const { status, out } = await run(["heal", "a.off", "-o", "-", "--format", "obj"], { files: { "a.off": flipped } });
    expect([status, out.match(/^f /gm)?.length]).toEqual([0, 12]);
  });

  test("what cannot be mended is told, and the status says so", async () => {
    const { status, err, made } = await run(["heal", "a.off", "-o", "b.off"], { files: { "a.off": open } });
    expect([status, err]).toEqual([
      1,
      "a.off: nothing was changed\na.off: error: edges with one facet only, at holes: 3\n",
    ]);
    expect(made).toEqual({ "b.off": open });
  });

  test("JSON", async () => {
    const { out } = await run(["heal", "--json", "a.off", "-o", "b.off"], { files: { "a.off": flipped } });
    expect(JSON.parse(out)).toMatchObject({
      file: "a.off",
      type: "off",
      output: "b.off",
      healing: { applied: [{ code: "flipped-facets", count: 1 }], remaining: [] },
    });
  });

  test.each<[readonly string[], string]>([
    [["a.off", "-o", "./a.off"], "moicad heal: 'a.off' is the original, which is kept: name another output\n"],
    [["a.off", "-o", "b.svg"], "moicad heal: the output needs a format that holds solids\n"],
    [["a.off", "-o", "-", "--json"], "moicad heal: standard output cannot hold both the file and the report\n"],
    [
      ["b.off"],
      "b.off: nothing was changed\nb.off: error: the file cannot be opened\nmoicad heal: there is nothing to write for b.off\n",
    ],
    [["a.off", "-o", "no/b.off"], `a.off: facets turned: 1\nCan't open file "no/b.off"\n`],
  ])("%p", async (args, err) => {
    expect(await run(["heal", ...args], { files: { "a.off": flipped } })).toEqual({
      status: 1,
      out: "",
      err,
      made: {},
    });
  });

  test("as a process", async () => {
    const { status, made } = await spawn(["heal", "a.off"], { files: { "a.off": flipped } });
    expect([status, Object.keys(made)]).toEqual([0, ["a.healed.off"]]);
  });
});
