// Sources kept between parses: a program gives the same tree and the same messages whether its files were parsed before
// or not, and whatever changed in between.
import { describe, expect, test } from "bun:test";
import { LazyFunction } from "../../../backend/ast/lazy-definition.ts";
import { printAst } from "../../../backend/ast/print.ts";
import { SourceCache } from "../../../backend/ast/source-cache.ts";
import { SourceIndex } from "../../../backend/ast/source-index.ts";
import { MersenneTwister } from "../../../backend/compile/values/mersenne-twister.ts";
import { randomProgram } from "../../fuzz/programs.ts";
import { type Parsed, parseText, type Setup } from "./harness.ts";

/** Everything that a parse says, with places as lines and columns: positions differ. */
function account({ ctx, file, lines }: Parsed): unknown {
  const place = (position: number | undefined): string => {
    const found = position === undefined ? undefined : ctx.sources.locate(position);
    return found === undefined ? "" : `${found.path}:${found.line}:${found.column}`;
  };
  const { functions, modules, assignments, instantiations } = file.body;
  const nodes = [...functions, ...modules, ...assignments, ...instantiations];
  return {
    lines,
    tree: printAst(file),
    places: nodes.map((node) => [node.kind, place(node.start), place(node.end)]),
    overwritten: assignments.map(({ overwrittenAt }) => place(overwrittenAt)),
    uses: file.uses.map(({ name, path, start, end }) => [name, path, place(start), place(end)]),
    rest: [file.includes, file.fonts, file.failed, file.limit, file.furtherErrors.length],
    sources: ctx.sources.sources.map(({ path }) => path),
  };
}

/** Parses a program without a cache, and twice with one; all must agree. Gives what is said. */
function agree(main: string, setup: Setup = {}, cache: SourceCache = newCache()): Parsed {
  const plain = parseText(main, setup);
  const expected = account(plain);
  expect(account(parseText(main, { ...setup, cache }))).toEqual(expected);
  const again = parseText(main, { ...setup, cache });
  expect(account(again)).toEqual(expected);
  expect(account(parseText(main, { ...setup, cache: indexedBy(main, setup) }))).toEqual(expected);
  return again;
}

/** A cache that looks every file up, however small. */
function indexing(index: SourceIndex): SourceCache {
  return new SourceCache({ characters: 1_000_000, index, indexedFrom: 0 });
}

/** A cache of another process, which has only the index of one that parsed the program. */
function indexedBy(main: string, setup: Setup): SourceCache {
  const index = new SourceIndex();
  parseText(main, { ...setup, cache: indexing(index) });
  const copy = new SourceIndex();
  copy.merge(index.encode());
  return indexing(copy);
}

function newCache(): SourceCache {
  return new SourceCache({ characters: 1_000_000 });
}

const files = {
  "/lib.scad": "include <inner.scad>\nfunction f(x) = x;\nmodule m() { a = 1; cube(a); }\nsize = 5;\n",
  "/inner.scad": 'echo("inner");\nuse <used.scad>\ndepth = 1;',
  "/used.scad": "function g() = 1;",
};

test("statements of a file that is included twice are others the second time", () => {
  const cache = newCache();
  for (let round = 0; round < 3; round++) {
    const { file } = parseText("include <a.scad>\ninclude <a.scad>", { files: { "/a.scad": "!cube();" }, cache });
    const [first, second, ...others] = file.body.instantiations.map(({ start }) => start);
    expect([typeof first, typeof second, others]).toEqual(["number", "number", []]);
    expect(first).not.toBe(second);
  }
});

