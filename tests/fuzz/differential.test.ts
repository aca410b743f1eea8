// Generated code must agree with the tree walk on every program: the project's own suite, random programs, and what is at
// hand of the recorded corpora beside the project. A sample is run; DIFFERENTIAL=all runs everything (some minutes).
import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { LibraryCache } from "../../backend/compile/library-cache.ts";
import { commandLineLimits } from "../../backend/shared/limits.ts";
import { listPrograms } from "../suite/programs.ts";
import { accountsOf, differenceOf, type Subject, subjectOf, textSubject } from "./differential.ts";
import { randomProgram } from "./programs.ts";

const everything = process.env.DIFFERENTIAL === "all";
const shared = resolve(import.meta.dir, "../../../shared");

/** Kept from program to program, as a server does; results of all calls from modules, not of expensive ones only. */
const libraries = new LibraryCache({ results: { bytes: 8 * 2 ** 20, leastSteps: 1, leastCalls: 1 } });

/** What differs, nothing when the program does not parse. */
function compare(subject: Subject): string | undefined {
  const accounts = accountsOf(subject, libraries);
  // A limit ends the walk somewhere else than generated code; the native stack, sooner or later.
  if (accounts === undefined || accounts.walk.lines.some((line) => /"limit":|Recursion detected/.test(line)))
    return undefined;
  return differenceOf(accounts);
}

describe("the suite", () => {
  for (const { name, path } of listPrograms()) test(name, () => expect(compare(subjectOf(path))).toBeUndefined());
});

describe("random programs", () => {
  const limits = {
    ...commandLineLimits,
    steps: 30_000,
    valueElements: 1e6,
    stringBytes: 1e6,
    csgNodes: 30_000,
    time: 20_000,
  };
  const count = everything ? 10_000 : 200;

  test(`${count} of them`, () => {
    for (let seed = 0; seed < count; seed++) {
      const { main, files } = randomProgram(seed);
      const difference = compare({ ...textSubject(main, files), limits });
      if (difference !== undefined) expect(`seed ${seed}: ${difference}`).toBe("");
    }
  }, 3_600_000);
});

/** The statements before a change stay, and the code that was made of them. */
describe("random programs that are edited", () => {
  const limits = { ...commandLineLimits, steps: 30_000, valueElements: 1e6, stringBytes: 1e6, csgNodes: 30_000 };
  const count = everything ? 2000 : 12;

  test(`${count} of them`, () => {
    for (let seed = 0; seed < count; seed++) {
      const { main, files } = randomProgram(seed);
      const lines = main.split("\n");
      const others = randomProgram(seed + 100_000).main.split("\n");
      for (let from = lines.length; from >= 0; from -= 3) {
        // What the first statements mean may depend on those behind them.
        const version = [...lines.slice(0, from), ...others.slice(from), ...lines.slice(from, from + 2)].join("\n");
        const difference = compare({ ...textSubject(version, files), limits });
        if (difference !== undefined) expect(`seed ${seed}, from line ${from}: ${difference}`).toBe("");
      }
    }
  }, 3_600_000);
});

/** Programs at the bounds of what becomes one JavaScript function: the walk must take over where the engine gives up. */
const extremes: Readonly<Record<string, string>> = {
  "calls in calls": `echo(len(${"str(1,".repeat(3000)}1${")".repeat(3000)}));`,
  "parentheses in parentheses": `echo(${"(".repeat(4000)}1${")".repeat(4000)});`,
  "a long choice": `a = 1; echo(${Array.from({ length: 3000 }, (_, i) => `a == ${i + 5} ? ${i} : `).join("")}7);`,
  "loops in loops": `echo([${Array.from({ length: 1500 }, (_, i) => `for (a${i} = [0])`).join("")} 5]);`,
  "blocks in blocks": `${"union() {".repeat(1500)} cube(); ${"}".repeat(1500)}`,
  "literals in literals": `f = ${"function(x)".repeat(1500)} x; echo(is_function(f));`,
  "many elements": `a = 1; x = [${Array.from({ length: 50_000 }, (_, i) => `a + ${i}`).join()}]; echo(len(x), x[49999]);`,
  "a long string": `x = "${"abc\\n☺".repeat(50_000)}"; echo(len(x));`,
  "many statements": Array.from({ length: 20_000 }, (_, i) => `cube(${i});`).join("\n"),
  "many parameters": `function f(${Array.from({ length: 3000 }, (_, i) => `a${i}`).join()}) = a2999; echo(f(a2999 = 1, 2));`,
  "many special arguments": `cube(${Array.from({ length: 3000 }, (_, i) => `$a${i} = ${i}`).join()});`,
};

describe("extremes", () => {
  for (const [name, text] of Object.entries(extremes))
    test(name, () => expect(compare(textSubject(text))).toBeUndefined(), 60_000);
});

const corpora = [
  { name: "regression programs", root: "conformance/suite", libraries: "conformance/suite/libraries", every: 25 },
  { name: "BOSL2", root: "bosl2/suite/bosl2", libraries: "bosl2/suite/libraries", every: 90 },
];

/** Programs on which the walk takes many seconds. */
const slow = /recursion-test-vector|issue4172|isosurface/;

for (const { name, root, libraries, every } of corpora) {
  const directory = join(shared, root);
  // Not part of the project: absent where only the project was checked out.
  describe.skipIf(!existsSync(directory))(name, () => {
    const found = existsSync(directory) ? readdirSync(directory, { recursive: true, encoding: "utf8" }) : [];
    const programs = found.filter((file) => file.endsWith(".scad") && !file.startsWith("libraries/")).sort();
    const chosen = everything ? programs : programs.filter((file, i) => i % every === 0 && !slow.test(file));
    for (const file of chosen)
      test(
        file,
        () => expect(compare(subjectOf(join(directory, file), [join(shared, libraries)]))).toBeUndefined(),
        300_000,
      );
  });
}
