// Runs every program of tests/suite through the pipeline and compares each golden that exists.
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { decodeUtf8 } from "../backend/shared/text.ts";
import { comparable, goldenPath, goldensOf, listPrograms, measureProgram, runProgram } from "./suite/programs.ts";

describe("suite", () => {
  const programs = listPrograms();

  test("every program has a golden", () => {
    expect(programs.filter((program) => goldensOf(program).length === 0)).toEqual([]);
  });

  for (const program of programs) {
    for (const format of goldensOf(program)) {
      test(`${program.name}.${format}`, async () => {
        const golden = decodeUtf8(readFileSync(goldenPath(program, format)));
        if (format === "json") {
          expectFacts(await measureProgram(program), JSON.parse(golden));
          return;
        }
        expect(comparable(await runProgram(program, format))).toBe(comparable(golden));
      });
    }
  }
});

const counts = /\.(dimension|vertices|facets|outlines|points|genus)$/;

/** Counts agree exactly, measures up to rounding: a millionth of their size, or of 1 when they are smaller. */
function expectFacts(actual: unknown, expected: unknown, path = "facts"): void {
  if (typeof expected === "number" && typeof actual === "number" && !counts.test(path)) {
    const close = Math.abs(actual - expected) <= 1e-6 * Math.max(1, Math.abs(expected));
    expect(close ? expected : actual, path).toBe(expected);
  } else if (typeof expected === "object" && expected !== null && typeof actual === "object" && actual !== null) {
    expect(Object.keys(actual), path).toEqual(Object.keys(expected));
    for (const [key, value] of Object.entries(expected)) {
      expectFacts(actual[key as keyof typeof actual], value, `${path}.${key}`);
    }
  } else expect(actual, path).toEqual(expected);
}
