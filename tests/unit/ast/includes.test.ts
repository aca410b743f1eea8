// include and use: where files are searched, how tokens are spliced, what is said when nothing is found
// (spec/language.md §1.6).
import { expect, test } from "bun:test";
import { printAst } from "../../../backend/ast/print.ts";
import { parseText } from "./harness.ts";

const notFound = (name: string, line = 1, file = "main.scad") =>
  `WARNING: Can't find include file '${name}'. in file ${file}, line ${line}`;
const noLibrary = (name: string, line = 1, file = "main.scad") =>
  `WARNING: Can't open library '${name}'. in file ${file}, line ${line}`;

function printed(text: string, files: Record<string, string>, libraryPaths: readonly string[] = []): string {
  const parsed = parseText(text, { files, libraryPaths });
  expect(parsed.lines).toEqual([]);
  return printAst(parsed.file);
}

test("tokens are spliced anywhere", () => {
  expect(printed("x = [1, include <a.scad> 4];", { "/a.scad": "2, 3," })).toBe("x = [1, 2, 3, 4];\n");
  expect(printed("module m() { include <a.scad> }", { "/a.scad": "cube" + "();" })).toBe(
    "module m() {\n\tcube();\n}\n",
  );
  expect(printed("f(a include <a.scad> 3);", { "/a.scad": "=" })).toBe("f(a = 3);\n");
  expect(printed("include <a.scad>;include<b.scad>", { "/a.scad": "a=1;", "/b.scad": "" })).toBe("a = 1;\n");
});

test("a line comment goes on behind the include, a block comment does not", () => {
  expect(printed("include <a.scad> b=2;\nc=3;", { "/a.scad": "a=1; // x" })).toBe("a = 1;\nc = 3;\n");
  expect(printed("include <o.scad> b=2;\nc=3;", { "/o.scad": "include <a.scad> d=1;", "/a.scad": "// x" })).toBe(
    "c = 3;\n",
  );
  expect(parseText("include <a.scad> */", { files: { "/a.scad": "/*" } }).lines[0]).toContain("Unterminated comment");
});

test("files are searched beside the including file, then in the libraries", () => {
  const files = {
    "/lib/one/x.scad": "x=1;",
    "/lib/two/x.scad": "x=2;",
    "/lib/two/y.scad": "y=2;",
    "/sub/a.scad": "include <b.scad>",
    "/sub/b.scad": "b=1;",
    "/b.scad": "b=2;",
    "/dir/file.scad": "",
    "/lib/one/dir": "d=1;",
  };
  const libraries = ["/lib/one", "/lib/two"];
  expect(printed("include <x.scad>include <y.scad>", files, libraries)).toBe("x = 1;\ny = 2;\n");
  expect(printed("include <sub/a.scad>", files)).toBe("b = 1;\n");
  expect(printed("include </lib/two/x.scad>", files)).toBe("x = 2;\n");
  expect(printed("include <sub/../b.scad>", files)).toBe("b = 2;\n");
  expect(printed("include <dir>", files, libraries)).toBe("d = 1;\n");
  expect(parseText("include <dir>\ninclude <>\ninclude <b.scad/>", { files }).lines).toEqual([
    notFound("dir"),
    notFound("", 2),
    notFound("b.scad/", 3),
  ]);
});

test("a file being included is not found again; the main file once", () => {
  const files = { "/a.scad": "a=1;include <b.scad>", "/b.scad": "b=1;\ninclude <a.scad>" };
  expect(parseText("include <a.scad>", { files }).lines).toEqual([notFound("a.scad", 2, "b.scad")]);
  const circular = parseText("include <main.scad>\nm();");
  expect(circular.lines).toEqual([notFound("main.scad")]);
  expect(circular.file.body.instantiations).toHaveLength(2);
  expect(circular.file.includes).toEqual(["/main.scad"]);
});

test("included files are listed once, in order", () => {
  const files = { "/a.scad": "include <c.scad>", "/b.scad": "", "/c.scad": "" };
  const { file } = parseText("include <b.scad>include <a.scad>include <c.scad>include <b.scad>", { files });
  expect(file.includes).toEqual(["/b.scad", "/a.scad", "/c.scad"]);
});

test("names are taken as written between the brackets", () => {
  expect(parseText("include < a b >\nuse <a//b>\nuse\n\n<c>").lines).toEqual([
    notFound(" a b "),
    noLibrary("a//b", 2),
    noLibrary("c", 3),
  ]);
});

test("line breaks within the brackets", () => {
  const include = "new lines in 'include<>'-statement is not defined - behavior may change in the future";
  const use = "new lines 'use<>'-statement is not defined - behavior may change in the future";
  expect(parseText("\ninclude <d/x\ny>").lines).toEqual([
    `WARNING: ${include} in file main.scad, line 3`,
    notFound("d/y", 3),
  ]);
  expect(parseText("use <x\n\ny>").lines).toEqual([
    `WARNING: ${use} in file main.scad, line 2`,
    `WARNING: ${use} in file main.scad, line 3`,
    noLibrary("y", 3),
  ]);
});

test("a tab cuts the name", () => {
  expect(parseText("include <a\tb/c\td>use <a\tb>").lines).toEqual([notFound("b/d"), noLibrary("b")]);
});

test("use without a name means the last directive's again", () => {
  expect(parseText("use <>\nuse <q>\nuse <>\ninclude <d/x>\nuse <>").lines).toEqual([
    noLibrary(""),
    noLibrary("q", 2),
    noLibrary("q", 3),
    notFound("d/x", 4),
    noLibrary("x", 5),
  ]);
  const files = { "/a.scad": "" };
  expect(parseText("include <a.scad>use <>", { files }).lines).toEqual([noLibrary("")]);
});

test("uses are listed with what was found", () => {
  const files = { "/sub/a.scad": "use <b.scad>", "/sub/b.scad": "", "/b.scad": "" };
  const { file, lines } = parseText("use <b.scad>\ninclude <sub/a.scad>\nuse <none.scad>", { files });
  expect(file.uses).toMatchObject([
    { kind: "Use", name: "b.scad", path: "/b.scad" },
    { kind: "Use", name: "b.scad", path: "/sub/b.scad" },
    { kind: "Use", name: "none.scad", path: undefined },
  ]);
  expect(lines).toEqual([noLibrary("none.scad", 3)]);
});

test("fonts", () => {
  const { file, lines } = parseText("use <f/a.ttf>\nuse <b.OTF>\nuse <c.Otf>", {
    files: { "/f/a.ttf": "x", "/c.Otf": "" },
  });
  expect(file.fonts).toEqual(["/f/a.ttf", "/c.Otf"]);
  expect(file.uses).toEqual([]);
  expect(lines).toEqual([noLibrary("b.OTF", 2), "ERROR: Can't read font with path 'b.OTF'"]);
  expect(file.failed).toBe(false);
});
