// Options and what they make of their values: the lines that are printed on the way, in their order, and which of them
// end the command (spec/cli.md §1.4, §1.5, §1.15, §1.17).
import { describe, expect, test } from "bun:test";
import { readOptions } from "../../backend/command/options.ts";
import { formatDiagnostic } from "../../backend/shared/diagnostic.ts";
import { SourceMap } from "../../backend/shared/source.ts";

const formats = new Set(["stl", "csg"]);
const nowhere = { sources: new SourceMap(), documentRoot: "/", workingDirectory: "/" };

function read(...args: string[]) {
  const { messages, options, question } = readOptions(args, formats);
  return { lines: messages.map((message) => formatDiagnostic(message, nowhere)), options, question };
}

/** The options of arguments that are all right. */
function optionsOf(...args: string[]) {
  const { lines, options } = read(...args);
  expect(lines).toEqual([]);
  if (options === undefined) throw new Error("no options");
  return options;
}

describe("messages that end the command", () => {
  const camera = "Camera setup requires either 7 numbers for Gimbal Camera or 6 numbers for Vector Camera";
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["--backend=foo", ["ERROR: Unknown rendering backend 'foo'."]],
    ["--export-format STL", ["Unknown --export-format option 'STL'.  Use -h to list available options."]],
    ["--camera 1", [camera]],
    ["--camera 1,2,3,4,5,6,7,8", [camera]],
    ["--projection z", ["projection needs to be 'o' or 'p' for ortho or perspective\n"]],
    ["--imgsize 1", ["Need 2 numbers for imgsize"]],
    ["--imgsize 1,2,3", ["Need 2 numbers for imgsize"]],
    ["--animate_sharding 1", ["--animate_sharding requires <shard>/<num_shards>"]],
    ["--animate_sharding 1/2/3", ["--animate_sharding requires <shard>/<num_shards>"]],
    ["--animate_sharding a/2", ["--animate_sharding parameters need to be positive integers"]],
    ["--animate_sharding 0/2", ["--animate_sharding: shard needs to be in range <1..num_shards>"]],
    ["--animate_sharding 3/2", ["--animate_sharding: shard needs to be in range <1..num_shards>"]],
    ["--enable=x --hardwarnings", ["WARNING: Ignoring request to enable unknown feature 'x'."]],
    // The first fatal one is the last.
    ["--camera 1 --projection z --imgsize 1", [camera]],
    ["--imgsize 1 --projection z", ["projection needs to be 'o' or 'p' for ortho or perspective\n"]],
    ["--view z --camera 1", ["Unknown --view option 'z' ignored. Use -h to list available options.", camera]],
    ["--camera 1 --backend foo", ["ERROR: Unknown rendering backend 'foo'."]],
  ];
  test.each(cases)("%s", (line, lines) => {
    expect(read(...line.split(" "))).toEqual({ lines: [...lines], options: undefined, question: undefined });
  });
});

describe("messages that do not", () => {
  const cases: readonly (readonly [readonly string[], readonly string[]])[] = [
    [["--check-parameters", "yes"], ["Could not parse '--check-parameters yes' as flag"]],
    [["--check-parameter-ranges", ""], ["Could not parse '--check-parameter-ranges ' as flag"]],
    [["--trace-usermodule-parameters", " on"], ["Could not parse '--trace-usermodule-parameters  on' as flag"]],
    [
      ["--view=z,axes,y"],
      ["z", "y"].map((x) => `Unknown --view option '${x}' ignored. Use -h to list available options.`),
    ],
    [["--enable=manifold"], ["WARNING: Ignoring request to enable unknown feature 'manifold'."]],
    [["--camera=1,2,3,4,5,x"], ["Camera setup requires numbers as parameters"]],
    [["--camera=1, 2,3,4,5,6"], ["Camera setup requires numbers as parameters"]],
    [["--camera=1,2,3,4,5,6,"], ["Camera setup requires numbers as parameters"]],
    [["--camera=0x1,2,3,4,5,6"], ["Camera setup requires numbers as parameters"]],
    [["--imgsize=1,x"], ["Need 2 numbers for imgsize"]],
    [["--imgsize=1.5,2"], ["Need 2 numbers for imgsize"]],
    [["--debug=all"], ["Debug on. --debug=all"]],
  ];
  test.each(cases)("%p", (args, lines) => {
    const reading = read(...args);
    expect(reading.lines).toEqual([...lines]);
    expect(reading.options).toBeDefined();
  });
});

