// Customizer parameters as data, and parameter sets (spec/cli.md §2.7, §2.10).
import { expect, test } from "bun:test";
import { readParameterSets } from "../../../backend/ast/parameter-sets.ts";
import { applyParameterSet, customizerParameters } from "../../../backend/ast/parameters.ts";
import { printAst } from "../../../backend/ast/print.ts";
import { parseText } from "./harness.ts";

/** The parameter of one line, without what all have. */
function parameterOf(line: string): unknown {
  const { file, ctx } = parseText(`${line}\n`);
  const [parameter] = customizerParameters(file, ctx.sources);
  if (parameter === undefined) return undefined;
  const { assignment: _, name: __, group: ___, description: ____, ...rest } = parameter;
  return JSON.parse(JSON.stringify(rest));
}

const option = (value: number | string, name = String(value)) => ({ name, value });

test.each([
  ["x=true; // [1:10]", { kind: "boolean", initial: true }],
  ["x=5;", { kind: "number", initial: 5 }],
  ["x=5; // words", { kind: "number", initial: 5 }],
  ["x=5; // 0.5", { kind: "number", initial: 5, step: 0.5 }],
  ["x=5; // -2", { kind: "number", initial: 5, step: -2 }],
  ["x=3; // [10]", { kind: "number", initial: 3, maximum: 10 }],
  ["x=30; // [10]", { kind: "number", initial: 30, maximum: 30 }],
  ["x=5; // [1:10]", { kind: "number", initial: 5, minimum: 1, maximum: 10 }],
  ["x=15; // [1:10]", { kind: "number", initial: 15, minimum: 1, maximum: 15 }],
  ["x=5; // [10:1]", { kind: "number", initial: 5, minimum: 5, maximum: 5 }],
  ["x=-5; // [0:0.5:1]", { kind: "number", initial: -5, minimum: -5, maximum: 1, step: 0.5 }],
  ["x=5; // [1,2]", { kind: "enum", initial: 5, options: [option(5), option(1), option(2)] }],
  ["x=2; // [1,2]", { kind: "enum", initial: 2, options: [option(1), option(2)] }],
  ["x=2; // [a]", { kind: "enum", initial: 2, options: [option(2), option("a")] }],
  ["x=10; // [10:S]", { kind: "enum", initial: 10, options: [option(10, "S")] }],
  ['x=3; // ["3":three, 4]', { kind: "enum", initial: 3, options: [option(3), option("3", "three"), option(4)] }],
  [
    "x=1.23456789; // [0.5, 1.5]",
    { kind: "enum", initial: 1.23456789, options: [option(1.23456789, "1.23457"), option(0.5), option(1.5)] },
  ],
  ['x="Hi";', { kind: "string", initial: "Hi" }],
  ['x="Hi"; // 12.7', { kind: "string", initial: "Hi", maximumLength: 12 }],
  ['x="Hi"; // [12]', { kind: "string", initial: "Hi" }],
  ['x="Hi"; // [1:12]', { kind: "string", initial: "Hi" }],
  ['x="x"; // [a, b:B]', { kind: "enum", initial: "x", options: [option("x"), option("a"), option("b", "B")] }],
  ["x=[1];", { kind: "vector", initial: [1] }],
  ["x=[1,-2]; // 0.5", { kind: "vector", initial: [1, -2], step: 0.5 }],
  ["x=[1,20]; // [5:10]", { kind: "vector", initial: [1, 20], minimum: 1, maximum: 20 }],
  ["x=[1,20]; // [30]", { kind: "vector", initial: [1, 20], maximum: 30 }],
  ["x=[1,20]; // [30,40]", { kind: "vector", initial: [1, 20] }],
  ["x=[1,2,3,4,5];", undefined],
  ["x=[];", undefined],
  ['x=[1,"a"];', undefined],
  ["x=[0:1];", undefined],
  ["x=undef;", undefined],
  ["x=!true;", undefined],
])("%s", (line, expected) => {
  expect(parameterOf(line)).toEqual(expected as never);
});

test("groups are trimmed, Hidden is left out, names and descriptions are kept", () => {
  const { file, ctx } = parseText(
    "a=1;\n/* [ Tab ] */\n// What b is\nb=2;\n/* [Hidden] */\nc=3;\n/* note */\n$fn=4;\n/* [hidden] */\n_e=5;",
  );
  const parameters = customizerParameters(file, ctx.sources);
  expect(parameters.map(({ name, group, description }) => [name, group, description])).toEqual([
    ["a", "Parameters", undefined],
    ["b", "Tab", "What b is"],
    ["$fn", "", undefined],
    ["_e", "hidden", undefined],
  ]);
});

const program = [
  "b=true;",
  "n=5; // [1:10]",
  "m=5; // [10]",
  's="text"; // 4',
  "v=[1,2]; // [0:5]",
  "e=10; // [10:S, 20:M, x:L]",
  "/* [Hidden] */",
  "h=1;",
  "/* [Shown] */",
  "d=n;",
  "f=2;",
].join("\n");

/** `name = value` of the assignments that a set changes. */
function applied(set: Record<string, unknown>): readonly string[] {
  const { file, ctx, lines } = parseText(program);
  const before = printAst(file).split("\n");
  const changed = applyParameterSet(ctx, file, JSON.stringify({ parameterSets: { S: set } }), "S");
  expect(lines).toEqual([]);
  return printAst(changed)
    .split("\n")
    .filter((line, i) => line !== before[i]);
}

