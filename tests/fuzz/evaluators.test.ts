// Random programs: the tree walk and generated code print the same and make the same tree, and neither ever fails.
// More of them: `FUZZ_PROGRAMS=10000 FUZZ_SEED=1 bun test tests/fuzz/evaluators.test.ts`.
import { expect, test } from "bun:test";
import type { EvaluatorName } from "../../backend/compile/run.ts";
import { evaluate } from "../unit/compile-walk/evaluate.ts";
import { makeProgram } from "./random-program.ts";

const count = Number(process.env.FUZZ_PROGRAMS ?? 300);
const first = Number(process.env.FUZZ_SEED ?? 1);

/** What a program prints and makes. Evaluators may count steps differently: of a program that takes too many, nothing. */
function outcome(source: string, evaluator: EvaluatorName): string {
  const { lines, csg, limit } = evaluate(source, { evaluator, limits: { steps: 100_000, valueElements: 1_000_000 } });
  return limit === undefined ? [...lines, csg].join("\n") : "";
}

test(`both evaluators agree on ${count} random programs`, () => {
  for (let seed = first; seed < first + count; seed++) {
    const source = makeProgram(seed);
    const walked = outcome(source, "walk");
    const generated = outcome(source, "generate");
    if (walked === "" || generated === "") continue;
    // The seed and the program are part of what is compared: they show when it fails.
    expect(`seed ${seed}\n${source}\n${generated}`).toBe(`seed ${seed}\n${source}\n${walked}`);
  }
}, 3_600_000);
