// One operation whose result is larger than one value may be ends the evaluation while it is made, long before the budgets
// of all values are used up (spec/server.md §3a, `values`). The operands are small: they hold the same vector many times.
import { expect, test } from "bun:test";
import type { EvaluatorName } from "../../../backend/compile/run.ts";
import { LARGEST_VALUE } from "../../../backend/compile/runtime.ts";
import { evaluate } from "./evaluate.ts";

const limits = { valueElements: 1e12, stringBytes: 1e12 };
const shared = "function f(v, n) = n == 0 ? v : f([v, v, v, v], n - 1); x = f([65, 66, 67], 20);";
const long = "v = [for (i = [1:99999]) i];";

test.each([
  ["added", `${shared} y = x + x;`, "generate"],
  ["scaled", `${shared} y = x * 2;`, "generate"],
  ["divided", `${shared} y = 1 / x;`, "generate"],
  ["negated", `${shared} y = -x;`, "generate"],
  ["each in a loop", `${long} y = [for (i = [1:9999]) each v];`, "generate"],
  ["each in a loop, walked", `${long} y = [for (i = [1:9999]) each v];`, "walk"],
  ["loops in one vector", "y = [for (i = [1:9999], j = [1:9999]) i];", "generate"],
  ["concat", `${long} y = concat(${"v, ".repeat(101)} v);`, "generate"],
])("elements: %s", (_, source, evaluator) => {
  const result = evaluate(source, { evaluator: evaluator as EvaluatorName, limits });
  expect(result.limit).toBe("valueElements");
  expect(result.diagnostics.at(-1)?.message).toBe(`limit exceeded: valueElements (${LARGEST_VALUE.elements} allowed)`);
});

test.each([
  ["str", `${shared} y = str(x);`],
  ["chr", `${shared} y = chr(x);`],
  ["echo", `${shared} echo(x);`],
  ["a message", `${shared} translate(x) cube(1);`],
  ["str that doubles", 'function d(s, n) = n == 0 ? s : d(str(s, s), n - 1); y = len(d("abcdefgh", 40));'],
])("bytes: %s", (_, source) => {
  const result = evaluate(source, { evaluator: "generate", limits });
  expect(result.limit).toBe("stringBytes");
  expect(result.diagnostics.at(-1)?.message).toBe(`limit exceeded: stringBytes (${LARGEST_VALUE.bytes} allowed)`);
});

test("a program whose budgets do not end may make what it likes", () => {
  const source = `${long} y = concat(${"v, ".repeat(101)} v); echo(len(y) == 10199898);`;
  expect(evaluate(source, { evaluator: "generate" }).lines).toEqual(["ECHO: true"]);
});