describe("questions", () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ["--version --help", "help", []],
    ["--version --help-export", "help-export", []],
    ["--info -v", "version", []],
    ["--help --camera 1 --backend foo", "help", []],
    [
      "--check-parameters x --debug y -v",
      "version",
      ["Debug on. --debug=y", "Could not parse '--check-parameters x' as flag"],
    ],
  ];
  test.each(cases)("%s", (line, question, lines) => {
    expect(read(...line.split(" "))).toEqual({ lines: [...lines], options: undefined, question: question as "help" });
  });

  test("--info is no question: wrong options come first", () => {
    expect(read("--info", "--camera", "1").options).toBeUndefined();
    expect(optionsOf("--info").info).toBe(true);
  });
});

describe("values", () => {
  test("flags take three words each, in any case", () => {
    for (const word of ["1", "on", "true", "TRUE", "On"])
      expect(optionsOf(`--check-parameter-ranges=${word}`).checkParameterRanges).toBe(true);
    for (const word of ["0", "off", "false", "FALSE", "Off"])
      expect(optionsOf(`--check-parameters=${word}`).checkParameters).toBe(false);
  });

  test("defaults", () => {
    const options = optionsOf("c.scad");
    expect(options).toMatchObject({
      inputs: ["c.scad"],
      outputs: [],
      quiet: false,
      hardWarnings: false,
      checkParameters: true,
      checkParameterRanges: false,
      traceUserModuleParameters: true,
      render: false,
      animate: 0,
      shard: { index: 1, count: 1 },
      colorScheme: "Cornfield",
    });
    expect(options.camera).toMatchObject({ rotation: [55, 0, 25], distance: 140, locked: false, fitted: true });
  });

  test("a preview wins over a render", () => {
    expect(optionsOf("--render").render).toBe(true);
    expect(optionsOf("--render=force")).toMatchObject({ render: true, force: true });
    expect(optionsOf("--render=cgal").force).toBe(true);
    expect(optionsOf("--render=force", "--preview")).toMatchObject({ render: false, force: false });
    expect(optionsOf("--preview=throwntogether", "--render=x").render).toBe(false);
  });

  test("--backend takes two names in any case", () => {
    for (const name of ["CGAL", "cgal", "Manifold", "MANIFOLD"]) optionsOf(`--backend=${name}`);
  });

  test("--enable takes a name each time, or all", () => {
    expect([...optionsOf("--enable=roof", "--enable", "lazy-union").features]).toEqual(["roof", "lazy-union"]);
    // What comes after `all` is not looked at.
    expect(optionsOf("--enable=all", "--enable=nonsense").features.size).toBe(11);
  });

  test("settings are split at the first equal sign, then at the first slash", () => {
    const { exportOptions } = optionsOf("-O", "a/b=c/d=e", "-O", "a/f=", "-O", "no", "-O", "no=a/b", "-O", "a/b=2");
    expect(exportOptions).toEqual(
      new Map([
        [
          "a",
          new Map([
            ["b", "2"],
            ["f", ""],
          ]),
        ],
      ]),
    );
  });

  test("a negative number of frames wraps", () => {
    expect(optionsOf("--animate=-1").animate).toBe(4294967295);
  });

  test("--summary does not split commas", () => {
    expect([...optionsOf("--summary", "cache,time", "--summary=area").summary]).toEqual(["cache,time", "area"]);
  });
});

describe("the camera", () => {
  const camera = (text: string, ...more: string[]) => optionsOf(`--camera=${text}`, ...more).camera;

  test("seven numbers: translation, rotation in one turn, distance", () => {
    expect(camera("1,2,3,-10,370,720,4e1")).toMatchObject({
      translation: [1, 2, 3],
      rotation: [350, 10, 0],
      distance: 40,
      locked: true,
      fitted: false,
    });
  });

  test("six numbers: eye and center", () => {
    const { translation, rotation, distance } = camera("10,20,30,40,50,60");
    expect(translation).toEqual([40, 50, 60]);
    expect(rotation[0]).toBeCloseTo(125.2643897, 6);
    expect(rotation[1]).toBe(0);
    expect(rotation[2]).toBeCloseTo(315, 9);
    expect(distance).toBeCloseTo(51.9615242, 6);
  });

  test("six numbers, straight down and straight up", () => {
    expect(camera("0,0,100,0,0,0").rotation).toEqual([0, 0, 0]);
    expect(camera("0,0,0,0,0,100").rotation).toEqual([180, 0, 180]);
  });

  test("numbers may be written as C writes them", () => {
    expect(camera("1e1,+2,.3,4.,-5,inf").translation).toEqual([4, -5, Number.POSITIVE_INFINITY]);
  });

  test("is fitted only on demand", () => {
    expect(camera("1,2,3,4,5,6", "--viewall").fitted).toBe(true);
    expect(camera("1,2,3,4,5,6", "--autocenter").fitted).toBe(true);
  });

  test("without numbers it is the default, but not fitted", () => {
    const { options } = read("--camera=a,b,c,d,e,f");
    expect(options?.camera).toMatchObject({ rotation: [55, 0, 25], locked: false, fitted: false });
  });
});
