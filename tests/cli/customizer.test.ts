// The customizer on the command line: parameters as JSON, parameter sets, and how both go together with -D
// (spec/cli.md §2.8, §2.10, §2.11). What annotations mean is tested with the syntax tree.
import { describe, expect, test } from "bun:test";
import { type CommandSetup, check, run } from "./harness.ts";

const dig = `/* [Dimensions] */
// Width of the box
width = 40; // [10:5:100]
// Text on lid
label = "Hi"; // 12
// Style
style = "round"; // [round:Rounded, sq:Square]
lid = true;
size = [10, 20, 30]; // [1:50]
/* [Hidden] */
eps = 0.01;
module m() {}
echo(width, label, style, lid, size, eps);
`;

describe("-o x.param", () => {
  test("is one line of JSON with sorted keys and without a newline", async () => {
    const { status, err, made } = await run(["dig.scad", "-o", "x.param"], { files: { "dig.scad": dig } });
    expect({ status, err }).toEqual({ status: 0, err: 'ECHO: 40, "Hi", "round", true, [10, 20, 30], 0.01\n' });
    expect(made["x.param"]).toBe(
      '{"parameters":[{"caption":"Width of the box","group":"Dimensions","initial":40.0,"max":100.0,"min":10.0,"name":"width","step":5.0,"type":"number"},{"caption":"Text on lid","group":"Dimensions","initial":"Hi","maxLength":12,"name":"label","type":"string"},{"caption":"Style","group":"Dimensions","initial":"round","name":"style","options":[{"name":"Rounded","value":"round"},{"name":"Square","value":"sq"}],"type":"string"},{"group":"Dimensions","initial":true,"name":"lid","type":"boolean"},{"group":"Dimensions","initial":[10.0,20.0,30.0],"max":50.0,"min":1.0,"name":"size","step":1.0,"type":"number"}],"title":"dig"}',
    );
  });

  const group = '"group":"Parameters",';
  const samples: readonly (readonly [string, string])[] = [
    ["h = 3; // [10]", `{${group}"initial":3.0,"max":10.0,"min":0.0,"name":"h","step":1.0,"type":"number"}`],
    ["i = 3; // 0.5", `{${group}"initial":3.0,"name":"i","step":0.5,"type":"number"}`],
    ["x = 5; // 10 mm", `{${group}"initial":5.0,"name":"x","step":1.0,"type":"number"}`],
    [
      'b = "foo"; // [foo, bar:Bar Label, "q:z":Quoted]',
      `{${group}"initial":"foo","name":"b","options":[{"name":"foo","value":"foo"},{"name":"Bar Label","value":"bar"},{"name":"Quoted","value":"q:z"}],"type":"string"}`,
    ],
    [
      "j = 1.23456789; // [0.5, 1.5]",
      `{${group}"initial":1.23456789,"name":"j","options":[{"name":"1.23457","value":1.23456789},{"name":"0.5","value":0.5},{"name":"1.5","value":1.5}],"type":"number"}`,
    ],
    [
      'l = "x"; // [a, b]',
      `{${group}"initial":"x","name":"l","options":[{"name":"x","value":"x"},{"name":"a","value":"a"},{"name":"b","value":"b"}],"type":"string"}`,
    ],
    ["u = [1];", `{${group}"initial":[1.0],"name":"u","type":"number"}`],
    ["v = [1,2]; // 0.5", `{${group}"initial":[1.0,2.0],"name":"v","type":"number"}`],
    ["k = 15; // [1:10]", `{${group}"initial":15.0,"max":15.0,"min":1.0,"name":"k","step":1.0,"type":"number"}`],
    ["k = 5; // [10:1]", `{${group}"initial":5.0,"max":5.0,"min":5.0,"name":"k","step":1.0,"type":"number"}`],
    [
      'k = 3; // ["3":three, 4]',
      `{${group}"initial":3.0,"name":"k","options":[{"name":"3","value":3.0},{"name":"three","value":"3"},{"name":"4","value":4.0}],"type":"number"}`,
    ],
    ["/* [ ] */\nk = true; // [1:2]", '{"initial":true,"name":"k","type":"boolean"}'],
    ["$fn = 20; // [3:100]", `{${group}"initial":20.0,"max":100.0,"min":3.0,"name":"$fn","step":1.0,"type":"number"}`],
    ["a = [1,2,3,4,5];", ""],
    ['a = undef; b = !true; c = [0:10]; d = 1 + 1; e = ["x"]; f = [];', ""],
  ];
  test.each(samples)("%s", async (source, parameter) => {
    const { made } = await run(["-", "-o", "x.param"], { stdin: `${source}\n` });
    const parameters = parameter === "" ? "" : `"parameters":[${parameter}],`;
    expect(made["x.param"]).toBe(`{${parameters}"title":"<stdin>"}`);
  });

  test("the title is the name without its last suffix", async () => {
    const titleOf = async (name: string) =>
      (await run([name, "-o", "-", "--export-format=param"], { files: { [name]: "" } })).out;
    expect(await titleOf("a/lit.v1.scad")).toBe('{"title":"lit.v1"}');
    expect(await titleOf("plain")).toBe('{"title":"plain"}');
  });

  test("the program runs, and a failed assertion does not matter", async () => {
    const { status, err, made } = await run(["-", "-o", "x.param"], { stdin: "a = 1;\nassert(false);\n" });
    expect(status).toBe(0);
    expect(err).toContain("ERROR: Assertion 'false' failed");
    expect(made["x.param"]).toContain('"name":"a"');
  });

  test("lines may end in CR LF", async () => {
    const { made } = await run(["-", "-o", "x.param"], { stdin: "// Width\r\nw = 5; // [1:9]\r\n" });
    expect(JSON.parse(made["x.param"] as string).parameters[0]).toMatchObject({ caption: "Width", max: 9, min: 1 });
  });
});

