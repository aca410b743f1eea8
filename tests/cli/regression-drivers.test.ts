// The ways in which OpenSCAD's own regression suite calls the binary (spec/cli.md §3.1, §3.5, §3.7): its build folder is the
// working directory, inputs are absolute, and each driver has a form of its own. The suite itself is not needed.
import { describe, expect, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { runCommand } from "../../backend/command/main.ts";
import { validateFile } from "../unit/inspect/bodies.ts";

const sources: Readonly<Record<string, string>> = {
  "tests/data/scad/misc/echo.scad": 'include <nothing.scad>\nuse <nobody.scad>\necho("a", undef);\nx = nope;\n',
  "tests/data/scad/misc/cube.scad": "difference() { cube(10); sphere(5, $fn = 12); }\n",
  "tests/data/scad/misc/empty-union.scad": "union() {}\n",
  "tests/data/scad/misc/comment.scad": "cube(1);\n/* not ended\n",
  "tests/data/scad/misc/string.scad": 'echo("not ended);\n',
  "tests/data/scad/misc/include.scad": "include <not\n",
  "tests/data/scad/misc/use.scad": "use <not\n",
  "tests/data/scad/2D/square.scad": "difference() { square(10); translate([2, 2]) square(3); }\n",
  "tests/data/scad/misc/text.scad": 'text("Ab", font = "Liberation Sans");\n',
  "tests/data/scad/misc/mcad.scad": "use <MCAD/boxes.scad>\nbox(2);\n",
  "tests/libraries/MCAD/boxes.scad": "module box(s) cube(s);\n",
  "tests/data/scad/misc/vars.scad": "echo(vpt = $vpt, vpr = $vpr, vpd = $vpd);\ncube($vpd);\n",
  "tests/data/scad/misc/trace.scad": "module m(v) { assert(false); }\nm([1, 2]);\n",
  "tests/data/scad/misc/override.scad": "a = 1;\necho(a);\n",
  "tests/data/scad/customizer/size.scad": "size = 5; // [1:10]\necho(size);\n",
  "tests/data/scad/customizer/setofparameter.json":
    '{"parameterSets": {"firstSet": {"size": "7"}, "Name.dot": {"size": "8"}}, "fileFormatVersion": "1"}',
};

interface Ran {
  readonly status: number;
  readonly out: Buffer;
  readonly err: string;
}

/** A checkout with an empty build folder, in which the suite's drivers run. */
class Suite {
  readonly root = mkdtempSync(join(tmpdir(), "moicad-suite-"));
  readonly build = join(this.root, "build/tests");

  constructor() {
    mkdirSync(this.build, { recursive: true });
    for (const [name, text] of Object.entries(sources)) {
      mkdirSync(join(this.root, name, ".."), { recursive: true });
      writeFileSync(join(this.root, name), text);
    }
  }

  /** What CTest gives to every test. */
  get environment(): Record<string, string> {
    return {
      OPENSCAD_BINARY: join(this.root, "openscad"),
      OPENSCAD_TEST_EXCLUDE_LINE: "TRACE: \\*\\*\\* Excluding",
      OPENSCADPATH: join(this.root, "tests/libraries"),
      OPENSCAD_FONT_PATH: join(this.root, "tests/data/ttf"),
      DISPLAY: ":98",
      HOME: join(this.root, "home"),
    };
  }

  path(name: string): string {
    return join(this.root, "tests/data/scad", name);
  }

  read(name: string): string {
    return readFileSync(join(this.build, name), "utf8");
  }

  async run(args: readonly string[], stdin = ""): Promise<Ran> {
    const out: Uint8Array[] = [];
    const err: Uint8Array[] = [];
    const status = await runCommand(args, {
      streams: {
        readIn: () => Buffer.from(stdin),
        writeOut: (bytes) => void out.push(bytes),
        writeError: (bytes) => void err.push(bytes),
      },
      workingDirectory: this.build,
      environment: this.environment,
      name: "openscad",
    });
    return { status, out: Buffer.concat(out), err: Buffer.concat(err).toString() };
  }
}

function withSuite(work: (suite: Suite) => Promise<void>): () => Promise<void> {
  return async () => {
    const suite = new Suite();
    try {
      await work(suite);
    } finally {
      rmSync(suite.root, { recursive: true });
    }
  };
}

describe("test_cmdline_tool: the input, the camera of flat inputs, the arguments, the output", () => {
  /** Runs a test of a category; gives the content of its output. */
  async function direct(suite: Suite, name: string, suffix: string, args: readonly string[] = []): Promise<string> {
    const folder = join(suite.build, "output/category");
    mkdirSync(folder, { recursive: true });
    const actual = join(folder, `stem-actual.${suffix}`);
    const flat = ["--camera=0,0,100,0,0,0", "--viewall", "--autocenter", "--projection=ortho"];
    const camera = name.startsWith("2D/") ? flat : [];
    const { status, out } = await suite.run([suite.path(name), ...camera, ...args, "-o", actual]);
    expect([status, out.length]).toEqual([0, 0]);
    return readFileSync(actual, "utf8");
  }

  test(
    "messages of the parser have paths from the build folder, others from the input's",
    withSuite(async (suite) => {
      expect(await direct(suite, "misc/echo.scad", "echo")).toBe(
        [
          "WARNING: Can't find include file 'nothing.scad'. in file ../../tests/data/scad/misc/echo.scad, line 1",
          "WARNING: Can't open library 'nobody.scad'. in file ../../tests/data/scad/misc/echo.scad, line 2",
          'WARNING: Ignoring unknown variable "nope" in file echo.scad, line 4',
          'ECHO: "a", undef',
          "",
        ].join("\n"),
      );
    }),
  );

  const texts: readonly (readonly [string, string, readonly string[], string])[] = [
    ["2D/square.scad", "csg", [], "square(size = [10, 10], center = false)"],
    ["2D/square.scad", "ast", [], "square(10)"],
    ["misc/cube.scad", "term", [], "No top-level CSG object\n"],
    ["misc/mcad.scad", "csg", [], "cube(size = [2, 2, 2], center = false)"],
    ["misc/text.scad", "csg", ["--enable=textmetrics"], 'text(text = "Ab"'],
    [
      "misc/vars.scad",
      "echo",
      ["--camera", "10,20,30,40,50,60,70"],
      "vpt = [10, 20, 30], vpr = [40, 50, 60], vpd = 70",
    ],
    ["misc/vars.scad", "csg", ["--camera", "10,20,30,40,50,60"], "cube(size = ["],
    ["misc/override.scad", "echo", ["-D", "a=3;"], "ECHO: 3\n"],
    ["misc/trace.scad", "echo", ["--quiet", "--trace-usermodule-parameters=false"], "ERROR: Assertion 'false' failed"],
    ["misc/echo.scad", "echo", ["--check-parameter-ranges=on", "--enable", "object-function"], 'ECHO: "a", undef'],
    ["misc/cube.scad", "stl", ["--enable=predictible-output", "--backend=manifold", "--render"], "facet normal"],
    ["misc/cube.scad", "obj", ["--enable=predictible-output"], "# OpenSCAD obj exporter"],
    [
      "misc/cube.scad",
      "pov",
      ["--enable=predictible-output", "--backend=manifold", "--camera=1,2,3,4,5,6,70"],
      "camera",
    ],
    ["customizer/size.scad", "ast", [], "//Parameter([1 : 10])\nsize = 5;"],
    ["misc/cube.scad", "csg", ["--enable=lazy-union"], "difference()"],
    ["misc/cube.scad", "csg", ["--enable=discretization-by-error"], "sphere("],
  ];
  test.each(texts)("%s as %s, %p", (name, suffix, args, content) =>
    withSuite(async (suite) => expect(await direct(suite, name, suffix, args)).toContain(content))(),
  );

  test(
    "parameter sets by the path of their file",
    withSuite(async (suite) => {
      const sets = suite.path("customizer/setofparameter.json");
      const echoed = (name: string): Promise<string> =>
        direct(suite, "customizer/size.scad", "echo", ["-p", sets, "-P", name]);
      expect(await echoed("firstSet")).toBe("ECHO: 7\n");
      expect(await echoed("Name.dot")).toBe("ECHO: 8\n");
    }),
  );

  test(
    "3MF is a zip with 3D/3dmodel.model",
    withSuite(async (suite) => {
      const { status } = await suite.run([suite.path("misc/cube.scad"), "--enable=predictible-output", "-o", "x.3mf"]);
      const members = unzipSync(readFileSync(join(suite.build, "x.3mf")));
      expect([status, Object.keys(members)]).toEqual([0, expect.arrayContaining(["3D/3dmodel.model"])]);
    }),
  );

  const streamed: readonly (readonly [string, readonly string[]])[] = [
    ["ast", []],
    ["echo", []],
    ["asciistl", ["--enable=predictible-output", "--render"]],
    ["binstl", ["--enable=predictible-output", "--render"]],
    ["3mf", ["--enable=predictible-output"]],
  ];
  test.each(streamed)("%s through the standard streams is what a file holds", (format, args) =>
    withSuite(async (suite) => {
      const name = format === "echo" ? "misc/override.scad" : "misc/cube.scad";
      const text = sources[`tests/data/scad/${name}`] as string;
      const { status, out, err } = await suite.run(["-", ...args, "--export-format", format, "-o", "-"], text);
      expect(status).toBe(0);
      if (format === "echo") expect([out.toString(), err]).toEqual(["ECHO: 1\n", ""]);
      await suite.run([suite.path(name), ...args, "--export-format", format, "-o", "same"]);
      // The title of a 3MF file is its input's name.
      if (format !== "3mf") expect(out.equals(readFileSync(join(suite.build, "same")))).toBe(true);
      expect(out.length).toBeGreaterThan(5);
    })(),
  );
});

describe("export_import_pngtest: there and back", () => {
  const formats: readonly (readonly [string, string, readonly string[]])[] = [
    ["svg", "2D/square.scad", ["-O", "export-svg/fill=true", "-O", "export-svg/stroke=false"]],
    ["dxf", "2D/square.scad", ["--render=force"]],
    ["stl", "misc/cube.scad", ["--render=force", "--backend=manifold"]],
    ["off", "misc/cube.scad", ["--render=force", "--backend=cgal"]],
    ["amf", "misc/cube.scad", ["--render=force"]],
    ["3mf", "misc/cube.scad", ["--render=force", "--enable=lazy-union"]],
    ["obj", "misc/cube.scad", ["--render=force"]],
  ];
  test.each(formats)("%s of %s", (format, name, args) =>
    withSuite(async (suite) => {
      const exported = join(suite.build, `output/stem.${format}`);
      mkdirSync(join(suite.build, "output"));
      expect((await suite.run([suite.path(name), "-o", exported, ...args])).status).toBe(0);
      // The driver writes a program beside the export that imports it by its bare name.
      writeFileSync(`${exported}.scad`, `import("stem.${format}");`);
      const flat = name.startsWith("2D/");
      const out = join(suite.build, `output/stem-actual.${flat ? "svg" : "off"}`);
      const { status, err } = await suite.run([`${exported}.scad`, "-o", out, ...args]);
      expect([status, err]).toEqual([0, expect.not.stringMatching(/^(WARNING|ERROR)/m)]);
      expect(readFileSync(out, "utf8")).toContain(flat ? "<path" : "OFF");
    })(),
  );

  test(
    "csg stands beside the source, under its absolute path",
    withSuite(async (suite) => {
      const [source, tree] = [suite.path("misc/cube.scad"), `${suite.path("misc/cube.scad")}.csg`];
      expect((await suite.run([source, "-o", tree, "--render=force", "--backend=manifold"])).status).toBe(0);
      expect((await suite.run([tree, "-o", "back.csg", "--render=force", "--backend=manifold"])).status).toBe(0);
      expect(suite.read("back.csg")).toBe(readFileSync(tree, "utf8"));
    }),
  );

  test(
    "pdf",
    withSuite(async (suite) => {
      const args = [
        "-O",
        "export-pdf/show-scale=false",
        "-O",
        "export-pdf/fill=true",
        "-O",
        "export-pdf/fill-color=cyan",
      ];
      expect((await suite.run([suite.path("2D/square.scad"), "-o", "x.pdf", ...args])).status).toBe(0);
      expect(suite.read("x.pdf")).toStartWith("%PDF-");
    }),
  );
});

test(
  "stlexportsanitytest: an STL file that closes",
  withSuite(async (suite) => {
    expect((await suite.run([suite.path("misc/cube.scad"), "-o", join(suite.build, "x.stl")])).status).toBe(0);
    expect(suite.read("x.stl")).toStartWith("solid");
    expect(validateFile(suite.read("x.stl")).validation.qualityScore).toBe(1);
  }),
);

describe("shouldfail: the format by option, the output to standard output, status 1", () => {
  const failures: readonly (readonly [string, string, readonly string[]])[] = [
    ["misc/empty-union.scad", "stl", []],
    ["misc/empty-union.scad", "off", []],
    ["misc/comment.scad", "ast", []],
    ["misc/string.scad", "ast", []],
    ["misc/include.scad", "ast", []],
    ["misc/use.scad", "ast", []],
    ["misc/echo.scad", "echo", ["--hardwarnings"]],
  ];
  test.each(failures)("%s as %s %p", (name, suffix, args) =>
    withSuite(async (suite) => {
      const { status, out } = await suite.run([suite.path(name), ...args, `--export-format=${suffix}`, "-o", "-"]);
      expect(status).toBe(1);
      if (suffix !== "echo") expect(out.length).toBe(0);
    })(),
  );
});

test(
  "relative-output: beside the caller, not beside the input, in every format",
  withSuite(async (suite) => {
    const flat = ["svg", "dxf", "pdf"];
    const solid = ["stl", "asciistl", "binstl", "off", "obj", "amf", "3mf", "wrl", "pov"];
    for (const format of [...flat, ...solid, "csg", "ast", "echo", "term", "param"]) {
      const input = suite.path(flat.includes(format) ? "2D/square.scad" : "misc/cube.scad");
      const { status } = await suite.run([input, "-o", `relative-output.${format}`]);
      expect([format, status, existsSync(join(suite.build, `relative-output.${format}`))]).toEqual([format, 0, true]);
    }
  }),
);

test(
  "as a program of its own, under a name that begins with openscad",
  withSuite(async (suite) => {
    const program = join(suite.root, "openscad-stand-in");
    const cli = join(import.meta.dir, "../../backend/cli.ts");
    writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${cli}" "$@"\n`);
    chmodSync(program, 0o755);
    const spawn = (args: readonly string[], stdin = ""): { status: number; out: string; err: string } => {
      const env = { ...suite.environment, PATH: process.env.PATH ?? "", BUN_RUNTIME_TRANSPILER_CACHE_PATH: "0" };
      const child = Bun.spawnSync([program, ...args], { cwd: suite.build, env, stdin: Buffer.from(stdin) });
      return { status: child.exitCode, out: child.stdout.toString(), err: child.stderr.toString() };
    };
    // CTest's own script asks for this before anything else.
    expect(spawn(["--info"])).toMatchObject({ status: 0, out: expect.stringContaining("OpenSCAD Version") });
    expect(spawn(["-", "--export-format", "echo", "-o", "-"], "echo(1);")).toEqual({
      status: 0,
      out: "ECHO: 1\n",
      err: "",
    });
    expect(spawn([suite.path("misc/comment.scad"), "--export-format=ast", "-o", "-"])).toMatchObject({
      status: 1,
      out: "",
    });
  }),
);
