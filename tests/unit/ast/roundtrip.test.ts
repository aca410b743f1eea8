// Printing and parsing again gives the same print: over programs in the tree and, where it is there, the corpus beside it.
import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { printAst, printExpression } from "../../../backend/ast/print.ts";
import { encodeUtf8 } from "../../../backend/shared/text.ts";
import { isFaithful } from "./faithful.ts";
import { assigned, parseText } from "./harness.ts";

const root = join(import.meta.dir, "../../..");
const corpus = join(root, "../shared/conformance/suite");

function programsBelow(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".scad"))
    .sort()
    .map((name) => join(directory, name));
}

/** Programs of which at least one print could be checked. */
function check(paths: readonly string[]): number {
  let checked = 0;
  for (const path of paths) {
    const { file } = parseText(readFileSync(path), { limits: { sourceBytes: 1e8 } });
    if (file.failed || !isFaithful(file.body)) continue;
    const text = printAst(file);
    const again = parseText(encodeUtf8(text), { limits: { sourceBytes: 1e8, tokens: 1e8 } });
    expect(`${path}: ${again.file.failed ? again.lines.at(-1) : "parsed"}`).toBe(`${path}: parsed`);
    expect(printAst(again.file)).toBe(text);
    checked++;
  }
  return checked;
}

test("programs of this project", () => {
  const paths = [...programsBelow(join(root, "examples")), ...programsBelow(join(root, "tests/suite"))];
  expect(check(paths)).toBeGreaterThan(5);
});

// The corpus belongs to another project and is not part of the tree: without it there is nothing to check.
describe.skipIf(!existsSync(corpus))("the corpus beside the tree", () => {
  test("programs", () => {
    expect(check(programsBelow(corpus))).toBeGreaterThan(100);
  });
});

/** Random expressions of the kinds whose text is faithful. */
function randomExpression(random: (n: number) => number, depth: number): string {
  const inner = () => randomExpression(random, depth - 1);
  if (depth === 0) return ["a", "1", "2.5", '"s"', "true", "undef", "$x", "[]", "-3"][random(9)] as string;
  switch (random(12)) {
    case 0:
      return `(${inner()}${["+", "-", "*", "/", "%", "<", "<=", "==", "&&", "||", "&", "|", "<<", ">>"][random(14)]}${inner()})`;
    case 1:
      return `${["-", "!", "~", "+"][random(4)]}(${inner()})`;
    case 2:
      return `(${inner()} ? ${inner()} : ${inner()})`;
    case 3:
      return `f(${inner()}, b = ${inner()})`;
    case 4:
      return `v[${inner()}].x`;
    case 5:
      return `[${inner()}, each ${inner()}, if (${inner()}) ${inner()} else ${inner()}]`;
    case 6:
      return `[${inner()} : ${inner()} : ${inner()}]`;
    case 7:
      return `[for (i = ${inner()}) for (j = 0; ${inner()}; j = j + 1) ${inner()}]`;
    case 8:
      return `[let (a = ${inner()}) each [${inner()}]]`;
    case 9:
      return `f(let (a = ${inner()}) ${inner()}, assert(${inner()}) ${inner()}, echo(${inner()}))`;
    case 10:
      return `(function (a, b = ${inner()}) ${inner()})(${inner()})`;
    default:
      return `(a ^ ${inner()})`;
  }
}

test("random expressions", () => {
  let seed = 42;
  const random = (n: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return (seed >> 8) % n;
  };
  let faithful = 0;
  for (let round = 0; round < 2000; round++) {
    const first = assigned(parseText(`x = ${randomExpression(random, 1 + random(4))};`), "x");
    if (!isFaithful(first)) continue;
    faithful++;
    const text = printExpression(first);
    expect(printExpression(assigned(parseText(`x = ${text};`), "x"))).toBe(text);
  }
  expect(faithful).toBeGreaterThan(1000);
});
