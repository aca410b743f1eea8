// After a syntax error the parser goes on: what can be saved is in the tree, later errors are kept for editors.
import { expect, test } from "bun:test";
import { printAst } from "../../../backend/ast/print.ts";
import { parseText } from "./harness.ts";

function recovered(text: string) {
  const parsed = parseText(text);
  return {
    text: printAst(parsed.file),
    lines: parsed.file.furtherErrors.map(({ position }) => parsed.lineOf(position ?? 0)),
    parsed,
  };
}

test("a bad statement is skipped up to its semicolon", () => {
  const { text, lines } = recovered("a=1;\nb=(;\nc=3;\nd=[1,,2];\ne=5;");
  expect(text).toBe("a = 1;\nc = 3;\ne = 5;\n");
  expect(lines).toEqual([4]);
});

test("a bad statement in a block leaves the block", () => {
  const { text, lines } = recovered("module m() {\na=1;\nb=;\nc=3;\n}\nd=4;\ncube() { x=; y=2; }\nz=1");
  expect(text).toBe("module m() {\n\ta = 1;\n\tc = 3;\n}\nd = 4;\ncube() y = 2;\n");
  expect(lines).toEqual([7, 9]);
});

test("a block behind the error is skipped as a whole", () => {
  const { text, lines } = recovered("module m( {\na=1; { b=2; }\n}\nc=3;");
  expect(text).toBe("c = 3;\n");
  expect(lines).toEqual([]);
});

test("a stray brace at the top is skipped", () => {
  const { text, lines } = recovered("a=1; } b=2; } c=3;");
  expect(text).toBe("a = 1;\nb = 2;\nc = 3;\n");
  expect(lines).toEqual([1]);
});

test("an unclosed block is one error", () => {
  const { text, lines } = recovered("a=1; module m() { module n() { b=2;");
  expect(text).toBe("a = 1;\n");
  expect(lines).toEqual([]);
});

test("an error that reaches the end of the text ends the parse", () => {
  for (const text of ["cube() {\n(", "m() { a=", "module m() { n() {", "x = [", "cube() { \u0003 \u0003 \u0003 ("]) {
    expect(parseText(text, { options: { definitions: ["a=1", "}", "m() {"] } }).file.failed).toBe(true);
  }
});

test("errors carry what was expected", () => {
  const { file, ctx } = parseText("a=1;");
  expect(file.failed).toBe(false);
  expect(ctx.report.errors).toBe(0);
  const { parsed } = recovered("x;\na = 1 cube();\nf(1;\nmodule 3;");
  expect(parsed.file.furtherErrors.map(({ hints }) => hints)).toEqual([
    ["expected ';', found a name"],
    ["expected ')', found ';'"],
    ["expected a name, found a number"],
  ]);
});

test("no more than fifty further errors are kept", () => {
  const { parsed } = recovered("a=;\n".repeat(1000));
  expect(parsed.lines).toHaveLength(1);
  expect(parsed.file.furtherErrors).toHaveLength(50);
});
