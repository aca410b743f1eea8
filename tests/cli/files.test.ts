// Frames of an animation, files for make, and where a command looks for things (spec/cli.md §1.16 to §1.18, §1.25).
import { describe, expect, test } from "bun:test";
import { check, csg, cube, run } from "./harness.ts";

describe("--animate", () => {
  const files = { "t.scad": "a = 1;\na = 2;\necho($t);\ncube(1 + $t);\n" };
  const parsed = 'WARNING: "a" was assigned on line 1 but was overwritten in file t.scad, line 2\n';
  const frame = (time: string) => `Exporting t.scad...\nECHO: ${time}\n`;

  test("parses once and exports every frame under its number", async () => {
    const { status, err, made } = await run(["t.scad", "-o", "x.csg", "--animate", "3"], { files });
    expect(status).toBe(0);
    expect(err).toBe(parsed + frame("0") + frame("0.333333") + frame("0.666667"));
    expect(Object.keys(made)).toEqual(["x00000.csg", "x00001.csg", "x00002.csg"]);
    expect(made["x00001.csg"]).toBe("cube(size = [1.33333, 1.33333, 1.33333], center = false);\n\n");
  });

  test("gathers the log of all frames in one echo file", async () => {
    const { made } = await run(["t.scad", "-o", "x.echo", "--animate", "2"], { files });
    expect(made).toEqual({ "x.echo": parsed + frame("0") + frame("0.5") });
  });

  test("makes a part of the frames", async () => {
    const names = async (shard: string) =>
      Object.keys((await run(["t.scad", "-o", "x.csg", "--animate=5", `--animate_sharding=${shard}`], { files })).made);
    expect(await names("1/3")).toEqual(["x00000.csg"]);
    expect(await names("2/3")).toEqual(["x00001.csg", "x00002.csg"]);
    expect(await names("3/3")).toEqual(["x00003.csg", "x00004.csg"]);
  });

  test("numbers names of every shape", async () => {
    const nameOf = async (output: string, environment = {}) =>
      Object.keys(
        (
          await run(["c.scad", "-o", output, "--export-format=csg", "--animate=1"], {
            files: { ...cube, "d.e/a": "" },
            environment,
          })
        ).made,
      );
    expect(await nameOf("noext")).toEqual(["noext00000"]);
    expect(await nameOf(".csg")).toEqual(["00000.csg"]);
    expect(await nameOf("d.e/x")).toEqual(["d.e/x00000"]);
    expect(await nameOf("a.b.csg")).toEqual(["a.b00000.csg"]);
    expect(await nameOf("a.b.csg", { OPENSCAD_STRICT: "1" })).toEqual(["a.csg"]);
  });

  test("stops at the first frame that fails", async () => {
    const { status, made } = await run(["t.scad", "-o", "x.off", "--animate", "3", "-D", "if ($t > 0.5) !circle()"], {
      files,
    });
    expect(status).toBe(1);
    expect(Object.keys(made)).toEqual(["x00000.off", "x00001.off"]);
  });

  test("says nothing of frames when there is no input, and cannot go to standard output", async () => {
    await check("no.scad -o x.csg --animate 2", { status: 1, err: "Can't open input file 'no.scad'!\n\n" });
    await check("c.scad -o - --export-format csg --animate 2", {
      status: 1,
      err: "Option --animate is not supported when exporting to stdout.\n",
    });
  });

  test("zero frames are no animation; no output is frame.png", async () => {
    await check("c.scad -o x.csg --animate 0", { made: { "x.csg": csg } });
    expect((await run(["c.scad", "--animate", "2"], { files: cube })).err).toBe(
      "Exporting c.scad...\nCan't create OffscreenView: moicad does not draw pictures yet.\n",
    );
  });
});

