// The command lines of programs that call `openscad`, each with what that program reads from the result (spec/cli.md §4).
import { describe, expect, test } from "bun:test";
import { wasmFiles } from "../../wasm/manifest.ts";
import { run, shell } from "./harness.ts";

/** Lines with a prefix, without it. */
function linesWith(prefix: string, text: string): string[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith(prefix))
    .map((line) => line.slice(prefix.length).trim());
}

describe("openscad_runner, openscad_test, openscad_docsgen", () => {
  const files = {
    "good.scad": 'echo("hi", n);\n',
    "warned.scad": "x = nope;\n",
    "failed.scad": 'module m() assert(false, "no");\nm();\n',
  };

  /** The runner's own verdict. */
  function isSuccess(result: { status: number; err: string }, hardWarnings: boolean): boolean {
    const bad = ["ERROR:", "TRACE:", ...(hardWarnings ? ["WARNING:"] : [])];
    return result.status === 0 && bad.every((prefix) => linesWith(prefix, result.err).length === 0);
  }

  test("a test evaluates only: -o x.term", async () => {
    const good = await run(["-o", "t.term", "-D", "n=3", "good.scad"], { files });
    expect(isSuccess(good, true)).toBe(true);
    expect(linesWith("ECHO:", good.err)).toEqual(['"hi", 3']);
    expect(good.made).toEqual({ "t.term": "No top-level CSG object\n" });
    const warned = await run(["-o", "t.term", "warned.scad"], { files });
    expect([isSuccess(warned, false), isSuccess(warned, true)]).toEqual([true, false]);
    expect(linesWith("WARNING:", warned.err)).toEqual(['Ignoring unknown variable "nope" in file warned.scad, line 1']);
    const failed = await run(["-o", "t.term", "failed.scad"], { files });
    expect(failed.status).toBe(0);
    expect(isSuccess(failed, false)).toBe(false);
    expect(linesWith("ERROR:", failed.err)[0]).toContain("Assertion 'false' failed: \"no\"");
  });

  test("an empty value of --render is a value", async () => {
    const picture =
      "--imgsize=320,240 --view=axes,scales --camera 0,0,0,55,0,25,444 --projection=o --autocenter --viewall";
    const render = await run(["-o", "t.png", ...picture.split(" "), "--render", "", "good.scad"], { files });
    expect(render.err).not.toContain("Usage:");
    expect(linesWith("ECHO:", render.err)).toEqual(['"hi", undef']);
    const preview = ["-o", "t.csg", ...picture.split(" "), "--preview", "throwntogether", "good.scad"];
    expect((await run(preview, { files })).status).toBe(0);
  });

  test("the log comes on standard output", async () => {
    const { out, err } = await run(["-o", "-", "--export-format=echo", "good.scad", "-Dn=1", "--hardwarnings"], {
      files,
    });
    expect(out.match(/ECHO:\s*(.*)/)?.[1]).toBe('"hi", 1');
    expect(err).toBe("");
  });
});

describe("NopSCADlib", () => {
  const files = {
    "bom.scad": 'use <parts/lid.scad>\nif ($bom > 1) echo("~lid.stl: 1, {printed}");\nif ($preview) lid();\n',
    "parts/lid.scad": "module lid() cube(10);\n",
    "maker.scad": "use <parts/lid.scad>\nlid();\n",
  };

  test("the bill of materials is in an echo file, the files in a dependency file", async () => {
    const line = "--hardwarnings -D $bom=2 -D $preview=true -o openscad.echo -d bom.deps bom.scad";
    const { status, out, err, made } = await run(line.split(" "), { files });
    expect({ status, out, err }).toEqual({ status: 0, out: "", err: "" });
    expect(/^ECHO: "~(.*?\.stl).*"$/m.exec(made["openscad.echo"] as string)?.[1]).toBe("lid.stl");
    const deps = (made["bom.deps"] as string).split("\n").filter((dep) => dep.startsWith("\t"));
    const names = deps.map((dep) => dep.trim().replace(/ \\$/, "").replaceAll("\\ ", " "));
    expect(names.sort()).toEqual(["DIR/parts/lid.scad", "bom.scad"]);
  });

  test("parts and their dependencies", async () => {
    const { status, err, made } = await run("--hardwarnings -o lid.stl maker.scad -D$bom=1 -d lid.deps".split(" "), {
      files,
    });
    expect(status).toBe(0);
    expect(err).not.toMatch(/ERROR:|WARNING:/);
    expect(made["lid.stl"]).toStartWith("solid OpenSCAD_Model\n");
    expect(made["lid.deps"]).toStartWith("lid.stl: \\\n\t");
  });
});