describe("-p and -P", () => {
  const sets = {
    big: { width: "60", lid: "false", style: "sq", size: "[20, 30, 400]", label: "Hello", eps: "5", m: "1", nope: "2" },
    wrong: { width: "wide", lid: "no", style: "Square", size: "[1,2]", label: "12345678901234" },
    some: { width: "340" },
    "a.b": { width: " 12.5 " },
  };
  const files = { "dig.scad": dig, "p.json": JSON.stringify({ parameterSets: sets, fileFormatVersion: "1" }) };

  const cases: readonly (readonly [string, string])[] = [
    ["big", '60, "Hello", "sq", false, [20, 30, 50], 0.01'],
    ["wrong", '40, "123456789012", "round", true, [10, 20, 30], 0.01'],
    ["some", '100, "Hi", "round", true, [10, 20, 30], 0.01'],
    ["a.b", '12.5, "Hi", "round", true, [10, 20, 30], 0.01'],
    ["none", '40, "Hi", "round", true, [10, 20, 30], 0.01'],
  ];
  test.each(cases)("%s", async (set, values) => {
    await check(`dig.scad -o x.echo -p p.json -P ${set}`, { made: { "x.echo": `ECHO: ${values}\n` } }, { files });
  });

  test("alone do nothing", async () => {
    const made = { "x.echo": 'ECHO: 40, "Hi", "round", true, [10, 20, 30], 0.01\n' };
    await check("dig.scad -o x.echo -p p.json", { made }, { files });
    await check("dig.scad -o x.echo -P big", { made }, { files });
    expect((await run(["dig.scad", "-o", "x.echo", "-p", "", "-P", "big"], { files })).made).toEqual(made);
  });

  const problems: readonly (readonly [string, string])[] = [
    ["{", "<unspecified file>(1): expected key string"],
    ['{"parameterSets":{"s":{"a":"5"}}\n', "<unspecified file>(2): expected '}' or ','"],
    ['{"a":tru}', "<unspecified file>(1): expected 'true'"],
    ['{"a":"\\ud83d\\n"}', "<unspecified file>(1): expected codepoint reference after high surrogate"],
    ["{} x", "<unspecified file>(1): garbage after data"],
  ];
  test.each(problems)("a file that is no JSON is an error message: %s", async (text, reason) => {
    const setup: CommandSetup = { files: { "a.scad": "a = 1;\necho(a);\n", "p.json": text } };
    const made = { "x.echo": `ERROR: Cannot open Parameter Set 'p.json': ${reason}\nECHO: 1\n` };
    await check("a.scad -o x.echo -p p.json -P s", { made }, setup);
  });

  test("a missing file is an error message", async () => {
    const err = "ERROR: Cannot open Parameter Set 'no.json' for reading\n";
    await check("- -o x.csg -p no.json -P s", { err, made: { "x.csg": "\n" } }, { stdin: "" });
  });

  const values: readonly (readonly [string, string, string])[] = [
    ["a number by its source text", '{"parameterSets":{"s":{"a":1.50e1}}}', "15"],
    ["the first of two sets", '{"parameterSets":{"s":{"a":2},"s":{"a":3}}}', "2"],
    ["the last of two values", '{"parameterSets":{"s":{"a":2,"a":3}}}', "3"],
    ["no array", '{"parameterSets":{"s":{"a":[3]}}}', "1"],
    ["no set", '{"other":{}}', "1"],
    ["no hexadecimal", '{"parameterSets":{"s":{"a":"0x10"}}}', "1"],
    ["no infinity", '{"parameterSets":{"s":{"a":"inf"}}}', "1"],
  ];
  test.each(values)("%s", async (_, text, value) => {
    const setup = { files: { "a.scad": "a = 1;\necho(a);\n", "p.json": text } };
    await check("a.scad -o x.echo -p p.json -P s", { made: { "x.echo": `ECHO: ${value}\n` } }, setup);
  });

  test("come before the JSON of the parameters", async () => {
    const { made } = await run("dig.scad -o x.param -p p.json -P some".split(" "), { files });
    expect(JSON.parse(made["x.param"] as string).parameters[0]).toMatchObject({
      name: "width",
      initial: 100,
      max: 100,
    });
  });
});

describe("with -D", () => {
  const sets = '{"parameterSets":{"s":{"a":"7"}}}';
  const echoOf = async (source: string, ...args: string[]) =>
    (await run(["a.scad", "-o", "x.term", "-D", "a=5", ...args], { files: { "a.scad": source, "p.json": sets } })).err;

  test("-D wins over a set in a file with a brace, and takes its parameter away", async () => {
    const source = "a = 1; // [0:9]\necho(a);\nmodule m() {}\n";
    expect(await echoOf(source, "-p", "p.json", "-P", "s")).toBe("ECHO: 5\n");
    const { made } = await run(["-", "-o", "x.param", "-D", "a=5"], { stdin: source });
    expect(made["x.param"]).toBe('{"title":"<stdin>"}');
  });

  test("a set wins over -D in a file without one, and -D makes parameters", async () => {
    const source = "a = 1; // [0:9]\necho(a);\n";
    expect(await echoOf(source, "-p", "p.json", "-P", "s")).toBe("ECHO: 7\n");
    const { made } = await run(["-", "-o", "x.param", "-D", "a=5", "-D", "b=true"], { stdin: source });
    const { parameters } = JSON.parse(made["x.param"] as string);
    expect(parameters).toEqual([
      { group: "Parameters", initial: 5, name: "a", step: 1, type: "number" },
      { group: "Parameters", initial: true, name: "b", type: "boolean" },
    ]);
  });
});
