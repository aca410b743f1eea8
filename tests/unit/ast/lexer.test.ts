// Characters, names, numbers, strings, comments (spec/language.md §1.1 - §1.5).
import { expect, test } from "bun:test";
import { hashOf, NameTable } from "../../../backend/ast/names.ts";
import { printExpression } from "../../../backend/ast/print.ts";
import { SourceCache } from "../../../backend/ast/source-cache.ts";
import { assigned, literalOf, parseText } from "./harness.ts";

test.each([
  ["1", 1],
  ["012", 12],
  ["9007199254740993e0", 9007199254740992],
  ["18446744073709551615", 2 ** 64],
  [".5", 0.5],
  ["2.", 2],
  ["1.e2", 100],
  ["1.5E-3", 0.0015],
  ["1e-400", 0],
  ["0x1F", 31],
  ["0xff", 255],
  ["0x0000000000000000001", 1],
  ["-5", -5],
  ["-(-5)", 5],
  ["--5", 5],
  ["+(5)", 5],
] as const)("%s is the number %p", (text, value) => {
  expect(literalOf(text)).toBe(value);
});

test.each(["2d", "1e5x", "1_000", "0X1F", "0b101", "1e", "0x1G", "1e5_"])("%s is a name", (name) => {
  const parsed = parseText(`x = ${name};\n${name} = 1;`);
  const message = `DEPRECATED: Variable names starting with digits ("${name}") will be removed in future releases.`;
  expect(assigned(parsed, "x")).toMatchObject({ kind: "Lookup", name });
  expect(assigned(parsed, name)).toMatchObject({ kind: "Literal", value: 1 });
  expect(parsed.lines).toEqual([`${message} in file main.scad, line 1`, `${message} in file main.scad, line 2`]);
});

test("the same deprecated name twice on a line is reported once", () => {
  expect(parseText("x = 2d + 2d;").lines).toHaveLength(1);
});

test.each(["$", "$2", "$fn", "_", "a1", "includes", "user", "__proto__", "constructor"])("%s is a name", (name) => {
  expect(assigned(parseText(`${name} = ${name};`), name)).toMatchObject({ kind: "Lookup", name });
});

test("include and use are names unless a bracket follows", () => {
  const parsed = parseText("use = 3; include = use; x = include;");
  expect(parsed.lines).toEqual([]);
  expect(assigned(parsed, "x")).toMatchObject({ kind: "Lookup", name: "include" });
});

test.each([
  ["5 .x", "5.x"],
  [".5.x", "0.5.x"],
  ["1e+5+1", "(100000 + 1)"],
])("%s is read as %s", (text, printed) => {
  expect(printExpression(assigned(parseText(`x = ${text};`), "x"))).toBe(printed);
});

test.each(["x = 5.x;", "x = a.5;", "x = 1e400;", "x = 1 . 2;"])("%s is a syntax error", (text) => {
  expect(parseText(text).lines).toEqual(["ERROR: Parser error: syntax error in file main.scad, line 1"]);
});

test("a constant too large for a double is no token at all", () => {
  const parsed = parseText("echo(1e400); x = [1e999, 2];");
  expect(parsed.file.body.instantiations[0]).toMatchObject({ name: "echo", args: [] });
  expect(parsed.file.failed).toBe(true);
});

test.each([
  ["9007199254740993", 9007199254740992, 'Integer "9007199254740993" cannot be represented precisely'],
  ["18446744073709551616", 2 ** 64, 'Integer "18446744073709551616" cannot be represented precisely'],
  ["123456789012345678901234567890", 1.2345678901234568e29, undefined],
  ["0x20000000000001", 9007199254740992, 'Integer "0x20000000000001" cannot be represented precisely'],
  ["0x10000000000000000", 2 ** 64, 'Hexadecimal constant "0x10000000000000000" too large'],
])("%s is rounded with a warning", (text, value, message) => {
  const parsed = parseText(`\nx = ${text};`);
  const expected = message ?? `Integer "${text}" cannot be represented precisely`;
  expect(assigned(parsed, "x")).toMatchObject({ value });
  expect(parsed.lines).toEqual([`WARNING: ${expected} in file main.scad, line 2`]);
});

test.each([
  ['"a\\nb\\tc\\rd\\\\e\\"f"', 'a\nb\tc\rd\\e"f'],
  ['"\\x41\\x7f"', "A\x7f"],
  ['"\\x00|\\u0000|\\U000000"', " | | "],
  ['"\\u00e9\\u20acd"', "é€d"],
  ['"\\U01f600!"', "\u{1f600}!"],
  ['"\\ud800\\U110000"', "  "],
  ['"a\nb\n\nc"', "abc"],
  ['"a\r\tb"', "a\r\tb"],
  ['""', ""],
])("%s is the string %p", (text, value) => {
  expect(literalOf(text)).toBe(value);
});