describe("editors", () => {
  test("Antyos' extension for VS Code reads the version from either stream", async () => {
    const { out, err } = await run(["--version"]);
    expect(/version (\S+)/.exec(out || err)?.[1]).toMatch(/^20\d\d\.\d\d\.\d\d$/);
  });

  test("it exports to any suffix and shows standard error", async () => {
    const { status, made } = await run(["-o", "out/m.3mf", "m.scad"], { files: { "m.scad": "cube(1);", "out/a": "" } });
    expect(status).toBe(0);
    expect(made["out/m.3mf"]).toStartWith("PK");
  });

  test("idea-openscad reads keys and indented lists from --info", async () => {
    const { status, out } = await run(["--info"], { environment: { OPENSCADPATH: "/l1:/l2" } });
    expect(status).toBe(0);
    const lines = out.split("\n");
    const libraries: string[] = [];
    for (let i = lines.indexOf("OpenSCAD library path:") + 1; lines[i]?.startsWith("  "); i++)
      libraries.push((lines[i] as string).trim());
    expect(libraries.slice(0, 2)).toEqual(["/l1", "/l2"]);
    for (const key of ["OpenSCAD Version", "Application Path", "User Library Path"])
      expect(lines.some((line) => line.startsWith(`${key}: `))).toBe(true);
  });

  test("FreeCAD takes the version apart and exports what it reads", async () => {
    const words = (await run(["-v"])).err.trim().split(" ");
    const numbers = (words[2] as string).split("-")[0]?.split(".").map(Number) as number[];
    expect(numbers[0]).toBeGreaterThanOrEqual(2024);
    expect(numbers.every(Number.isInteger)).toBe(true);
    const files = { "in.scad": "cylinder(r=1,h=2);" };
    const line = "--export-format off -D $fn=12 -D $fa=15.0 -D $fs=2.0 -o out in.scad";
    expect((await run(line.split(" "), { files })).made.out).toStartWith("OFF\n24 14 0\n");
    expect((await run(["-o", "tmp.csg", "in.scad"], { files })).made["tmp.csg"]).toBe(
      "cylinder($fn = 0, $fa = 12, $fs = 2, h = 2, r1 = 1, r2 = 1, center = false);\n\n",
    );
  });
});

