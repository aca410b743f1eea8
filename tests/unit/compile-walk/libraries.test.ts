// use: which files are loaded, what becomes visible, and what their scopes see (spec/language.md §0.1, §5.4).
import { describe, expect, test } from "bun:test";
import { evaluate, linesOf } from "./evaluate.ts";

const run = (main: string, files: Record<string, string>) => linesOf(main, { files });

describe("what becomes visible", () => {
  test("functions and modules, but no variables, function values or statements", () => {
    const files = { "/lib.scad": 'function f() = v; module m() echo(v); v = 5; g = function() 6; echo("never");' };
    expect(run("use <lib.scad>\necho(f()); m(); echo(v);\necho(g());", files)).toEqual([
      "ECHO: 5",
      "ECHO: 5",
      'WARNING: Ignoring unknown variable "v" in file main.scad, line 2',
      "ECHO: undef",
      "WARNING: Ignoring unknown function 'g' in file main.scad, line 3",
      "ECHO: undef",
    ]);
  });

  test("not what a used file uses, but what it includes", () => {
    const files = {
      "/a.scad": "use <b.scad>\ninclude <c.scad>\nfunction a() = b();",
      "/b.scad": "function b() = 1;",
      "/c.scad": "function c() = 2;",
    };
    expect(run("use <a.scad>\necho(a(), c());\necho(b());", files)).toEqual([
      "ECHO: 1, 2",
      "WARNING: Ignoring unknown function 'b' in file main.scad, line 3",
      "ECHO: undef",
    ]);
  });

  test("own definitions first, then the most recent use; using again moves to the front", () => {
    const files = { "/a.scad": 'function f() = "a"; function g() = "a";', "/b.scad": 'function f() = "b";' };
    expect(run("use <a.scad>\nuse <b.scad>\necho(f(), g());", files)).toEqual(['ECHO: "b", "a"']);
    expect(run("use <a.scad>\nuse <b.scad>\nuse <a.scad>\necho(f());", files)).toEqual(['ECHO: "a"']);
    expect(run('use <a.scad>\nfunction f() = "main"; echo(f());', files)).toEqual(['ECHO: "main"']);
    expect(run('use <a.scad>\nf = function() "variable"; echo(f());', files)).toEqual(['ECHO: "variable"']);
    expect(run("use <a.scad>\nf = 3; echo(f());", files)).toEqual(['ECHO: "a"']);
  });

  test("a use inside an include belongs to the file that is parsed", () => {
    const files = { "/i.scad": "use <a.scad>", "/a.scad": "function f() = 1;" };
    expect(run("include <i.scad>\necho(f());", files)).toEqual(["ECHO: 1"]);
  });

  test("built-ins are shadowed for the user only", () => {
    const files = { "/a.scad": "function sin(x) = 7; function f() = sin(0); function g() = cos(0);" };
    expect(run("use <a.scad>\nfunction cos(x) = 8; echo(sin(0), f(), g());", files)).toEqual(["ECHO: 7, 7, 1"]);
  });
});

describe("the scope of a used file", () => {
  test("is made for every lookup from outside, not for calls within", () => {
    const files = {
      "/a.scad":
        'x = echo("made") 1; function f() = g() + g(); function g() = x; module m() { n(); n(); } module n() {}',
    };
    expect(run("use <a.scad>\necho(f()); m(); m();", files)).toEqual([
      'ECHO: "made"',
      "ECHO: 2",
      'ECHO: "made"',
      'ECHO: "made"',
    ]);
  });

  test("does not see the main file, whose special variables it does see", () => {
    const files = { "/a.scad": "function f() = [is_undef(x), $s];" };
    expect(run("use <a.scad>\nx = 1; $s = 2; echo(f(), f($s = 3));", files)).toEqual(["ECHO: [true, 2], [true, 3]"]);
  });

  test("its own special variables are visible to its assignments only", () => {
    const files = { "/a.scad": "$s = 5; x = $s; function f() = [x, $s];" };
    expect(run("use <a.scad>\n$s = 1; echo(f());", files)).toEqual(["ECHO: [5, 1]"]);
  });

  test("an error in its assignments is part of the call", () => {
    const files = { "/a.scad": "x = assert(false);\nfunction f() = 1; module m() {}" };
    expect(run("use <a.scad>\ny = f();", files)).toEqual([
      "ERROR: Assertion 'false' failed in file a.scad, line 1",
      'TRACE: assignment to "x" in file a.scad, line 1',
      "TRACE: called by 'f' in file main.scad, line 2",
      'TRACE: assignment to "y" in file main.scad, line 2',
    ]);
  });

  test("files that use each other", () => {
    const files = {
      "/a.scad": "use <b.scad>\nfunction even(n) = n == 0 ? true : odd(n - 1);",
      "/b.scad": "use <a.scad>\nfunction odd(n) = n == 0 ? false : even(n - 1);",
    };
    expect(run("use <a.scad>\necho(even(10));", files)).toEqual(["ECHO: true"]);
  });
});

describe("loading", () => {
  test("a file that does not parse is empty; its error is printed once", () => {
    const files = { "/a.scad": "function f() = ;", "/b.scad": "use <a.scad>\nfunction g() = 1;" };
    const { lines, aborted } = evaluate("use <a.scad>\nuse <b.scad>\necho(g());\necho(f());", { files });
    expect(aborted).toBe(false);
    expect(lines).toEqual([
      "ERROR: Parser error: syntax error in file a.scad, line 1",
      "ECHO: 1",
      "WARNING: Ignoring unknown function 'f' in file main.scad, line 4",
      "ECHO: undef",
    ]);
  });

  test("messages come in search order, each file followed by what it uses", () => {
    const warning = 'x = "\\q";';
    const files = { "/a.scad": warning, "/b.scad": `use <c.scad>\n${warning}`, "/c.scad": warning };
    expect(run("use <a.scad>\nuse <b.scad>", files)).toEqual([
      "WARNING: Undefined escape sequence in file b.scad, line 2",
      "WARNING: Undefined escape sequence in file c.scad, line 1",
      "WARNING: Undefined escape sequence in file a.scad, line 1",
    ]);
  });

  test("-D is appended to used files too", () => {
    const { lines } = evaluate("use <a.scad>\nx = 1; echo(x, f());", {
      files: { "/a.scad": "x = 2; function f() = x;" },
      options: { definitions: ["x=3"] },
    });
    expect(lines).toEqual(["ECHO: 3, 3"]);
  });
});