describe("agrees with a plain parse", () => {
  const programs: Readonly<Record<string, string>> = {
    "an include at the beginning": "include <lib.scad>\ncube(size);",
    "between statements": "x = 1;\ninclude <lib.scad>\ny = 2; include <inner.scad> z = 3;",
    "after a block and after use": "module n() { cube(); }\ninclude <lib.scad>\nuse <used.scad>\ninclude <inner.scad>",
    "the same file twice": "include <lib.scad>\ninclude <lib.scad>\n",
    "in a statement": "x = include <lib.scad> 5;",
    "in a module": "module n() { include <lib.scad> sphere(); include <inner.scad> }",
    "in a block of children": "union() { include <part.scad> cube(); }",
    "as the body of a module": "module n() include <lib.scad>",
    "in the head of a loop": "x = [for (i = 0; include <part.scad> i < 3; i = i + 1) i];",
    "before else": "if (true) cube(); include <else.scad>",
    "a condition that goes on outside": "include <if.scad> else sphere();",
    "a statement that goes on outside": "include <open.scad> ; y = 2;",
    "a block that is closed outside": "include <brace.scad> } y = 2;",
    "a comment that goes on outside": "include <comment.scad> x = 1;\ny = 2;",
    "a comment that is closed nowhere": "include <unterminated.scad>\ny = 2;",
    "an error in an included file": "include <bad.scad>\ny = 2;",
    "an error after an include": "include <lib.scad>\ny = ;",
    "reassignments everywhere":
      "size = 1; size = 2;\ninclude <lib.scad>\nsize = 3;\ninclude <again.scad>\ndepth = 1; twice = 4;",
    "warnings inside": "include <warns.scad>\nx = 1;",
    "a reassignment inside a module": "include <inside.scad>\n",
    "what is not there": "include <nothing.scad>\nuse <nowhere.scad>\ninclude <missing.scad>\nuse <none.ttf>",
    "the name before": "use <used.scad>\nuse <>\ninclude <same.scad>\nuse <>",
    "line breaks in the brackets": "include <\nlib.scad>\nuse <used\n.scad>\n",
    "an include of itself": "include <self.scad>\n",
    "includes of each other": "include <one.scad>\n",
    "a file that is included and used": "include <used.scad>\nuse <used.scad>\nuse <lib.scad>",
  };
  const more = {
    ...files,
    "/part.scad": "1;",
    "/else.scad": "else sphere();",
    "/if.scad": "if (true) cube();",
    "/open.scad": "x = 1 +",
    "/brace.scad": "module n() { cube();",
    "/comment.scad": "a = 1; // not ended",
    "/unterminated.scad": "a = 1; /* not ended",
    "/bad.scad": "a = 1; b = = 2; c = 3;",
    "/again.scad": "twice = 1;\ntwice = 2;\nsize = 9;\n",
    "/warns.scad": 'a = "\\q";\nfunction f() = 99999999999999999;\nb = 0x1ffffffffffffffffffff;\n',
    "/inside.scad": "module n() { a = 1;\na = 2;\na = 3; }\n",
    "/missing.scad": "include <not-there.scad>\nx = 1;\nuse <neither.scad>\n",
    "/same.scad": "use <>\nx = 2;",
    "/self.scad": "include <self.scad>\nx = 1;",
    "/one.scad": "include <two.scad>\na = 1;",
    "/two.scad": "include <one.scad>\nb = 1;",
  };
  for (const [name, main] of Object.entries(programs)) test(name, () => void agree(main, { files: more }));

  test("all of them with one cache", () => {
    const cache = newCache();
    for (const main of Object.values(programs)) agree(main, { files: more }, cache);
  });

  test("with definitions behind the text", () => {
    const cache = newCache();
    for (const definitions of [["size=7"], ["size=8", "depth=2"], []])
      agree("include <lib.scad>\nsize = 6;", { files, options: { definitions } }, cache);
  });

  test("with --hardwarnings", () => {
    agree("include <warns.scad>\nx = 1;", { files: more, options: { hardWarnings: true } });
  });

  test("with tight budgets", () => {
    for (const limits of [
      { tokens: 20 },
      { tokens: 40 },
      { includes: 1 },
      { includeDepth: 1 },
      { totalSourceBytes: 60 },
      { nesting: 2 },
    ])
      agree("include <lib.scad>\nx = (((1)));\ninclude <inner.scad>", { files, limits });
  });
});

describe("notices", () => {
  test("that a file was changed, and changed back", () => {
    const cache = newCache();
    for (const text of ["depth = 1;", "depth = 2;", "depth = 1;", 'depth = "two";', "depth = "])
      agree("include <lib.scad>\n", { files: { ...files, "/inner.scad": text } }, cache);
  });

  test("that a file appeared that comes first", () => {
    const cache = newCache();
    const setup = { files: { "/libs/part.scad": "x = 1;" }, libraryPaths: ["/libs"] };
    agree("include <part.scad>\n", setup, cache);
    const { file } = agree(
      "include <part.scad>\n",
      { ...setup, files: { ...setup.files, "/part.scad": "y = 1;" } },
      cache,
    );
    expect(file.body.assignments.map(({ name }) => name)).toEqual(["y"]);
  });

  test("another program of the same name", () => {
    const cache = newCache();
    for (const main of ["x = 1;", "x = 2;", "include <lib.scad>", "x = 1;", "x = ;"]) agree(main, { files }, cache);
  });
});