describe("programs that read exports", () => {
  test("onshape-to-robot takes primitives from the csg text", async () => {
    const files = {
      "x.scad": "translate([1,2,3]) cube([1,2,3], center=true);\nsphere(4);\ncylinder(h=5, r1=1, r2=2);",
    };
    const csg = (await run(["x.scad", "-o", "_tmp_data.csg"], { files })).made["_tmp_data.csg"] as string;
    const matrix = /multmatrix\((\[\[.*\]\])\)/.exec(csg)?.[1] as string;
    expect(JSON.parse(matrix)).toEqual([
      [1, 0, 0, 1],
      [0, 1, 0, 2],
      [0, 0, 1, 3],
      [0, 0, 0, 1],
    ]);
    expect(/cube\(size = (\[.*\]), center = (true|false)\)/.exec(csg)?.slice(1)).toEqual(["[1, 2, 3]", "true"]);
    expect(/sphere\(.*r = ([\d.]+)\)/.exec(csg)?.[1]).toBe("4");
    expect(/cylinder\(.*h = (\d+), r1 = (\d+), r2 = (\d+), center = (\w+)\)/.exec(csg)?.slice(1)).toEqual([
      "5",
      "1",
      "2",
      "false",
    ]);
  });

  test("trimesh reads a mesh", async () => {
    const { status, made } = await run(["script.scad", "-o", "mesh.off"], { files: { "script.scad": "cube(2);" } });
    expect(status).toBe(0);
    expect(made["mesh.off"]).toStartWith("OFF\n8 6 0\n");
  });

  test("colorscad asks for the colors, then for the part of each", async () => {
    const files = { "in.scad": 'color("red") cube(1);\ncolor([0, 1, 0]) cube(2);\n' };
    const csg = (await run(["in.scad", "-o", "in.csg"], { files })).made["in.csg"] as string;
    const step = { files: { "in.csg": csg } };
    const ids = await run(["in.csg", "-o", "no_color.stl", "-D", "module color(c) {echo(ID=str(c));}"], step);
    expect(ids.err.split("\n").filter((line) => /^ECHO: ID = /.test(line))).toEqual([
      'ECHO: ID = "[1, 0, 0, 1]"',
      'ECHO: ID = "[0, 1, 0, 1]"',
    ]);
    expect(ids.err.split("\n").filter((line) => line !== "" && !line.startsWith("ECHO: "))).toEqual([
      "Current top level object is empty.",
    ]);
    expect({ status: ids.status, made: ids.made }).toEqual({ status: 1, made: {} });
    const part =
      '$colored = false; module color(c) {if ($colored) {children();} else {$colored = true; if (str(c) == "[1, 0, 0, 1]") children();}}';
    const red = await run(["in.csg", "-o", "out.3mf", "-D", part], step);
    expect(red.status).toBe(0);
    expect(red.made["out.3mf"]).toStartWith("PK");
    expect((await run(["--info"])).out).toMatch(/^lib3mf version: (?!.*not enabled)/m);
  });

  test("--info tells the versions of the libraries that are compiled to WASM", async () => {
    const { out } = await run(["--info"]);
    const versions = new Map(wasmFiles.map((file) => [file.package, file.version]));
    expect(out).toContain(`\nfreetype version: ${versions.get("freetype")}\n`);
    for (const [key, name] of [
      ["Manifold", "manifold-3d"],
      ["Clipper2", "clipper2-wasm"],
      ["harfbuzz", "harfbuzzjs"],
    ] as const)
      expect(out).toContain(`\n${key} version: ${name} ${versions.get(name)}\n`);
  });

  test("splitflap's scripts read named values and tolerate an empty model", async () => {
    const files = { "flap.scad": "echo(width = w);\nif (w > 9) cube(w);\n" };
    const camera = "--imgsize=320,240 --camera=0,0,0,0,0,0,600 --colorscheme=Starnight";
    const { status, err } = await run(["-o", "x.stl", ...camera.split(" "), "-D", "w=5", "flap.scad"], { files });
    expect(/^ECHO: (.+) = (.+)$/m.exec(err)?.slice(1)).toEqual(["width", "5"]);
    expect(status).toBe(1);
    expect(err).toContain("Current top level object is empty.");
  });
});

