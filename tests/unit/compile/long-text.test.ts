// What would become too long a text for the engine is walked: a line of a program can hold so much that compiling it takes
// more memory than a process has.
import { expect, test } from "bun:test";
import { evaluate } from "../compile-walk/evaluate.ts";

test.each([
  ["a long choice", `a = 0; x = ${"a ? 1 : ".repeat(250_000)}7; echo(x);`],
  ["a long choice in a function", `function f(a) = ${"a ? 1 : ".repeat(250_000)}7; echo(f(0));`],
])("%s", (_, source) => {
  const { lines, evaluator } = evaluate(source, { evaluator: "generate" });
  expect(lines).toEqual(["ECHO: 7"]);
  expect(evaluator).toBe("walk");
});

test("a choice of a thousand conditions is compiled", () => {
  const source = `function f(a) = ${"a ? 1 : ".repeat(1000)}7; echo(f(0));`;
  expect(evaluate(source, { evaluator: "generate" })).toMatchObject({ lines: ["ECHO: 7"], evaluator: "generate" });
});