describe("an index", () => {
  const main = "include <lib.scad>\nx = f(1);\nm();";

  test("says where definitions are: they are read when they are needed", () => {
    const { file } = parseText(main, { files, cache: indexedBy(main, { files }) });
    const [f] = file.body.functions;
    expect(f).toBeInstanceOf(LazyFunction);
    expect(f?.parameters.map(({ name }) => name)).toEqual(["x"]);
    expect(f?.body.kind).toBe("Lookup");
  });

  test("has no file with a message or an error, and no main file", () => {
    const index = new SourceIndex();
    const more = { ...files, "/warns.scad": 'a = "\\q";', "/bad.scad": "b = ;" };
    const cache = indexing(index);
    parseText("include <warns.scad>\ninclude <bad.scad>\n", { files: more, cache });
    expect(index.changed).toBe(false);
    parseText(main, { files: more, cache });
    expect(index.changed).toBe(true);
  });

  test("has no small file", () => {
    const index = new SourceIndex();
    parseText(main, { files, cache: new SourceCache({ characters: 1_000_000, index }) });
    expect(index.changed).toBe(false);
  });

  test("of other content does not count", () => {
    const index = new SourceIndex();
    parseText(main, { files, cache: indexing(index) });
    const changed = { ...files, "/lib.scad": "include <inner.scad>\nfunction f(x) = ;\n" };
    agree(main, { files: changed }, indexing(index));
  });

  test("that was damaged is none", () => {
    const index = new SourceIndex();
    parseText(main, { files, cache: indexing(index) });
    const bytes = index.encode();
    const damaged: Uint8Array[] = [
      new Uint8Array(0),
      bytes.slice(0, 100),
      bytes.slice(0, -1),
      bytes.map((byte, i) => (i === 200 ? byte ^ 1 : byte)),
      new TextEncoder().encode("x".repeat(64)),
    ];
    for (const wrong of damaged) {
      const read = new SourceIndex();
      read.merge(wrong);
      agree(main, { files }, indexing(read));
      expect(read.encode().length).toBeGreaterThan(200);
    }
  });
});