describe("-d", () => {
  const files = {
    "m.scad":
      'include <sub/i n.scad>\nuse <u.scad>\nuse <no.scad>\nu();\nimport("a.stl");\nsurface("b.dat");\nif (false) import("c.stl");\n',
    "sub/i n.scad": "",
    "u.scad": "include <v.scad>\nmodule u() v();",
    "v.scad": 'module v() import("sub/d.stl");',
    "text.scad": 'text("a");',
  };

  test("names every file that was read or should have been", async () => {
    const { made } = await run(["m.scad", "-o", "x.csg", "-o", "y.term", "-d", "z.d"], { files });
    const [head, ...lines] = (made["z.d"] as string).split(" \\\n\t");
    expect(head).toBe("x.csg y.term:");
    expect(lines.at(-1)).toBe("m.scad\n");
    expect(lines.slice(0, -1).sort()).toEqual(
      ["a.stl", "b.dat", "sub/d.stl", "sub/i\\ n.scad", "u.scad", "v.scad"].map((name) => `DIR/${name}`),
    );
  });

  test("does not name the system's fonts", async () => {
    const { made } = await run(["text.scad", "-o", "x.svg", "-d", "z.d"], { files });
    expect(made["z.d"]).toBe("x.svg: \\\n\ttext.scad\n");
  });

  test("is written after a syntax error too, and names nothing for standard input", async () => {
    await check(
      "- -o x.csg -d z.d -q",
      { status: 1, err: "ERROR: Parser error: syntax error in file <stdin>, line 2\n", made: { "z.d": "x.csg:\n" } },
      { stdin: "cube(" },
    );
    expect((await run(["-", "-o", "-", "--export-format=csg", "-d", "z.d"], { stdin: "" })).made).toEqual({
      "z.d": "-:\n",
    });
  });

  test("that cannot be written is a failure", async () => {
    const first = "Can't open dependencies file `no/z.d' for writing!\n";
    await check("c.scad -o x.csg -d no/z.d", {
      status: 1,
      err: `${first}Error writing deps\n`,
      made: { "x.csg": csg },
    });
    await check("c.scad -o x.csg -d no/z.d -q", { status: 1, err: first, made: { "x.csg": csg } });
  });
});

describe("-m", () => {
  const files = { "m.scad": 'import("a\'b c.off");\nimport("a\'b c.off");\nuse <no.scad>\n' };

  test("makes what is missing, once, before it is read", async () => {
    const script = "f() { printf 'OFF 3 1 0\\n0 0 0\\n1 0 0\\n0 1 0\\n3 0 1 2\\n' > \"$1\"; echo made >> log; }; f";
    const { status, made } = await run(["m.scad", "-o", "x.csg", "-m", script, "-q"], { files });
    expect(status).toBe(0);
    expect(made.log).toBe("made\n");
    expect(made["a'b c.off"]).toStartWith("OFF");
  });

  test("that fails is an error message", async () => {
    const exit = await run(["m.scad", "-o", "x.csg", "-m", "exit 3;", "-q"], { files });
    expect(exit).toMatchObject({ status: 0, err: "ERROR: exit 3; 'DIR/a'\\''b c.off': Exit status 3\n" });
    const killed = await run(["m.scad", "-o", "x.csg", "-m", "kill -9 $$;", "-q"], { files });
    expect(killed.err).toEndWith(": Process terminated abnormally!\n");
  });
});

