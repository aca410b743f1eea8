// Every budget of a parse, attacked.
import { expect, test } from "bun:test";
import { printAst } from "../../../backend/ast/print.ts";
import { link } from "../../../backend/compile/link.ts";
import { commandLineLimits, type LimitName, type Limits } from "../../../backend/shared/limits.ts";
import { parseText, type Setup } from "./harness.ts";

const exhausted = /^ERROR: Parser error: memory exhausted in file main\.scad, line \d+$/;

const nests: readonly (readonly [string, (n: number) => string])[] = [
  ["parentheses", (n) => `x = ${"(".repeat(n)}1${")".repeat(n)};`],
  ["vectors", (n) => `x = ${"[".repeat(n)}1${"]".repeat(n)};`],
  ["calls", (n) => `x = ${"f(".repeat(n)}1${")".repeat(n)};`],
  ["signs", (n) => `x = ${"!".repeat(n)}a;`],
  ["powers", (n) => `x = ${"a^".repeat(n)}1;`],
  ["products in sums", (n) => `x = ${"(a*b+".repeat(n)}1${")".repeat(n)};`],
  ["calls of calls", (n) => `x = a${"(1)".repeat(n)};`],
  ["ternaries in the middle", (n) => `x = ${"a?".repeat(n)}1${":b".repeat(n)};`],
  ["lets", (n) => `x = ${"let(a=1)".repeat(n)}1;`],
  ["function literals", (n) => `x = ${"function()".repeat(n)}1;`],
  ["asserts", (n) => `x = ${"assert(a)".repeat(n)}1;`],
  ["comprehensions", (n) => `x = [${"for(i=a)".repeat(n)}1];`],
  ["each", (n) => `x = [${"each ".repeat(n)}1];`],
  ["else in lists", (n) => `x = [${"if(a)1 else ".repeat(n)}1];`],
  ["elements in parentheses", (n) => `x = [${"(let(a=1)".repeat(n)}each 1${")".repeat(n)}];`],
  ["defaults", (n) => `module m(a=${"function(a=".repeat(n)}1${")1".repeat(n)}) {}`],
  ["modules", (n) => `${"module m() ".repeat(n)}cube();`],
  ["modules in blocks", (n) => `${"module m() {".repeat(n)}${"}".repeat(n)}`],
  ["blocks", (n) => `${"{".repeat(n)}m();${"}".repeat(n)}`],
  ["children", (n) => `${"m() ".repeat(n)};`],
  ["children in blocks", (n) => `${"m() {".repeat(n)}${"}".repeat(n)}`],
  ["blocks of children", (n) => `m() ${"{".repeat(n)}${"}".repeat(n)}`],
  ["else", (n) => `${"if(a) m(); else ".repeat(n)}m();`],
  ["if", (n) => `${"if(a) ".repeat(n)}m();`],
];

test.each(nests)("%s nested too deeply are an error", (_, text) => {
  for (const depth of [600, 60_000]) {
    const { file, lines } = parseText(text(depth));
    expect(file.failed).toBe(true);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(exhausted);
  }
});

test.each(nests)("%s nested less deeply are parsed and printed", (_, text) => {
  const { file, lines } = parseText(text(240));
  expect(lines).toEqual([]);
  expect(printAst(file)).not.toBe("");
});

test.each(nests)("%s as deep as the command line allows", (_, text) => {
  // Two levels a round at most; whatever the depth, the outcome is a tree or the one message.
  for (const depth of [2000, 4990, 20_000]) {
    const { file, lines } = parseText(text(depth), { limits: commandLineLimits });
    if (file.failed) expect(lines).toEqual([expect.stringMatching(exhausted)]);
    else expect(printAst(file).length).toBeGreaterThanOrEqual(0);
  }
});

const chains: readonly (readonly [string, (n: number) => string])[] = [
  ["sums", (n) => `x = ${"a+".repeat(n)}1;`],
  ["sums of products", (n) => `x = ${"a*b+".repeat(n)}1;`],
  ["indexes", (n) => `x = a${"[1]".repeat(n)};`],
  ["members", (n) => `x = a${".b".repeat(n)};`],
  ["ternaries", (n) => `x = ${"a?b:".repeat(n)}1;`],
];

test.each(chains)("%s are no nesting", (_, text) => {
  const { file, lines } = parseText(text(60_000));
  expect(lines).toEqual([]);
  expect(printAst(file).length).toBeGreaterThan(60_000);
});