/** A program as it is edited: each version is parsed with what was kept of those before. */
describe("agrees with a plain parse of every version", () => {
  const histories: Readonly<Record<string, readonly string[]>> = {
    "statements that come and go": [
      "a = 1;",
      "a = 1; b = 2;",
      "a = 1; b = 2; cube();",
      "a = 1; cube();",
      "",
      "b = 2;",
      "b = 2;c",
    ],
    "an else that is added": [
      "a = 1; if (a) cube();",
      "a = 1; if (a) cube(); else sphere();",
      "a = 1; if (a) cube(); els",
    ],
    "an else inside a module": ["module m() if (x) cube(); m();", "module m() if (x) cube(); else m();"],
    "a change inside a token": [
      "a = 12; b = 3;",
      "a = 123; b = 3;",
      "a = 1234; b = 3;",
      "a = 1; b = 3;",
      "ab = 1; b = 3;",
    ],
    "a name that becomes a keyword": ["cube(); modul();", "cube(); module m() {}", "cube(); modules();"],
    "comments that swallow statements": [
      "a = 1; b = 2; c = 3;",
      "a = 1; /* b = 2; c = 3;",
      "a = 1; // b = 2; c = 3;",
      "a = 1; /* */ b",
    ],
    "texts that stay open": ['a = "x"; b = "y";', 'a = "x"; b = "y;', 'a = "x"; b = "y; \n";'],
    "braces that stay open": [
      "union() { cube(); } sphere();",
      "union() { cube(); sphere();",
      "union() { cube(); } } sphere();",
    ],
    "errors that are mended": [
      "a = 1; b = ; c = 3;",
      "a = 1; b = 2; c = 3;",
      "a = 1; b = 2; c = ;",
      "a = 1; b = 2; c = 4;",
    ],
    "warnings and reassignments": [
      "a = 1; b = 2;",
      "a = 1; a = 2; b = 2;",
      'a = 1; a = "\\q"; b = 2;',
      "a = 1; a = 3; b = 3; a = 4;",
    ],
    directives: [
      "use <used.scad>\na = 1;",
      "use <used.scad>\na = 2; use <>",
      "use <used.scad>\ninclude <lib.scad>\na = 2;",
    ],
    "includes before the change": [
      "include <lib.scad>\nx = size;",
      "include <lib.scad>\nx = size; y = 1;",
      "include <lib.scad> y = 1;",
    ],
    "the end of the text within it": [
      "a = 1;\u0003 a = 2; a = 3;",
      "a = 1;\u0003 a = 2; a = 4;",
      "a = 1; a = 2;\u0003 a = 4;",
    ],
    "a NUL": [
      "a = 1; b = 2;\0 c = 3;",
      "a = 1; b = 3;\0 c = 3;",
      "a = 1; if (b) cube();\0 c = 3;",
      "a = 1; if (b) cube(); else",
    ],
    "texts that grow": [
      "a = 1;",
      `a = 1; b = "${"-".repeat(3000)}";`,
      `a = 1; b = "${"-".repeat(9000)}";`,
      "a = 1; c = 2;",
    ],
    "blocks at the top level": ["{ a = 1; cube(); } b = 2;", "{ a = 1; cube(); } b = 3;", "{ a = 1; } b = 3;"],
    "signs beyond Latin": ['a = "☺"; b = 1;', 'a = "☺"; b = 2;', 'a = "☻"; b = 2;'],
    "nothing but a comment": ["// one\n", "// two\n", "// two\na = 1;"],
  };
  for (const [name, versions] of Object.entries(histories))
    test(name, () => {
      const cache = newCache();
      for (const main of [...versions, ...versions, ...versions.toReversed()]) agree(main, { files }, cache);
    });

  test("with definitions behind the text", () => {
    const cache = newCache();
    for (const main of ["a = 1; cube(a);", "a = 1; sphere(a);", "a = 1; sphere(a); b = 2;"])
      for (const definitions of [["a=7"], ["a=8", "b=2"], []]) agree(main, { options: { definitions } }, cache);
  });

  test("with tight budgets", () => {
    for (const limits of [{ tokens: 14 }, { tokens: 15 }, { tokens: 16 }, { tokens: 17 }, { nesting: 3 }]) {
      const cache = newCache();
      for (const main of ["a = 1; b = 2;", "a = 1; b = 2; c = 3;", "a = 1; b = 2; c = (((3)));"])
        agree(main, { limits }, cache);
    }
  });

  test("cut and joined anywhere", () => {
    const random = new MersenneTwister(5);
    const below = (count: number): number => random.next() % Math.max(1, count);
    for (let seed = 0; seed < 60; seed++) {
      const cache = newCache();
      const { main, files } = randomProgram(seed);
      const other = randomProgram(seed + 1000).main;
      let text = main;
      for (let edit = 0; edit < 6; edit++) {
        agree(text, { files }, cache);
        const at = below(text.length);
        const from = below(other.length);
        text = text.slice(0, at) + other.slice(from, from + below(30)) + text.slice(at + below(20));
      }
    }
  });
});

describe("keeps", () => {
  test("the statements before a change", () => {
    const cache = newCache();
    const texts = ["function f() = 1; a = 1; cube(); b = 2;", "function f() = 1; a = 1; cube(); b = 33; c = 4;"];
    const [before, after] = texts.map((main) => parseText(main, { cache }).file.body);
    expect(after?.functions[0]).toBe(before?.functions[0] as never);
    expect(after?.instantiations[0]).toBe(before?.instantiations[0] as never);
    expect(after?.assignments[0]).toBe(before?.assignments[0] as never);
    expect(after?.assignments[1]).not.toBe(before?.assignments[1] as never);
  });

  test("statements: programs share them", () => {
    const cache = newCache();
    const [a, b] = ["a = 1;", "b = 1;\n"].map((main) => parseText(`include <lib.scad>\n${main}`, { files, cache }));
    expect(a?.file.body.functions[0]).toBe(b?.file.body.functions[0] as never);
    expect(a?.file.body.assignments[0]).toBe(b?.file.body.assignments[0] as never);
  });

  test("not more than it may", () => {
    const cache = new SourceCache({ characters: 5000 });
    for (let i = 0; i < 200; i++) {
      agree(`include <lib${i}.scad>\n`, { files: { [`/lib${i}.scad`]: `x${i} = "${"-".repeat(100)}";` } }, cache);
      expect(cache.characters).toBeLessThan(5000 + 1000);
    }
  });

  test("few versions of one program", () => {
    const cache = newCache();
    for (let i = 0; i < 100; i++) parseText(`x = ${i};`, { cache });
    expect(cache.characters).toBeLessThan(100);
  });
});
