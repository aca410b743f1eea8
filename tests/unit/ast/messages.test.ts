// What the parser prints, to the letter and in order (spec/language.md §2.6, §5.2, §8.1, §8.3).
import { expect, test } from "bun:test";
import { parseText } from "./harness.ts";

const syntaxError = (line: number, file = "main.scad") =>
  `ERROR: Parser error: syntax error in file ${file}, line ${line}`;
const was = (name: string, line: number, now: number, of = "", file = "main.scad") =>
  `WARNING: "${name}" was assigned on line ${line}${of} but was overwritten in file ${file}, line ${now}`;

test.each([
  ["a=1", 2],
  ["a=1\n", 3],
  ["a=1;\nmodule m() {", 4],
  ["a=1;\nmodule m() {\n", 5],
  ["a=1;\nx = [1,\n2", 4],
  ['x="a\nb" 3;', 2],
  ['x="a\nb" "c\nd";', 3],
  ["x=3 /* \n\n */ 4 /* \n */;", 3],
  ["x=\n\n@;", 3],
])("%p is a syntax error of line %p", (text, line) => {
  expect(parseText(text).lines).toEqual([syntaxError(line)]);
});

test.each([
  ["a=1; /* b\n\n x", "Unterminated comment", 5],
  ['a=1; b="c\n\n x', "Unterminated string", 5],
  ["a=1; use <b", "Unterminated use statement", 3],
  ["a=1; include <b", "Unterminated include statement", 3],
])("%p: %s", (text, what, line) => {
  const lines = parseText(text).lines.filter((message) => !message.includes("new lines"));
  expect(lines).toEqual([`ERROR: Parser error: ${what} in file main.scad, line ${line}`, syntaxError(line)]);
});

test("only the first error is printed, and nothing after it", () => {
  const { lines } = parseText('a=1;\nb=;\na="\\q";\nc=);\na=2;include <none>');
  expect(lines).toEqual([syntaxError(2)]);
});

test("an error in an included file is reported there, one behind it in the file around", () => {
  const files = { "/lib/a.scad": "\n\nx=(;", "/lib/b.scad": "\n\necho(", "/lib/c.scad": 'x="abc' };
  expect(parseText("include <lib/a.scad>", { files }).lines).toEqual([syntaxError(3, "lib/a.scad")]);
  expect(parseText("\ninclude <lib/b.scad> ;", { files }).lines).toEqual([syntaxError(2)]);
  expect(parseText("include <lib/c.scad> ;", { files }).lines).toEqual([
    "ERROR: Parser error: Unterminated string in file lib/c.scad, line 1",
    syntaxError(1, "lib/c.scad"),
  ]);
});

test("reassignment in the main file", () => {
  expect(parseText("a=1; a=2;\n\na=3;").lines).toEqual([was("a", 1, 1), was("a", 1, 3)]);
  expect(parseText("cube() { b=1;\nb=2; }").lines).toEqual([was("b", 1, 2)]);
  expect(parseText("module m() { b=1;\n{ b=2; } }").lines).toEqual([was("b", 1, 2)]);
  expect(parseText("a=1; module m() { a=2; } cube() { a=3; }").lines).toEqual([]);
});

test("reassignment across files", () => {
  const files = {
    "/a.scad": "v=1;",
    "/b.scad": "v=2;\nw=1;\n\nw=2;",
    '/d "x"/c.scad': "q=1;\nq=2;",
    "/twice.scad": "t=1;",
  };
  expect(parseText("v=0;\ninclude <a.scad>", { files }).lines).toEqual([was("v", 1, 1, ' of "main.scad"', "a.scad")]);
  expect(parseText("include <a.scad>\nv=0;", { files }).lines).toEqual([]);
  expect(parseText("include <a.scad>\ninclude <b.scad>", { files }).lines).toEqual([
    was("w", 2, 4, ' of "b.scad"', "b.scad"),
  ]);
  expect(parseText('include <d "x"/c.scad>', { files }).lines).toEqual([
    was("q", 1, 2, ' of "d \\"x\\"/c.scad"', 'd "x"/c.scad'),
  ]);
  expect(parseText("include <twice.scad>\ninclude <twice.scad>", { files }).lines).toEqual([]);
});

test("definitions of the command line override without a warning, and come in order", () => {
  const parsed = parseText("a=1;\nb=a;", { options: { definitions: ["a=5", "c=6;d=7", "a=8", ""] } });
  expect(parsed.lines).toEqual([]);
  const values = parsed.file.body.assignments.map(({ name, value }) => [
    name,
    value.kind === "Literal" ? value.value : value.kind,
  ]);
  expect(values).toEqual([
    ["a", 8],
    ["b", "Lookup"],
    ["c", 6],
    ["d", 7],
  ]);
});

test("a bad definition is an error behind the end of the file", () => {
  expect(parseText("a=1;\nb=2;\nc=3;\n", { options: { definitions: ["a="] } }).lines).toEqual([syntaxError(6)]);
  expect(parseText("a=1;\nb=2;\nc=3;\n", { options: { definitions: ["a=1", "b b"] } }).lines).toEqual([syntaxError(7)]);
  expect(parseText("module m() {", { options: { definitions: ["}"] } }).lines).toEqual([]);
});

test("the marker of the end of the text is a statement of its own", () => {
  expect(parseText("a=1;\n\u0003\na=2;").lines).toEqual([]);
  expect(parseText("a=1; \u0003 cube() { b=1; b=2; }").lines).toEqual([]);
  expect(parseText("cube() { \u0003 }").lines).toEqual([syntaxError(1)]);
});

test("hard warnings end the parse", () => {
  const options = { hardWarnings: true };
  const stop = (line: number) => `ERROR: Parser error: stop on first warning in file main.scad, line ${line}`;
  const undefinedEscape = "WARNING: Undefined escape sequence in file main.scad, line 2";
  expect(parseText('a=1;\nx="\\q\\q"; a=2;', { options }).lines).toEqual([undefinedEscape, stop(2)]);
  expect(parseText("a=1;\na=2;\na=3;", { options }).lines).toEqual([was("a", 1, 2), stop(2)]);
  expect(parseText("include <none>\na=;", { options }).lines).toEqual([
    "WARNING: Can't find include file 'none'. in file main.scad, line 1",
    stop(1),
  ]);
  expect(parseText("1a = 2;", { options }).file.failed).toBe(false);
  expect(parseText("a=1;\na=2;", { options }).file.failed).toBe(true);
});

test("messages come in the order of the text", () => {
  expect(parseText('a=1;\na=2; b="\\q";\nuse <none>\na=3;\na=').lines).toEqual([
    was("a", 1, 2),
    "WARNING: Undefined escape sequence in file main.scad, line 2",
    "WARNING: Can't open library 'none'. in file main.scad, line 3",
    was("a", 1, 4),
    syntaxError(6),
  ]);
});