test("the height of a tree counts where chains lie within each other", () => {
  const sum = (inner: string) => `(a${"+a".repeat(300)}+(${inner}))`;
  const nested = (levels: number): string => (levels === 0 ? "a" : sum(nested(levels - 1)));
  expect(parseText(`x = ${nested(120)};`).file.failed).toBe(false);
  expect(parseText(`x = ${nested(600)};`).file.failed).toBe(true);
});

test("long lists and long files are no nesting", () => {
  const { file, lines } = parseText(`x = [${"1,".repeat(50_000)}];\n${"m();".repeat(50_000)}`);
  expect(lines).toEqual([]);
  expect(file.body.instantiations).toHaveLength(50_000);
});

function limitOf(text: string, setup: Setup): LimitName | undefined {
  const { file, lines } = parseText(text, setup);
  expect(file.failed).toBe(file.limit !== undefined);
  if (file.limit === undefined) return undefined;
  expect(lines.at(-1)).toStartWith(`ERROR: limit exceeded: ${file.limit} (`);
  return file.limit;
}

test("tokens", () => {
  expect(limitOf(";".repeat(98), { limits: { tokens: 100 } })).toBeUndefined();
  expect(limitOf(";".repeat(99), { limits: { tokens: 100 } })).toBe("tokens");
  expect(limitOf("a b ".repeat(60), { limits: { tokens: 100 } })).toBe("tokens");
});

test("bytes of one source", () => {
  expect(limitOf("a=1;", { limits: { sourceBytes: 4 } })).toBeUndefined();
  expect(limitOf("a=1; ", { limits: { sourceBytes: 4 } })).toBe("sourceBytes");
  const files = { "/b.scad": "/".repeat(200) };
  expect(limitOf("include <b.scad>", { files, limits: { sourceBytes: 200 } })).toBeUndefined();
  expect(limitOf("include <b.scad>", { files, limits: { sourceBytes: 199 } })).toBe("sourceBytes");
});

test("bytes of all sources together", () => {
  const files = { "/b.scad": "/".repeat(100) };
  const text = "include <b.scad>\n".repeat(10);
  expect(limitOf(text, { files, limits: { totalSourceBytes: 2000 } })).toBeUndefined();
  expect(limitOf(text, { files, limits: { totalSourceBytes: 1000 } })).toBe("totalSourceBytes");
  expect(limitOf(text, { files, limits: { totalSourceBytes: 10 } })).toBe("totalSourceBytes");
});

test("number of includes", () => {
  const files = { "/b.scad": "" };
  const text = "include <b.scad>\n".repeat(10);
  expect(limitOf(text, { files, limits: { includes: 10 } })).toBeUndefined();
  expect(limitOf(text, { files, limits: { includes: 9 } })).toBe("includes");
});

test("libraries count together with the program", () => {
  const files = { "/a.scad": "use <b.scad>", "/b.scad": "/".repeat(100) };
  const linked = (limits: Partial<Limits>) => {
    const { ctx, file } = parseText("use <a.scad>", { files, limits });
    return link(ctx, file);
  };
  expect([...linked({}).libraries.keys()]).toEqual(["/a.scad", "/b.scad"]);
  expect(linked({ includes: 2 }).limit).toBeUndefined();
  expect(linked({ includes: 1 }).limit).toBe("includes");
  expect(linked({ sourceBytes: 99 }).limit).toBe("sourceBytes");
  expect(linked({ totalSourceBytes: 100 }).limit).toBe("totalSourceBytes");
  expect(linked({ tokens: 5 }).limit).toBeUndefined();
});

test("doubling includes end at a budget", () => {
  const files: Record<string, string> = {};
  for (let i = 0; i < 30; i++) files[`/f${i}.scad`] = `include <f${i + 1}.scad>\ninclude <f${i + 1}.scad>\n`;
  expect(limitOf("include <f0.scad>", { files })).toBe("includes");
});

test("depth of includes", () => {
  const files: Record<string, string> = {};
  for (let i = 0; i < 40; i++) files[`/f${i}.scad`] = `include <f${i + 1}.scad>`;
  files["/f40.scad"] = "";
  expect(limitOf("include <f9.scad>", { files })).toBeUndefined();
  expect(limitOf("include <f8.scad>", { files })).toBe("includeDepth");
});

test("time", () => {
  let now = 0;
  const setup = { limits: { time: 100 }, now: () => (now += 30) };
  expect(limitOf("a=1;".repeat(10), setup)).toBeUndefined();
  expect(limitOf("a=1;".repeat(100_000), setup)).toBe("time");
});
