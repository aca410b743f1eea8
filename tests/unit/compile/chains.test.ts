// Expressions that are as long as they are deep: their length must need no stack, in either evaluator, and operands must be
// evaluated in the same order as in short ones (spec/language.md §3.3).
import { describe, expect, test } from "bun:test";
import type { EvaluatorName } from "../../../backend/compile/run.ts";
import { evaluate } from "../compile-walk/evaluate.ts";

const LENGTH = 50_000;
const evaluators: readonly EvaluatorName[] = ["walk", "generate"];

const repeat = (part: string, times = LENGTH): string => part.repeat(times);
const chains: Readonly<Record<string, readonly [string, string]>> = {
  sum: [`a = 1; echo(a${repeat(" + a", LENGTH - 1)});`, `ECHO: ${LENGTH}`],
  "difference of calls": [`function f(x) = x; echo(0${repeat(" - f(1)")});`, `ECHO: -${LENGTH}`],
  conjunction: [`a = 1; echo(a${repeat(" && a")} && false);`, "ECHO: false"],
  "disjunction that ends early": [`a = 0; echo(a || 1${repeat(" || unknown()")});`, "ECHO: true"],
  shift: [`a = 0; echo(1${repeat(" << a")});`, "ECHO: 1"],
  index: [`a = [1]; echo(a${repeat("[0]")});`, "ECHO: undef"],
  member: [`a = [1]; echo(a${repeat(".x")});`, "ECHO: undef"],
  choice: [`a = 7; echo(${repeat("a == 3 ? 1 : ")}a);`, "ECHO: 7"],
  "choice in tail position": [`function f(a) = ${repeat("a == 3 ? 1 : ")}a == 7 ? f(8) : a; echo(f(7));`, "ECHO: 8"],
  "choice of comparisons": [`a = 7; echo(${repeat("a < 3 && a > 1 ? [for (i = [0 : a]) i] : ", 10_000)}a);`, "ECHO: 7"],
};

for (const evaluator of evaluators)
  describe(evaluator, () => {
    for (const [name, [source, line]] of Object.entries(chains))
      test(name, () => {
        const { lines, evaluator: used } = evaluate(source, { evaluator });
        expect(lines).toEqual([line]);
        expect(used).toBe(evaluator);
      }, 60_000);

    test("operands in the order of short chains", () => {
      const operand = (i: number): string => `(echo(${i}) ${i})`;
      const mixed = (length: number): string => {
        const operators = ["+", "*", "<", "==", "&&", "||", "<<"];
        let text = operand(0);
        for (let i = 1; i < length; i++) text = `(${text}) ${operators[i % operators.length]} ${operand(i)}`;
        return text;
      };
      const echoesOf = (length: number): readonly string[] =>
        evaluate(`echo(${mixed(length)});`, { evaluator }).lines.filter((line) => line.startsWith("ECHO"));
      // A chain of 40 begins as one of 20 does: what the inner links print is the same.
      const short = echoesOf(20);
      const long = echoesOf(40);
      expect(long.filter((line) => Number(line.slice(6)) < 20)).toEqual(short.slice(0, -1));
      expect(long.length).toBeGreaterThan(short.length);
    });

    test("the parts of a long chain with indexes, members and warnings", () => {
      const links = Array.from({ length: 50 }, (_, i) => `[echo(${i}) 0]`).join("");
      const { lines } = evaluate(`a = [[1]]; echo((a${links}).x + [1] + (echo("r") "s"));`, { evaluator });
      const echoes = Array.from({ length: 50 }, (_, i) => `ECHO: ${i}`);
      expect(lines.filter((line) => line.startsWith("ECHO"))).toEqual(['ECHO: "r"', ...echoes, "ECHO: undef"]);
    });
  });

test("a function of a long chain is printed", () => {
  const text = `function(a) ${"(".repeat(999)}a${" + a)".repeat(999)}`;
  expect(evaluate(`echo(function(a) a${repeat(" + a", 999)});`).lines).toEqual([`ECHO: ${text}`]);
});

test("an alternative that begins with a word takes the rest", () => {
  const { lines } = evaluate("echo(false ? 1 : let (a = true) a ? 2 : 3, false ? 1 : function() 1 ? 2 : 3);");
  expect(lines).toEqual(["ECHO: 2, function() (1 ? 2 : 3)"]);
  expect(() => evaluate("echo(true ? 1 : assert(true) ? 2 : 3);")).toThrow("does not parse");
});
