// Printing and parsing again gives the same print: over programs in the tree and, where it is there, the corpus beside it.
import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Element, Expression, Scope } from "../../../backend/ast/nodes.ts";
import { printAst, printExpression } from "../../../backend/ast/print.ts";
import { encodeUtf8 } from "../../../backend/shared/text.ts";
import { assigned, parseText } from "./harness.ts";

const root = join(import.meta.dir, "../../..");
const corpus = join(root, "../shared/conformance/suite");

function programsBelow(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".scad"))
    .sort()
    .map((name) => join(directory, name));
}

/** The kinds whose text is not enclosed: as an operand it would swallow what follows (`(let(a=1) a) + 1`). */
const open = new Set(["FunctionLiteral", "Let", "Assert", "Echo"]);

/** Whether OpenSCAD's own text of a tree says all of it: it has no parentheses around some operands that need them. */
function isFaithful(node: unknown): boolean {
  if (typeof node !== "object" || node === null) return true;
  if (Array.isArray(node)) return node.every(isFaithful);
  if ("instantiations" in node && isLoneAssignment(node as Scope)) return false;
  const operands = operandsOf(node as Element);
  if (operands.some((operand) => open.has(operand.kind))) return false;
  return Object.values(node).every(isFaithful);
}

/** A block with nothing but one assignment is printed without braces. (A file is one too, and prints well.) */
function isLoneAssignment({ assignments, instantiations, modules, functions }: Scope): boolean {
  return assignments.length === 1 && instantiations.length + modules.length + functions.length === 0;
}

function operandsOf(e: Element): readonly Expression[] {
  switch (e.kind) {
    case "UnaryOp":
      return [e.operand];
    case "BinaryOp":
      return isNegative(e.left) && e.operator === "^" ? [openOperand] : [e.left, e.right];
    case "TernaryOp":
      return [e.condition];
    case "MemberLookup":
      return [isUnary(e.object) || isNumber(e.object) ? openOperand : e.object];
    case "ArrayLookup":
      return [isUnary(e.array) ? openOperand : e.array];
    default:
      return [];
  }
}

const openOperand: Expression = { kind: "Echo", start: 0, end: 0, args: [], body: undefined };
const isNumber = (e: Expression) => e.kind === "Literal" && typeof e.value === "number";
const isNegative = (e: Expression) =>
  isUnary(e) || (e.kind === "Literal" && typeof e.value === "number" && e.value < 0);
const isUnary = (e: Expression) => e.kind === "UnaryOp" || (e.kind === "Literal" && Number(e.value) < 0);

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
