// Modes, inputs and outputs: what a command prints where, what it leaves behind, and its exit status (spec/cli.md §1.1,
// §1.6, §1.9, §1.10).
import { describe, expect, test } from "bun:test";
import { check, csg, cube, run, shell } from "./harness.ts";

describe("modes", () => {
  test("without an output there would be a window", async () => {
    const err = "Requested GUI mode but can't open display!\n\n";
    for (const line of ["", "c.scad", "--check-parameters on c.scad", "-- c.scad -o x"])
      await check(line, { status: 1, err });
    await check("c.scad --export-format stl", { status: 1, err: `Ignoring --export-format option\n${err}` });
  });

  test("who calls us by our own name learns how to name an output", async () => {
    const { status, err } = await run(["c.scad"], { files: cube, name: "moicad" });
    expect(status).toBe(1);
    expect(err).toStartWith("Requested GUI mode but can't open display!\n\n");
    expect(err).toContain("moicad part.scad -o part.stl");
  });

  test("a summary file that cannot be written is told, and leaves the status as it is", async () => {
    const { status, err, made } = await run(["c.scad", "-o", "x.off", "--summary-file", "nowhere/s.json"], {
      files: cube,
    });
    expect({ status, err }).toEqual({ status: 0, err: `Can't write summary file "nowhere/s.json"\n` });
    expect(Object.keys(made)).toEqual(["x.off"]);
  });

  test("an error of the arguments is followed by an empty line and the usage", async () => {
    const { status, err } = await run(["--nonsense"]);
    expect(status).toBe(1);
    expect(err).toStartWith(
      "unrecognised option '--nonsense'\n\nUsage: openscad [options] file.scad\nAllowed options:\n  ",
    );
    expect(err).toEndWith("\n\n");
  });

  test("one input, not more and not less", async () => {
    const usage = await run(["--help"]);
    expect(usage.status).toBe(0);
    for (const line of ["-o x.csg", "-o x.csg c.scad d.scad", "--render c.scad -o a.stl", "--animate 2"])
      expect(await run(line.split(" "))).toEqual({ ...usage, status: 1 });
  });

  test("--version is one line on standard error, which --quiet hides", async () => {
    const { err } = await run(["--version"]);
    expect(err).toMatch(/^OpenSCAD version 20\d\d\.\d\d\.\d\d\n$/);
    await check("-qv", {});
  });

  test("--help names all that clients look for", async () => {
    const { err, out } = await run(["--help"]);
    expect(out).toBe("");
    for (const word of [
      "--backend",
      "lazy-union",
      "asciistl",
      "binstl",
      "--enable",
      "--summary",
      "Manifold",
      "*Cornfield",
      "axes",
    ])
      expect(err).toContain(word);
    expect(Math.max(...err.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  test("--help-export lists every setting with its default", async () => {
    const { err } = await run(["--help-export"]);
    expect(err).toContain("\nSection 'export-pdf':\n  - paper-size (enum): [a6,a5,<a4>,a3,letter,legal,tabloid]\n");
    expect(err).toContain("\n  - show-scale (bool): <true>/false\n");
    expect(err).toContain("\n  - grid-size (double): 1.000000 : <10.000000> : 100.000000\n");
    expect(err).toContain("\n  - decimal-precision (int): 1 : <6> : 16\n");
    expect(err).toContain('\n  - color (string): "#f9d72c"\n');
  });

  test("--info is a report on standard output, whatever outputs are asked for", async () => {
    const { status, out, err, made } = await run(["--info", "-o", "x.csg"], { environment: { OPENSCADPATH: "/a:/b" } });
    expect({ status, err, made }).toEqual({ status: 0, err: "", made: {} });
    expect(out).toMatch(/^OpenSCAD Version: \S+ /);
    expect(out).toContain("\nOPENSCADPATH: /a:/b\nOpenSCAD library path:\n  /a\n  /b\n");
    expect(out).toContain("\nOPENSCAD_FONT_PATH: <not set>\nOpenSCAD font path:\n");
    expect(out).toEndWith("\n\n\n");
    expect((await run(["--info", "a", "b"])).status).toBe(1);
  });
});

describe("outputs", () => {
  test("the suffix is the format, in any case", async () => {
    await check("c.scad -o x.csg", { made: { "x.csg": csg } });
    await check("c.scad -o x.CSG", { made: { "x.CSG": csg } });
    await check("c.scad -o .csg", { made: { ".csg": csg } });
    await check("c.scad -o a.b.csg", { made: { "a.b.csg": csg } });
    await check("c.scad -o x.term", { made: { "x.term": "No top-level CSG object\n" } });
    await check("c.scad -o x --export-format csg", { made: { x: csg } });
  });

  test("a name without a known suffix needs --export-format", async () => {
    const end = "Either add a valid suffix or specify one using the --export-format option.\n";
    for (const [name, suffix] of [
      ["x", ""],
      ["x.", ""],
      ["..", ""],
      ["a.csg/", ""],
      ["a.b/x", ""],
      ["-", ""],
      ["/dev/null", ""],
      ["x.Foo", "foo"],
    ])
      await check(`c.scad -o ${name}`, { status: 1, err: `Invalid suffix ${suffix}. ${end}` });
  });

  test("the directory must exist", async () => {
    const skipping = (directory: string, file: string) => ({
      status: 1,
      err: `\n'${directory}' is not a directory for output file ${file} - Skipping\n\n`,
    });
    await check("c.scad -o no/x.csg", skipping("no", "no/x.csg"));
    await check("c.scad -o /no/such/x.csg", skipping("/no/such", "/no/such/x.csg"));
    await check("c.scad -o c.scad/x.csg", skipping("c.scad", "c.scad/x.csg"));
    // It is not looked for before the format is known, and the others are made.
    await check("c.scad -o no/x.csg -o y.csg", { ...skipping("no", "no/x.csg"), made: { "y.csg": csg } });
  });

  test("a file that cannot be opened is a message, not a failure", async () => {
    const setup = { files: { ...cube, "dir/a": "" } };
    await check("c.scad -o dir --export-format csg", { err: 'Can\'t open file "dir" for export\n' }, setup);
    await check("c.scad -o dir --export-format echo", {}, setup);
    const { status, err } = await run(["c.scad", "-o", "dir", "--export-format", "off"], setup);
    expect(status).toBe(0);
    expect(err).toStartWith('Can\'t open file "dir" for export\nGeometries in cache: ');
  });

  test("a full disk is an error message, not a failure", async () => {
    await check("c.scad -o /dev/full --export-format csg", { err: 'ERROR: "/dev/full" write error. (Disk full?)\n' });
  });

  test("every output is a run of its own", async () => {
    const files = { "c.scad": "echo(1);\ncube(1);\n" };
    await check(
      "c.scad -o x.csg -o y.csg",
      { err: "ECHO: 1\nECHO: 1\n", made: { "x.csg": csg, "y.csg": csg } },
      { files },
    );
    await check("c.scad -o - -o - --export-format csg", { err: "ECHO: 1\nECHO: 1\n", out: csg + csg }, { files });
  });

  test("standard input is read once", async () => {
    await check("- -o - -o - --export-format csg", { out: `${csg}\n` }, { stdin: "cube(1);" });
  });

  test("statuses add up", async () => {
    await check("c.scad -o a.nope -o b.csg", {
      status: 1,
      err: "Invalid suffix nope. Either add a valid suffix or specify one using the --export-format option.\n",
      made: { "b.csg": csg },
    });
  });

  test("what an existing file held is gone, unless the export fails", async () => {
    await check("c.scad -o x.csg", { made: { "x.csg": csg } }, { files: { ...cube, "x.csg": csg.repeat(9) } });
    const failing = { files: { "c.scad": "cube(", "x.csg": "old" } };
    expect((await run(["c.scad", "-o", "x.csg"], failing)).made).toEqual({});
    const empty = { files: { "c.scad": "", "x.stl": "old" } };
    await check("c.scad -o x.stl", { status: 1, err: "Current top level object is empty.\n" }, empty);
  });

  test("wrong dimensions", async () => {
    await check("c.scad -o x.svg", { status: 1, err: "Current top level object is not a 2D object.\n" });
    await check(
      "- -o x.stl",
      { status: 1, err: "Current top level object is not a 3D object.\n" },
      { stdin: "square();" },
    );
    await check("- -o x.dxf", { status: 1, err: "Current top level object is not a 2D object.\n" }, { stdin: "" });
    await check("- -o x.stl -q", { status: 1 }, { stdin: "" });
  });

  test("pictures are not drawn yet", async () => {
    const err = "ECHO: true\nCan't create OffscreenView: moicad does not draw pictures yet.\n";
    const files = { "c.scad": "echo($preview);\n" };
    await check("c.scad -o x.png", { status: 1, err }, { files });
    await check("c.scad -o x --export-format png", { status: 1, err }, { files });
  });

  test("a failed assertion leaves what was made before it", async () => {
    await check(
      "- -o x.csg",
      {
        err: "ERROR: Assertion 'false' failed in file <stdin>, line 2\nTRACE: called by 'assert' in file <stdin>, line 2\n",
        made: { "x.csg": csg },
      },
      {
        stdin: "cube(1);\nassert(false);\ncube(2);\n",
      },
    );
  });
});

describe("relative names", () => {
  const setup = { files: { "sub/c.scad": "use <d.scad>\nd();", "sub/d.scad": "module d() cube(1);" } };

  test("are taken from the working directory", async () => {
    const made = "group() {\n\tcube(size = [1, 1, 1], center = false);\n}\n\n";
    await check("sub/c.scad -o x.csg", { made: { "x.csg": made } }, setup);
    await check("sub/c.scad -o sub/x.csg", { made: { "sub/x.csg": made } }, setup);
  });

  test("in strict mode csg and ast go beside the input, as in OpenSCAD", async () => {
    const strict = { ...setup, environment: { OPENSCAD_STRICT: "1" } };
    expect(Object.keys((await run(["sub/c.scad", "-o", "x.csg"], strict)).made)).toEqual(["sub/x.csg"]);
    expect(Object.keys((await run(["sub/c.scad", "-o", "x.ast"], strict)).made)).toEqual(["sub/x.ast"]);
    expect(Object.keys((await run(["sub/c.scad", "-o", "x.echo"], strict)).made)).toEqual(["x.echo"]);
    await check("sub/c.scad -o sub/x.csg", { err: 'Can\'t open file "sub/x.csg" for export\n' }, strict);
  });
});

describe("input", () => {
  test("that cannot be opened", async () => {
    await check("no.scad -o x.csg", { status: 1, err: "Can't open input file 'no.scad'!\n\n" });
    await check("sub -o x.csg", { status: 1, err: "Can't open input file 'sub'!\n\n" }, { files: { "sub/a": "" } });
    await check("no.scad -o x.csg -q", { status: 1 });
    expect(await run(["", "-o", "x.csg"])).toMatchObject({ status: 1, err: "Can't open input file ''!\n\n" });
  });

  test("with syntax errors", async () => {
    const err = "ERROR: Parser error: syntax error in file sub/c.scad, line 2\n";
    const setup = { files: { "sub/c.scad": "cube(1);\nx = = 1;\n" } };
    await check("sub/c.scad -o x.csg", { status: 1, err: `${err}Can't parse file 'sub/c.scad'!\n\n` }, setup);
    await check("sub/c.scad -o x.csg -q", { status: 1, err }, setup);
  });

  test("from standard input has the name <stdin>", async () => {
    await check(
      "- -o x.csg",
      { err: "WARNING: Ignoring unknown module 'foo' in file <stdin>, line 1\n", made: { "x.csg": "\n" } },
      { stdin: "foo();" },
    );
    const { made } = await run(["-", "-o", "x.param"], { stdin: "a = 1;" });
    expect(JSON.parse(made["x.param"] as string).title).toBe("<stdin>");
  });

  test("beside a link to it counts, not beside its target", async () => {
    const files = { "a/n.scad": 'echo("a");', "b/n.scad": 'echo("b");', "b/c.scad": "include <n.scad>" };
    expect((await shell("ln -s ../b/c.scad a/c.scad; openscad a/c.scad -o x.csg", { files })).err).toBe('ECHO: "a"\n');
  });
});

describe("echo exports", () => {
  test("hold everything that would be on standard error", async () => {
    const log = "ECHO: 1\nWARNING: Ignoring unknown module 'foo' in file c.scad, line 1\n";
    await check("c.scad -o x.echo", { made: { "x.echo": log } }, { files: { "c.scad": "echo(1); foo();" } });
    await check("c.scad -o - --export-format echo", { out: log }, { files: { "c.scad": "echo(1); foo();" } });
    await check("no.scad -o x.echo", { status: 1, made: { "x.echo": "Can't open input file 'no.scad'!\n\n" } });
  });

  test("hold errors of the program and of parameter files", async () => {
    const failed = "ERROR: Parser error: syntax error in file c.scad, line 1\nCan't parse file 'c.scad'!\n\n";
    await check("c.scad -o x.echo", { status: 1, made: { "x.echo": failed } }, { files: { "c.scad": "cube(;" } });
    await check("c.scad -o x.echo -p no.json -P a", {
      made: { "x.echo": "ERROR: Cannot open Parameter Set 'no.json' for reading\n" },
    });
  });

  test("are quiet on demand", async () => {
    const files = { "c.scad": "echo(1); foo(); assert(false);" };
    const error = "ERROR: Assertion 'false' failed in file c.scad, line 1\n";
    await check("c.scad -q -o x.echo", { made: { "x.echo": error } }, { files });
    await check("no.scad -q -o x.echo", { status: 1, made: { "x.echo": "" } });
  });

  test("give standard error back to the next output", async () => {
    const files = { "c.scad": "echo(1);" };
    await check(
      "c.scad -o x.echo -o y.csg",
      { err: "ECHO: 1\n", made: { "x.echo": "ECHO: 1\n", "y.csg": "\n" } },
      { files },
    );
  });
});