describe("--colorscheme", () => {
  test("an unknown one ends everything with the list of names", async () => {
    const { status, err, made } = await run(
      ["c.scad", "-o", "x.csg", "-o", "y.csg", "--colorscheme=cornfield", "-d", "z"],
      { files: cube },
    );
    expect({ status, made }).toEqual({ status: 1, made: {} });
    expect(err).toStartWith(
      "Cornfield\nMetallic\nSunset\nStarnight\nBeforeDawn\nNature\nDaylight Gem\nNocturnal Gem\n",
    );
    expect(err).toEndWith("ClearSky\nMonotone\n");
  });

  test("is looked at when an output is made", async () => {
    await check("c.scad --colorscheme=no", { status: 1, err: "Requested GUI mode but can't open display!\n\n" });
    await check("c.scad --colorscheme=no -o no/x.csg", {
      status: 1,
      err: "\n'no' is not a directory for output file no/x.csg - Skipping\n\n",
    });
    await check("no.scad --colorscheme=no -o x.csg -q", { status: 1 });
    await check("c.scad --colorscheme=Monotone -o x.csg", { made: { "x.csg": csg } });
  });

  test("colors the faces of exports that have no color of their own", async () => {
    const files = {
      "c.scad": 'difference() { cube(2); translate([1, 1, 1]) cube(2); }\ncolor("red") translate([9, 0]) cube(1);\n',
    };
    const colorsOf = async (scheme: string) => {
      const { made } = await run(["c.scad", "-o", "x.off", `--colorscheme=${scheme}`], { files });
      const colors = (made["x.off"] as string).matchAll(/^3 \d+ \d+ \d+ (\d+ \d+ \d+)$/gm);
      return [...new Set([...colors].map((match) => match[1] as string))].sort();
    };
    expect(await colorsOf("Cornfield")).toEqual(["157 203 81", "249 215 44", "255 0 0"]);
    expect(await colorsOf("Tomorrow")).toEqual(["234 183 0", "255 0 0", "62 153 159"]);
    const { made } = await run(["c.scad", "-o", "x.pov", "--colorscheme=Metallic"], { files: cube });
    expect(made["x.pov"]).toContain("color rgbf <0.866667, 0.866667, 1, 0>");
  });

  test("may be the user's own", async () => {
    const scheme = { name: "Mine", index: 1, colors: { "cgal-face-front": "#112233", "cgal-face-back": "#445566" } };
    const folder = "home/.config/OpenSCAD/color-schemes/render";
    const files = { ...cube, [`${folder}/mine.json`]: JSON.stringify(scheme), [`${folder}/x.json`]: '{"name":"X"}' };
    const message = `Error reading color scheme file: 'DIR/${folder}/x.json': invalid color value for key 'cgal-face-front': 'undefined'\n`;
    await check("c.scad --colorscheme=Mine -o x.csg", { err: message, made: { "x.csg": csg } }, { files });
  });
});

describe("search paths", () => {
  const files = {
    "in/c.scad": "use <lib.scad>\nlib();",
    "lib.scad": "module lib() cube(1);",
    "p/lib.scad": "module lib() cube(2);",
    "home/.local/share/OpenSCAD/libraries/lib.scad": "module lib() cube(3);",
  };
  const sizeOf = async (environment: Record<string, string>, changes: Record<string, string> = {}) =>
    /\[(\d)/.exec(
      (await run(["in/c.scad", "-o", "-", "--export-format=csg"], { files: { ...files, ...changes }, environment }))
        .out,
    )?.[1];

  test("OPENSCADPATH, in its order, then the user's libraries", async () => {
    expect(await sizeOf({})).toBe("3");
    expect(await sizeOf({ OPENSCADPATH: "p" })).toBe("2");
    expect(await sizeOf({ OPENSCADPATH: "nowhere:p:." })).toBe("2");
    expect(await sizeOf({ OPENSCADPATH: ":p" })).toBe("1");
    expect(await sizeOf({ OPENSCADPATH: "" })).toBe("1");
    expect(await sizeOf({ OPENSCADPATH: "p" }, { "in/lib.scad": "module lib() cube(4);" })).toBe("4");
  });

  test("without a directory for libraries, names with a folder are looked for in the working directory", async () => {
    const program = {
      "in/c.scad": "use <lib.scad>\nuse <p/lib.scad>\nlib();",
      "p/lib.scad": files["p/lib.scad"],
      "lib.scad": "",
    };
    const { out, err } = await run(["in/c.scad", "-o", "-", "--export-format=csg"], { files: program });
    expect(out).toContain("cube(size = [2, 2, 2]");
    expect(err).toBe("WARNING: Can't open library 'lib.scad'. in file in/c.scad, line 1\n");
  });
});
