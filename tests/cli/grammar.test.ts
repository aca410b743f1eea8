// The argument grammar: what becomes an option's value, what is positional, and the words of every error
// (spec/cli.md §1.2, §1.3).
import { describe, expect, test } from "bun:test";
import { ArgumentError, parseArguments } from "../../backend/command/grammar.ts";

/** Options and positional arguments as one plain object. */
function parsed(...args: string[]): Record<string, readonly string[]> {
  const { options, positional } = parseArguments(args, "linux");
  return { ...Object.fromEntries(options), ...(positional.length > 0 ? { "": positional } : {}) };
}

describe("values", () => {
  const cases: readonly (readonly [string, readonly string[], Record<string, readonly string[]>])[] = [
    ["long with a space", ["--camera", "1,2"], { camera: ["1,2"] }],
    ["long with an equal sign", ["--camera=1,2"], { camera: ["1,2"] }],
    [
      "a unique prefix",
      ["--cam", "1", "--imgs=2", "--col", "x"],
      { camera: ["1"], imgsize: ["2"], colorscheme: ["x"] },
    ],
    ["an exact name before longer ones", ["--summary", "all"], { summary: ["all"] }],
    ["an exact name with longer ones after it", ["--animate=3", "--o", "x"], { animate: ["3"], o: ["x"] }],
    ["short with a space, short glued", ["-o", "a", "-ob"], { o: ["a", "b"] }],
    ["short with an equal sign is part of the name", ["-o=f"], { o: ["=f"] }],
    ["grouped flags", ["-qhv"], { quiet: [""], help: [""], version: [""] }],
    ["a group that ends in a valued option", ["-qo", "x"], { quiet: [""], o: ["x"] }],
    ["a group whose last letter has its value glued", ["-qox"], { quiet: [""], o: ["x"] }],
    ["one-letter options have a long form", ["--D", "a=1", "--d=x"], { D: ["a=1"], d: ["x"] }],
    ["a value that looks like a number", ["--camera", "-1,2,3"], { camera: ["-1,2,3"] }],
    [
      "a value that looks like a long option",
      ["-o", "--x", "--camera", "--viewall"],
      { o: ["--x"], camera: ["--viewall"] },
    ],
    ["a value that looks like a glued short option", ["-D", "-x=5"], { D: ["-x=5"] }],
    ["the end of options as a value", ["-o", "--", "c.scad"], { o: ["--"], "": ["c.scad"] }],
    ["an empty value", ["-D", ""], { D: [""] }],
    ["an equal sign inside a value", ["-D", "a=b=c", "--D=a=1"], { D: ["a=b=c", "a=1"] }],
    [
      "repeated options keep their order",
      ["--summary", "a", "-O", "1", "--summary", "b", "-O2"],
      { summary: ["a", "b"], O: ["1", "2"] },
    ],
    ["options after the input", ["c.scad", "-o", "x", "d.scad"], { o: ["x"], "": ["c.scad", "d.scad"] }],
    ["a dash is an input", ["-", "-o", "-"], { o: ["-"], "": ["-"] }],
    ["nothing is an option after --", ["-o", "x", "--", "c.scad", "-o", "y"], { o: ["x"], "": ["c.scad", "-o", "y"] }],
    ["a value without a name is an input", ["--=c.scad"], { "": ["c.scad"] }],
    ["an empty argument is an input", [""], { "": [""] }],
    ["flags may be repeated", ["-q", "--quiet"], { quiet: ["", ""] }],
    ["-psn is -p outside macOS", ["-psn_0"], { p: ["sn_0"] }],
    ["unsigned values", ["--animate", "-1", "--csglimit=+5"], { animate: ["-1"], csglimit: ["+5"] }],
  ];
  test.each(cases)("%s", (_, args, expected) => {
    expect(parsed(...args)).toEqual(expected);
  });

  test("the process serial number of macOS is nothing", () => {
    expect(parseArguments(["-psn_0_1", "c.scad"], "darwin").positional).toEqual(["c.scad"]);
  });
});

