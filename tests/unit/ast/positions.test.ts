// The line that each construct reports (spec/language.md §1.7, §2.5): one construct a line, found by its start.
import { expect, test } from "bun:test";
import type { Element, Expression } from "../../../backend/ast/nodes.ts";
import { assigned, assignmentOf, parseText } from "./harness.ts";

/** Lines of all nodes of an expression, outermost first, as `Kind line`. */
function linesOf(text: string): readonly string[] {
  const parsed = parseText(`x =\n${text};`);
  expect(parsed.lines).toEqual([]);
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if (Array.isArray(node)) {
      for (const item of node) visit(item);
      return;
    }
    const { kind, start } = node as Element;
    if (kind !== undefined) found.push(`${kind} ${parsed.lineOf(start) - 1}`);
    for (const value of Object.values(node)) visit(value);
  };
  visit(assigned(parsed, "x"));
  return found;
}

test.each([
  ["1", ["Literal 1"]],
  ["(\n1)", ["Literal 2"]],
  ["a\n+\nb", ["BinaryOp 1", "Lookup 1", "Lookup 3"]],
  ["(\na)\n+\nb", ["BinaryOp 1", "Lookup 2", "Lookup 4"]],
  ["(\n(\na))\n(\nb)", ["FunctionCall 1", "Lookup 3", "Lookup 5"]],
  ["f\n(\n1)\n[\n2]", ["ArrayLookup 1", "FunctionCall 1", "Lookup 1", "Literal 3", "Literal 5"]],
  ["a\n.\nb", ["MemberLookup 1", "Lookup 1"]],
  ["!\na", ["UnaryOp 1", "Lookup 2"]],
  ["-\n5", ["Literal 1"]],
  ["+\na", ["Lookup 2"]],
  ["+\na*b", ["BinaryOp 1", "Lookup 2", "Lookup 2"]],
  ["a\n?\nb\n:\nc", ["TernaryOp 1", "Lookup 1", "Lookup 3", "Lookup 5"]],
  ["a\n^\nb", ["BinaryOp 1", "Lookup 1", "Lookup 3"]],
  ["1*\n2+\n3*\n4", ["BinaryOp 1", "BinaryOp 1", "Literal 1", "Literal 2", "BinaryOp 3", "Literal 3", "Literal 4"]],
  ["let\n(a=\n1)\na", ["Let 1", "Literal 3", "Lookup 4"]],
  ["assert\n(\na)\nb", ["Assert 1", "Lookup 3", "Lookup 4"]],
  ["function\n(a=\n1)\na", ["FunctionLiteral 1", "Literal 3", "Lookup 4"]],
  ["[\n1,\n(\n2)\n+3]", ["Vector 1", "Literal 2", "BinaryOp 3", "Literal 4", "Literal 5"]],
  ["[\na:\nb]", ["Range 1", "Lookup 2", "Lookup 3"]],
  ["[\nfor\n(i=\na)\neach\ni]", ["Vector 1", "LcFor 2", "Lookup 4", "LcEach 5", "Lookup 6"]],
  ["[\nfor\n(;\na;)\ni]", ["Vector 1", "LcForC 2", "Lookup 4", "Lookup 5"]],
  ["[\nif\n(a)\nb\nelse\nc]", ["Vector 1", "LcIf 2", "Lookup 3", "Lookup 4", "Lookup 6"]],
  ["[\n(\nlet\n()\neach a)]", ["Vector 1", "LcLet 3", "LcEach 5", "Lookup 5"]],
  ['"a\nb"\n+1', ["BinaryOp 2", "Literal 2", "Literal 3"]],
  ["a /*\n\n*/ + // \n b", ["BinaryOp 1", "Lookup 1", "Lookup 4"]],
])("%p", (text, lines) => {
  expect(linesOf(text)).toEqual(lines);
});

test("statements", () => {
  const { file, lineOf } = parseText(
    "\na\n=\n1;\n\nfunction\nf\n()=1;\n\nmodule\nm\n(a,\nb\n)\n{}\n!\n#\ncube\n();\nif\n(a\n)\ncube();\nelse\nsphere();",
  );
  const [call, condition] = file.body.instantiations;
  expect(lineOf(file.body.assignments[0]?.start ?? 0)).toBe(2);
  expect(lineOf(file.body.functions[0]?.start ?? 0)).toBe(6);
  expect(lineOf(file.body.modules[0]?.start ?? 0)).toBe(14);
  expect(lineOf(call?.start ?? 0)).toBe(18);
  expect(lineOf(condition?.start ?? 0)).toBe(22);
});

test("an overwritten assignment stands where the first one does and knows the last one", () => {
  const parsed = parseText("a = 1;\nb = 2;\na = 3;\na = 4;");
  const { start, overwrittenAt = 0, value } = assignmentOf(parsed, "a");
  expect([parsed.lineOf(start), parsed.lineOf(overwrittenAt)]).toEqual([1, 4]);
  expect(value).toMatchObject({ value: 4 });
  expect(assignmentOf(parsed, "b").overwrittenAt).toBeUndefined();
  expect(parsed.file.body.assignments.map(({ name }) => name)).toEqual(["a", "b"]);
});

test("positions span the text of a node", () => {
  const text = "x = a + f(b, [1, 2])[0] * -c;";
  const parsed = parseText(text);
  const cut = ({ start, end }: { start: number; end: number }) =>
    text.slice(start - parsed.file.base, end - parsed.file.base);
  const sum = assigned(parsed, "x") as Extract<Expression, { kind: "BinaryOp" }>;
  expect(cut(sum)).toBe("a + f(b, [1, 2])[0] * -c");
  expect(cut(sum.left)).toBe("a");
  expect(cut(sum.right)).toBe("f(b, [1, 2])[0] * -c");
  expect(cut(assignmentOf(parsed, "x"))).toBe(text);
});

test("nodes of an included file lie in it", () => {
  const parsed = parseText("a = 1;\ninclude <b.scad>\nc = 3;", { files: { "/b.scad": "\n\nb = 2;" } });
  const place = (name: string) => {
    const location = parsed.ctx.sources.locate(assignmentOf(parsed, name).start);
    return `${location?.path}:${location?.line}:${location?.column}`;
  };
  expect([place("a"), place("b"), place("c")]).toEqual(["/main.scad:1:1", "/b.scad:3:1", "/main.scad:3:1"]);
});