test.each([
  [{ b: "false" }, ["b = false;"]],
  [{ b: " 0 " }, ["b = false;"]],
  [{ b: false }, ["b = false;"]],
  [{ b: "no" }, []],
  [{ n: "7.5" }, ["n = 7.5;"]],
  [{ n: 8 }, ["n = 8;"]],
  [{ n: " 1e0 " }, ["n = 1;"]],
  [{ n: "340" }, ["n = 10;"]],
  [{ n: "-3" }, ["n = 1;"]],
  [{ m: "-3" }, ["m = -3;"]],
  [{ m: "30" }, ["m = 10;"]],
  [{ n: "0x3" }, []],
  [{ n: "inf" }, []],
  [{ n: "1e999" }, []],
  [{ n: "3mm" }, []],
  [{ n: "" }, []],
  [{ n: null }, []],
  [{ s: "ab" }, ['s = "ab";']],
  [{ s: "abcdef" }, ['s = "abcd";']],
  [{ s: 1.5 }, ['s = "1.5";']],
  [{ s: ["a"] }, ['s = "";']],
  [{ v: "[3, 4]" }, ["v = [3, 4];"]],
  [{ v: "[-3,9]" }, ["v = [0, 5];"]],
  [{ v: "[3]" }, []],
  [{ v: "3,4" }, []],
  [{ v: [3, 4] }, []],
  [{ e: "20" }, ["e = 20;"]],
  [{ e: "2e1" }, ["e = 20;"]],
  [{ e: "x" }, ['e = "x";']],
  [{ e: "M" }, []],
  [{ h: "2" }, []],
  [{ d: "2" }, []],
  [{ none: "2" }, []],
  [{ f: "3", n: "2" }, ["n = 2;", "f = 3;"]],
  [{}, []],
])("set %j", (set, changed) => {
  expect(applied(set)).toEqual(changed);
});

test("a string is cut at its bytes", () => {
  const { file, ctx } = parseText('s="t"; // 4\n');
  const changed = applyParameterSet(ctx, file, '{"parameterSets":{"S":{"s":"äöü"}}}', "S");
  expect(changed.body.assignments[0]?.value).toMatchObject({ value: "äö" });
});

test("a set that is not there changes nothing", () => {
  const { file, ctx } = parseText("a=1;\n");
  for (const text of ['{"parameterSets":{"S":{"a":"2"}}}', "{}", "[]", "1", '{"parameterSets":[]}']) {
    expect(applyParameterSet(ctx, file, text, "T")).toBe(file);
  }
});

test("names may be anything; the first of equal sets and the last of equal values count", () => {
  const sets = readParameterSets(
    '\ufeff{"parameterSets": {"a.b": {"__proto__": "1", "x": 1.50, "x": -2E+3}, "__proto__": {"y": "z"}, "a.b": {}}, "parameterSets": {}}',
  );
  expect([...sets].map(([name, values]) => [name, [...values]])).toEqual([
    [
      "a.b",
      [
        ["__proto__", "1"],
        ["x", "-2E+3"],
      ],
    ],
    ["__proto__", [["y", "z"]]],
  ]);
});

test("escapes of JSON", () => {
  const sets = readParameterSets('{"parameterSets":{"s":{"v":"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00"}}}');
  expect(sets.get("s")?.get("v")).toBe('"\\/\b\f\n\r\té\u{1f600}');
});

test.each([
  ["", 1, "expected value"],
  ["{", 1, "expected key string"],
  ["{1:2}", 1, "expected key string"],
  ['{"a', 1, "unterminated string"],
  ['{"a"\n\n;', 3, "expected ':'"],
  ['{"a":}', 1, "expected value"],
  ['\n\n{"a":\n x}', 4, "expected value"],
  ['{"a":1 "b"', 1, "expected '}' or ','"],
  ['{"a":01}', 1, "expected '}' or ','"],
  ['{"a":1,}', 1, "expected key string"],
  ["[", 1, "expected value"],
  ["[1 2]", 1, "expected ']' or ','"],
  ["[1,]", 1, "expected value"],
  ['{"a":tru}', 1, "expected 'true'"],
  ['{"a":fals}', 1, "expected 'false'"],
  ['{"a":nul}', 1, "expected 'null'"],
  ['{"a":-}', 1, "expected digits after -"],
  ['{"a":+5}', 1, "expected value"],
  ['{"a":1.}', 1, "need at least one digit after '.'"],
  ['{"a":1.5e+}', 1, "need at least one digit in exponent"],
  ["{} x", 1, "garbage after data"],
  ['"\\q"', 1, "invalid escape sequence"],
  ['"\\u12g4"', 1, "invalid escape sequence"],
  ['"\\ud800"', 1, "invalid codepoint, stray high surrogate"],
  ['"\\ud800\\u0041"', 1, "expected low surrogate after high surrogate"],
  ['"\\udc00"', 1, "invalid codepoint, stray low surrogate"],
  ['"x\ny"', 1, "invalid code sequence"],
  ['"\udcff"', 1, "invalid code sequence"],
  ["[".repeat(100_000), 1, "nested too deeply"],
])("%j is no JSON", (text, line, reason) => {
  expect(() => readParameterSets(text)).toThrow(new SyntaxError(`<unspecified file>(${line}): ${reason}`));
});