test.each([
  ['"\\q"', "q", 1],
  ['"\\x80"', "x80", 1],
  ['"\\u12"', "u12", 1],
  ['"\\\'"', "'", 1],
  ['"a\\\nb"', "ab", 1],
  ['"\n\\q\\z"', "qz", 2],
])("%s has an undefined escape", (text, value, line) => {
  const parsed = parseText(`x = ${text};`);
  expect(assigned(parsed, "x")).toMatchObject({ value });
  expect(new Set(parsed.lines)).toEqual(
    new Set([`WARNING: Undefined escape sequence in file main.scad, line ${line}`]),
  );
});

test("bytes that are no UTF-8 pass through strings and comments", () => {
  const parsed = parseText(Uint8Array.from([...Buffer.from('x="'), 0xff, 0xc3, 0x28, ...Buffer.from('"; //'), 0xfe]));
  expect(parsed.lines).toEqual([]);
  expect(assigned(parsed, "x")).toMatchObject({ value: "\udcff\udcc3(" });
});

test("bytes that a dropped line break joins form a character", () => {
  const parsed = parseText(Uint8Array.from([...Buffer.from('x="'), 0xc3, 10, 0xa9, ...Buffer.from('";')]));
  expect(assigned(parsed, "x")).toMatchObject({ value: "é" });
});

test("no-break spaces and byte order marks separate tokens anywhere", () => {
  const text = Uint8Array.from([0xef, 0xbb, 0xbf, 0x78, 0xc2, 0xa0, 0x3d, 0xa0, 0x31, 0xef, 0xbb, 0xbf, 0x3b]);
  expect(assigned(parseText(text), "x")).toMatchObject({ value: 1 });
});

test.each(["é=1;", "x=\u20ac;", "x=1@;", "x='a';", "x=1\f;", "x=\\;", "x=1&2|`;"])("%s is a syntax error", (text) => {
  expect(parseText(text).lines).toEqual(["ERROR: Parser error: syntax error in file main.scad, line 1"]);
});

test("a NUL ends the text, even inside a token", () => {
  const parsed = parseText('x = 1; y = 2;\0 garbage ((("');
  expect(parsed.lines).toEqual([]);
  expect(parsed.file.body.assignments).toHaveLength(2);
  expect(parseText("x = 1\0;").file.failed).toBe(true);
});

test("a byte of no character ends everything outside of strings and comments", () => {
  for (const byte of [0x80, 0xc3, 0xff]) {
    const parsed = parseText(Uint8Array.from([...Buffer.from("x = 1; // é\n"), byte, ...Buffer.from(" garbage (((")]));
    expect(parsed.lines).toEqual([]);
    expect(parsed.file.body.assignments).toHaveLength(1);
    expect(parseText(Uint8Array.from([...Buffer.from("x = "), byte, 0x0a, 0x31])).lines).toEqual([
      "ERROR: Parser error: syntax error in file main.scad, line 1",
    ]);
  }
});

test("a byte of no character in an included file ends the program, too", () => {
  const files = { "/a.scad": Uint8Array.from([...Buffer.from("a = 1;\n"), 0xff, ...Buffer.from("\nb = 2;")]) };
  const cache = new SourceCache({ characters: 1_000_000 });
  for (let round = 0; round < 2; round++) {
    const parsed = parseText("include <a.scad>\nc = 3;", { files, cache });
    expect(parsed.lines).toEqual([]);
    expect(parsed.file.body.assignments.map(({ name }) => name)).toEqual(["a"]);
  }
});

test("comments separate tokens and do not nest", () => {
  const parsed = parseText("x = /* a /* b */ 1 // c ; /*\n;/**/y/***/=/*/ */2;//");
  expect(parsed.lines).toEqual([]);
  expect(parsed.file.body.assignments.map(({ name }) => name)).toEqual(["x", "y"]);
});

test("names made to collide are still told apart, and found quickly", () => {
  // "Aa" and "BB" have the same hash, and so have all words made of them.
  const names: string[] = [""];
  for (let length = 0; length < 12; length++) {
    for (const name of names.splice(0)) names.push(`${name}Aa`, `${name}BB`);
  }
  const table = new NameTable();
  const entries = names.map((name) => table.find(`(${name})`, 1, 1 + name.length, hashOf(name)));
  expect(new Set(names.map(hashOf)).size).toBe(1);
  expect(new Set(entries).size).toBe(names.length);
  expect(names.map((name) => table.find(name, 0, name.length, hashOf(name)))).toEqual(entries);
});
