// Every token of generated code is on a list (spec/evaluator.md §2, "Security"), whatever a program's names and strings are.
import { describe, expect, test } from "bun:test";
import { listPrograms } from "../suite/programs.ts";
import { accountsOf, subjectOf, textSubject } from "./differential.ts";
import { collectTexts, forbiddenToken } from "./generated-text.ts";
import { randomProgram } from "./programs.ts";

/** The first forbidden token of all the code that evaluating programs generates. */
async function forbiddenIn(work: () => void): Promise<string | undefined> {
  const texts = await collectTexts(work);
  expect(texts.length).toBeGreaterThan(0);
  for (const text of texts) {
    const found = forbiddenToken(text);
    if (found !== undefined) return found;
  }
  return undefined;
}

describe("the list of tokens", () => {
  const bad = [
    "a1.constructor",
    'a1["constructor"]',
    "a1[t2]",
    "globalThis",
    "process",
    "eval(t1)",
    "`text`",
    "'text'",
    "/x/",
    "import(t1)",
    '"a\u2028"',
    "name = 1",
    "constructor",
  ];
  for (const text of bad) test(`refuses ${text}`, () => expect(forbiddenToken(text)).toBeDefined());
  for (const text of ["F[12](t1,-1.5e-7)", 'const t1 = "a\\u2028\\"";', "a1[k2]", "t1 = {n: 1, run: (c7, a8) => t2}"])
    test(`accepts ${text}`, () => expect(forbiddenToken(text)).toBeUndefined());
});

describe("generated code", () => {
  test("of the suite", async () => {
    expect(
      await forbiddenIn(() => listPrograms().forEach(({ path }) => void accountsOf(subjectOf(path)))),
    ).toBeUndefined();
  }, 300_000);

  test("of random programs", async () => {
    const evaluateAll = (): void => {
      for (let seed = 0; seed < 60; seed++) {
        const { main, files } = randomProgram(seed);
        accountsOf(textSubject(main, files));
      }
    };
    expect(await forbiddenIn(evaluateAll)).toBeUndefined();
  }, 300_000);

  test("of names and strings that mean something in JavaScript", async () => {
    const words =
      "constructor __proto__ prototype arguments eval default class this new globalThis process F G H D C B L LS rt";
    const names = words.split(" ");
    const text = [
      ...names.map((name) => `${name} = "'\`\\"${name}\u2028\u2029\${process.exit()}*/";`),
      ...names.map(
        (name) => `function ${name}(${name}, ${name}2 = ${name}) = [${name}, ${name}.${name}, ${name}["${name}"]];`,
      ),
      ...names.map(
        (name) => `module ${name}(${name} = 1) { ${name}2 = ${name}; echo(${name} = ${name}2); children(); }`,
      ),
      ...names.map((name) => `${name}(${name} = 3, $${name} = 4) echo(${name}(1, ${name}3 = 2), $${name});`),
      ...names.map((name) => `echo((function(${name}) ${name} + "${name}")(${name} = [for (${name} = 1) ${name}]));`),
    ].join("\n");
    expect(await forbiddenIn(() => void accountsOf(textSubject(text)))).toBeUndefined();
  });
});