describe("programs that set parameters", () => {
  test("gridfinity-rebuilt's tests write sets with numbers and booleans", async () => {
    const files = {
      "g.scad": "// size\nw = 1; // [0:10]\nlid = false;\necho(w, lid, $fa, $fs);\n",
      "p.json": '{"fileFormatVersion": 1, "parameterSets": {"python_generated": {"w": 4, "lid": true}}}',
    };
    const line =
      "--enable=predictible-output --imgsize=1280,720 --view=axes --projection=ortho -D $fa=8 -D $fs=0.25 --camera=0,0,0,60,0,30,200 -o x.csg g.scad -p p.json -P python_generated";
    const { err } = await run(line.split(" "), { files });
    expect(linesWith("ERROR:", err)).toEqual([]);
    expect(linesWith("ECHO:", err)).toEqual(["4, true, 8, 0.25"]);
  });

  test("openscad-cli-wrapper reads the summary and the parameters", async () => {
    const files = { "file.scad": "size = 3; // [1:10]\ndifference() { cube(size); sphere(1); }", "p.json": "{}" };
    const line =
      "--backend Manifold --enable lazy-union -O export-3mf/unit=millimeter --summary all --summary-file f.json -p p.json -P a --export-format 3mf -o out.3mf --render --imgsize 1,1 file.scad";
    const { status, err, made } = await run(line.split(" "), { files });
    expect({ status, err }).toEqual({ status: 0, err: "" });
    const summary = JSON.parse(made["f.json"] as string);
    expect(Object.keys(summary)).toEqual(["cache", "camera", "geometry", "time"]);
    expect(Object.keys(summary.cache)).toEqual(["cgal_cache", "geometry_cache"]);
    for (const cache of Object.values(summary.cache))
      expect(Object.keys(cache as object)).toEqual(["bytes", "entries", "max_size"]);
    expect(summary.camera).toEqual({ distance: 140, fov: 22.5, rotation: [55, 0, 25], translation: [0, 0, 0] });
    expect(summary.geometry).toMatchObject({
      dimensions: 3,
      simple: true,
      bounding_box: { min: [0, 0, 0], max: [3, 3, 3], size: [3, 3, 3] },
    });
    expect(Object.keys(summary.time)).toEqual(["hours", "milliseconds", "minutes", "seconds", "time", "total"]);
    const { made: params } = await run("--export-format param -o x.param.json file.scad".split(" "), { files });
    expect(JSON.parse(params["x.param.json"] as string)).toEqual({
      parameters: [{ group: "Parameters", initial: 3, max: 10, min: 1, name: "size", step: 1, type: "number" }],
      title: "file",
    });
    const sharding = await run(["--animate", "2", "--animate-sharding", "1/2", "-o", "x.png", "file.scad"], { files });
    expect(sharding.err).toStartWith("unrecognised option '--animate-sharding'\n");
  });

  test("openscadgen goes through the shell", async () => {
    const line =
      "openscad -o 'x.stl' -D 'n=\"v w\"' -D 'k=2' in.scad --export-format binstl --backend=manifold --render";
    const { status, err, made } = await shell(line, { files: { "in.scad": "echo(n);cube(k);" } });
    expect(status).toBe(0);
    expect(err).toStartWith('ECHO: "v w"\n');
    expect(made["x.stl"]?.length).toBeGreaterThan(84);
    expect(/OpenSCAD version (\d{4})/.exec((await run(["--version"])).err)?.[1]).toBe("2026");
  });
});