describe("--render and --preview take the next argument if it is an input", () => {
  const cases: readonly (readonly [string, Record<string, readonly string[]>])[] = [
    ["--render c.scad -o a", { render: ["c.scad"], o: ["a"] }],
    ["c.scad --render -o a", { render: [""], o: ["a"], "": ["c.scad"] }],
    ["--render -o a c.scad", { render: [""], o: ["a"], "": ["c.scad"] }],
    ["--render -- c.scad", { render: [""], "": ["c.scad"] }],
    ["--render=force c.scad", { render: ["force"], "": ["c.scad"] }],
    ["--preview throwntogether c.scad", { preview: ["throwntogether"], "": ["c.scad"] }],
    ["--render --preview c.scad d.scad", { render: [""], preview: ["c.scad"], "": ["d.scad"] }],
    ["--render -", { render: ["-"] }],
    ["c.scad --render", { render: [""], "": ["c.scad"] }],
  ];
  test.each(cases)("%s", (line, expected) => {
    expect(parsed(...line.split(" "))).toEqual(expected);
  });

  test("an empty one too", () => {
    expect(parsed("--render", "", "c.scad")).toEqual({ render: [""], "": ["c.scad"] });
  });
});

describe("errors", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["--foo", "unrecognised option '--foo'"],
    ["--foo=bar", "unrecognised option '--foo=bar'"],
    ["--Render", "unrecognised option '--Render'"],
    ["-z", "unrecognised option '-z'"],
    ["-qz", "unrecognised option '-qz'"],
    ["-hqz", "unrecognised option '-hqz'"],
    ["-h1", "unrecognised option '-h1'"],
    ["-q=1", "unrecognised option '-q=1'"],
    [
      "--c",
      "option '--c' is ambiguous and matches '--camera', '--check-parameter-ranges', '--check-parameters', '--colorscheme', and '--csglimit'",
    ],
    [
      "--c=x",
      "option '--c=x' is ambiguous and matches '--camera', '--check-parameter-ranges', '--check-parameters', '--colorscheme', and '--csglimit'",
    ],
    ["--pr", "option '--pr' is ambiguous and matches '--preview', and '--projection'"],
    ["--v", "option '--v' is ambiguous and matches '--version', '--view', and '--viewall'"],
    [
      "--check-parameter",
      "option '--check-parameter' is ambiguous and matches '--check-parameter-ranges', and '--check-parameters'",
    ],
    ["-o", "the required argument for option '--o' is missing"],
    ["-qo", "the required argument for option '--o' is missing"],
    ["c.scad --cam", "the required argument for option '--camera' is missing"],
    ["-o -o", "the required argument for option '--o' is missing"],
    ["--camera -d", "the required argument for option '--camera' is missing"],
    ["-D -h", "the required argument for option '--D' is missing"],
    ["--csglimit abc", "the argument ('abc') for option '--csglimit' is invalid"],
    ["--animate 0x2", "the argument ('0x2') for option '--animate' is invalid"],
    ["--animate 1.0", "the argument ('1.0') for option '--animate' is invalid"],
    ["--animate 4294967296", "the argument ('4294967296') for option '--animate' is invalid"],
    ["--trace-depth -4294967296", "the argument ('-4294967296') for option '--trace-depth' is invalid"],
    ["--camera 1 --cam 2", "option '--camera' cannot be specified more than once"],
    ["--render=a --render=b", "option '--render' cannot be specified more than once"],
    ["--export-format a --export-format a", "option '--export-format' cannot be specified more than once"],
    ["--help=x", "option '--help' does not take any arguments"],
    ["--quie=x", "option '--quiet' does not take any arguments"],
    ["--preview=", "the argument for option '--preview' should follow immediately after the equal sign"],
    ["--o=", "the argument for option '--o' should follow immediately after the equal sign"],
    ["--foo=", "the argument for option '--foo' should follow immediately after the equal sign"],
    // Unknown names are found before wrong values, wrong counts before wrong values.
    ["--csglimit=x --foo", "unrecognised option '--foo'"],
    ["--csglimit 1 --csglimit abc", "option '--csglimit' cannot be specified more than once"],
  ];
  test.each(cases)("%s", (line, message) => {
    expect(() => parsed(...line.split(" "))).toThrow(new ArgumentError(message));
  });

  test("white space and nothing are no values", () => {
    expect(() => parsed("--view", "axes scales")).toThrow(
      new ArgumentError("the argument ('axes scales') for option '--view' is invalid"),
    );
    expect(() => parsed("--csglimit", "")).toThrow(
      new ArgumentError("the argument for option '--csglimit' is invalid"),
    );
    expect(() => parsed("--csglimit", " 5")).toThrow(ArgumentError);
  });

  test("a long command line is read in time", () => {
    const many = Array.from({ length: 50_000 }, (_, i) => ["-D", `a${i}=1`]).flat();
    expect(parsed(...many, "c.scad").D).toHaveLength(50_000);
  });
});