describe("openscad-playground and openscad-studio", () => {
  const parserError = /^ERROR: Parser error: (.*?) in file ([^",]+), line (\d+)$/m;
  const warning = /^WARNING: (.*?),? in file ([^,]+), line (\d+)\.?/m;

  test("the place of an error and of a warning", async () => {
    const files = { "playground.scad": "cube(1);\nfoo();\n", "bad.scad": "cube(1);\ncube(;\n" };
    const bad = await run(["bad.scad", "-o", "out.off", "--backend=manifold"], { files });
    expect(parserError.exec(bad.err)?.slice(1)).toEqual(["syntax error", "bad.scad", "2"]);
    const good = await run(
      ["playground.scad", "-o", "out.off", "--export-format=off", "-Dk=1", "--enable=lazy-union"],
      { files },
    );
    expect(warning.exec(good.err)?.slice(1)).toEqual(["Ignoring unknown module 'foo'", "playground.scad", "2"]);
  });

  test("a wrong dimension is tried again as the other", async () => {
    const files = { "flat.scad": "square(1);", "solid.scad": "cube(1);", "both.scad": "square(1); cube(1);" };
    const flat = await run(["flat.scad", "-o", "out.off"], { files });
    expect(flat.err.split("\n")).toContain("Current top level object is not a 3D object.");
    expect((await run(["flat.scad", "-o", "out.svg"], { files })).err).toContain(
      "\nTop level object is a 2D object:\n",
    );
    const solid = await run(["solid.scad", "-o", "out.svg"], { files });
    expect(solid.err.split("\n")).toContain("Current top level object is not a 2D object.");
    expect((await run(["solid.scad", "-o", "out.off"], { files })).err).toContain(
      "\nTop level object is a 3D object (PolySet):\n",
    );
    expect((await run(["both.scad", "-o", "out.off"], { files })).err).toContain(
      "WARNING: Mixing 2D and 3D objects is not supported",
    );
  });

  test("parameters as JSON", async () => {
    const { made } = await run(["f.scad", "-o", "out.json", "--export-format=param"], {
      files: { "f.scad": "// Width\nw = 5; // [1:9]" },
    });
    expect(JSON.parse(made["out.json"] as string).parameters[0]).toEqual({
      caption: "Width",
      group: "Parameters",
      initial: 5,
      max: 9,
      min: 1,
      name: "w",
      step: 1,
      type: "number",
    });
  });
});

describe("servers for language models", () => {
  const files = { "m.scad": "module main() cube(1);\n", "w.scad": "foo();" };

  test("call a module through -D and look for the file", async () => {
    const { status, made } = await run(["--render", "-o", "x.stl", "-D", "main()", "m.scad"], { files });
    expect(status).toBe(0);
    expect(made["x.stl"]).toContain("facet normal");
  });

  test("validate without keeping anything", async () => {
    for (const format of ["echo", "csg"]) {
      const line = `--hardwarnings -o /dev/null --export-format=${format}`;
      expect((await run([...line.split(" "), "m.scad"], { files })).status).toBe(0);
      expect((await run([...line.split(" "), "w.scad"], { files })).status).toBe(1);
    }
  });
});

describe("makefiles and build actions", () => {
  // Reason of the skip: no make is installed here.
  test.skipIf(Bun.which("make") === null)("make rebuilds what changed, by the dependency file", async () => {
    const files = {
      Makefile: "include $(wildcard *.deps)\n%.stl: %.scad\n\t@openscad -m make -o $@ -d $@.deps $<\n",
      "m.scad": "use <n.scad>\nn();",
      "n.scad": "module n() cube(1);",
    };
    const script =
      'printf \'#!/bin/sh\\nexec %s "$@"\\n\' "$COMMAND" >openscad; chmod +x openscad; PATH=$PWD:$PATH\n' +
      "make m.stl 2>first && make m.stl >second 2>&1; touch -d '+2 seconds' n.scad; make m.stl 2>third; for log in first second third; do grep -E '^Total|up to date' $log; done";
    const { out } = await shell(script, { files });
    const [first, second, third] = out.trim().split("\n");
    expect(first).toStartWith("Total rendering time: ");
    expect(second).toContain("'m.stl' is up to date");
    expect(third).toStartWith("Total rendering time: ");
  });

  test("scripts look for words in the help and fields in the version", async () => {
    expect((await shell("openscad --help 2>&1 | grep -c -- --backend")).out).toBe("1\n");
    expect((await shell("openscad --version 2>&1 | cut -d' ' -f3 | cut -d. -f1")).out).toBe("2026\n");
  });

  test("options of older snapshots are no failure", async () => {
    const line =
      "--enable=manifold --enable=fast-csg --enable=lazy-union -q -o M6.stl -p f.json -P M6 f.scad --csglimit 2000000";
    const files = { "f.scad": "d = 5;\ncylinder(d = d, h = 1);", "f.json": '{"parameterSets":{"M6":{"d":"6"}}}' };
    const { status, err, made } = await run(line.split(" "), { files });
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(made["M6.stl"]).toContain("vertex 3 0 0\n");
  });

  test("model checkers read the report", async () => {
    const files = {
      "r.scad": "difference() { cube(10, center = true); cylinder(d = 4, h = 30, center = true, $fn = 32); }",
    };
    const { err } = await run(["-o", "r.stl", "r.scad"], { files });
    expect(err).toContain("   Top level object is a 3D object (manifold):\n   Status:     NoError\n   Genus:      1\n");
    expect(Number(/Facets: +(\d+)/.exec(err)?.[1])).toBeGreaterThan(64);
    expect(err).toMatch(/^Total rendering time: \d+:\d\d:\d\d\.\d{3}$/m);
    expect(err).not.toMatch(/EXPORT-WARNING|may need repair/);
  });
});
