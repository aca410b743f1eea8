// Scopes, assignments and lookups (spec/language.md §5.1, §5.2, §5.6).
import { describe, expect, test } from "bun:test";
import { linesOf } from "./evaluate.ts";

describe("assignments", () => {
  test("the last expression counts, at the place of the first", () => {
    expect(linesOf("a = 1;\nb = a;\na = 2;\necho(a, b);")).toEqual([
      'WARNING: "a" was assigned on line 1 but was overwritten in file main.scad, line 3',
      "ECHO: 2, 2",
    ]);
  });

  test("a name is not in sight in its own expression; the lookup goes outward", () => {
    expect(linesOf("z = 1; module m() { z = z; z2 = z; echo(z, z2); } m();")).toEqual(["ECHO: 1, 1"]);
  });

  test("a later name of the same scope is not set yet", () => {
    expect(linesOf("z = 1; module m() { a = z; z = 2; echo(a, z); } m();")).toEqual(["ECHO: 1, 2"]);
  });

  test("assignments come before statements", () => {
    expect(linesOf("echo(a); a = 3;")).toEqual(["ECHO: 3"]);
  });

  test("a literal over a parameter is reported, another expression is not", () => {
    expect(linesOf("module m(p, q) { p = 2; q = q + 1; $children = 5; echo(p, q, $children); }\nm(1, 2);")).toEqual([
      'WARNING: Parameter "p" is overwritten with a literal in file main.scad, line 1',
      'WARNING: Parameter "$children" is overwritten with a literal in file main.scad, line 1',
      "ECHO: 2, 3, 5",
    ]);
  });

  test("a children block has its own scope, made again each time", () => {
    const source = "module twice() { children(); children(); } a = 1; twice() { a = a + 1; echo(a); } echo(a);";
    expect(linesOf(source)).toEqual(["ECHO: 2", "ECHO: 2", "ECHO: 1"]);
  });

  test("a bare block has none", () => {
    expect(linesOf("{ a = 1; } echo(a);")).toEqual(["ECHO: 1"]);
  });
});

describe("names", () => {
  test("an unknown variable is undef with a warning", () => {
    expect(linesOf("x = y;\necho(x);")).toEqual([
      'WARNING: Ignoring unknown variable "y" in file main.scad, line 1',
      "ECHO: undef",
    ]);
  });

  test("__proto__ and constructor are names like any other", () => {
    const source = "__proto__ = 1; function constructor(toString) = toString; echo(__proto__, constructor(2), hasOwn);";
    expect(linesOf(source)).toEqual([
      'WARNING: Ignoring unknown variable "hasOwn" in file main.scad, line 1',
      "ECHO: 1, 2, undef",
    ]);
  });

  test("a variable, a function and a module may share a name", () => {
    expect(linesOf("a = 1; function a() = 2; module a() echo(a, a()); a();")).toEqual(["ECHO: 1, 2"]);
  });

  test("user definitions shadow built-ins, and PI", () => {
    expect(linesOf("PI = 3; function sin(x) = x; module cube() echo(PI, sin(7)); cube();")).toEqual(["ECHO: 3, 7"]);
  });

  test("definitions are in sight before they are made; the last one counts", () => {
    expect(linesOf("echo(f()); function f() = 1; function f() = 2;")).toEqual(["ECHO: 2"]);
  });

  test("a call takes the innermost function, or variable that holds one", () => {
    expect(linesOf("function f(x) = 1; module m(f) echo(f(0)); m(5); m(function(x) 2);")).toEqual([
      "ECHO: 1",
      "ECHO: 2",
    ]);
  });

  test("in one scope the definition wins over the variable", () => {
    expect(linesOf("f = function() 1; function f() = 2; echo(f(), f);")).toEqual(["ECHO: 2, function() 1"]);
  });

  test("a built-in function is no value", () => {
    expect(linesOf("f = sin;")).toEqual(['WARNING: Ignoring unknown variable "sin" in file main.scad, line 1']);
  });

  test("is_undef asks about a name without a warning", () => {
    expect(linesOf("a = undef; echo(is_undef(nothing), is_undef(a), is_undef(1), is_undef([nothing]));")).toEqual([
      'WARNING: Ignoring unknown variable "nothing" in file main.scad, line 1',
      "ECHO: true, true, false, false",
    ]);
  });
});

describe("unknown calls", () => {
  test("arguments are not evaluated", () => {
    expect(linesOf("x = f(echo(1) 2);\nm(echo(3) 4) echo(5);")).toEqual([
      "WARNING: Ignoring unknown function 'f' in file main.scad, line 1",
      "WARNING: Ignoring unknown module 'm' in file main.scad, line 2",
    ]);
  });

  test("only functions can be called", () => {
    expect(linesOf("v = [1];\nx = v[0](echo(1) 2);\ny = (3)();")).toEqual([
      "WARNING: Can't call function on number in file main.scad, line 2",
      "WARNING: Can't call function on number in file main.scad, line 3",
    ]);
  });

  test("a reserved word that no module has", () => {
    expect(linesOf("each(1);")).toEqual(["WARNING: Ignoring unknown module 'each' in file main.scad, line 1"]);
  });

  test("a built-in whose feature is off says so first", () => {
    expect(linesOf("x = object();\nroof() square();")).toEqual([
      "WARNING: Experimental builtin function 'object' is not enabled in file main.scad, line 1",
      "WARNING: Ignoring unknown function 'object' in file main.scad, line 1",
      "WARNING: Experimental builtin module 'roof' is not enabled in file main.scad, line 2",
      "WARNING: Ignoring unknown module 'roof' in file main.scad, line 2",
    ]);
    expect(linesOf("function object() = 1; module roof() echo(object()); roof();")).toEqual(["ECHO: 1"]);
  });
});

describe("special variables", () => {
  test("are found in what is active, not where the code was written", () => {
    expect(linesOf("$a = 1; function f() = $a; module m() echo(f()); m(); m($a = 2); let($a = 3) m();")).toEqual([
      "ECHO: 1",
      "ECHO: 2",
      "ECHO: 3",
    ]);
  });

  test("end with the scope that set them", () => {
    expect(linesOf("f = let($v = 1) function() $v; echo(f());")).toEqual([
      'WARNING: Ignoring unknown variable "$v" in file main.scad, line 1',
      "ECHO: undef",
    ]);
  });

  test("arguments of functions and of built-in modules bind them", () => {
    const source =
      "function f() = $q; function g(x) = f(); module m() echo(f()); echo(g(1, $q = 2)); union($q = 3) m(); ";
    expect(linesOf(source)).toEqual(["ECHO: 2", "ECHO: 3"]);
  });

  test("arguments of echo and assert do not", () => {
    expect(linesOf("$q = 1; module m() echo($q); echo($q = 2) m(); assert(true, $q = 3) m();")).toEqual([
      "ECHO: $q = 2",
      "ECHO: 1",
      "ECHO: 1",
    ]);
  });

  test("for, intersection_for and comprehensions bind them", () => {
    const source =
      "function f() = $i; module m() echo(f()); for ($i = [1]) m(); intersection_for($i = [2]) m(); echo([for ($i = [3]) f()], [let($i = 4) if (true) f()], [for ($i = 5; $i < 7; $i = $i + 1) f()]);";
    expect(linesOf(source)).toEqual(["ECHO: 1", "ECHO: 2", "ECHO: [3], [4], [5, 6]"]);
  });

  test("are seen by children through the module that sets them", () => {
    const source = "module m() { $d = 7; children(); } m() echo($d); module n() children($d = 8); n() echo($d);";
    expect(linesOf(source)).toEqual(["ECHO: 7", "ECHO: 8"]);
  });

  test("defaults do not see the arguments of their call", () => {
    expect(linesOf("$a = 1; function f(x = $a, $a) = [x, $a]; echo(f($a = 2));")).toEqual(["ECHO: [1, 2]"]);
  });

  test("functions and modules with such names are dynamic too", () => {
    const source =
      "module m() { $f(); echo($g(3)); } module a() { module $f() echo(1); function $g(x) = x; m(); } a(); m();";
    expect(linesOf(source)).toEqual([
      "ECHO: 1",
      "ECHO: 3",
      "WARNING: Ignoring unknown module '$f' in file main.scad, line 1",
      "WARNING: Ignoring unknown function '$g' in file main.scad, line 1",
      "ECHO: undef",
    ]);
    expect(linesOf("function call() = $h(4); echo(let($h = function(x) x + 1) call());")).toEqual(["ECHO: 5"]);
  });

  test("$children is lexical, and unknown outside modules", () => {
    const source =
      "module inner() children(); module m() { inner() echo($children); } m() { cube(); cube(); }\necho($children);";
    expect(linesOf(source)).toEqual([
      "ECHO: 2",
      'WARNING: Ignoring unknown variable "$children" in file main.scad, line 2',
      "ECHO: undef",
    ]);
  });

  test("the predefined ones", () => {
    expect(linesOf("echo($fn, $fa, $fs, $t, $preview, $vpt, $vpr, $vpd, $vpf, PI); echo($fe);")).toEqual([
      "ECHO: 0, 12, 2, 0, false, [0, 0, 0], [55, 0, 25], 140, 22.5, 3.14159",
      'WARNING: Ignoring unknown variable "$fe" in file main.scad, line 1',
      "ECHO: undef",
    ]);
  });
});

describe("let", () => {
  test("binds in order; the first of two equal names stays", () => {
    expect(linesOf("x = let(a = 1, b = a + 1, a = 5, 6) [a, b];\necho(x);")).toEqual([
      'WARNING: Ignoring duplicate variable assignment "a" = 5 in file main.scad, line 1',
      "WARNING: Assignment without variable name 6 in file main.scad, line 1",
      "ECHO: [1, 2]",
    ]);
  });

  test("as a module and in a list", () => {
    expect(linesOf("let(a = 1, b = a) echo(a, b); echo([let(c = 2) for (i = [1:c]) i]);")).toEqual([
      "ECHO: 1, 1",
      "ECHO: [1, 2]",
    ]);
  });
});

describe("closures", () => {
  test("see what their scope assigns later, themselves included", () => {
    const source =
      "f = function(n) n == 0 ? later : f(n - 1); later = 9; echo(f(3)); echo(let(g = function(n) n == 0 ? 0 : 1 + g(n - 1)) g(4));";
    expect(linesOf(source)).toEqual(["ECHO: 9", "ECHO: 4"]);
  });

  test("each round of a loop has its own", () => {
    expect(linesOf("fs = [for (i = [0:2]) function() i]; echo([for (f = fs) f()]);")).toEqual(["ECHO: [0, 1, 2]"]);
    expect(linesOf("fs = [for (i = 0; i < 3; i = i + 1) function() i]; echo([for (f = fs) f()]);")).toEqual([
      "ECHO: [0, 1, 2]",
    ]);
  });

  test("each body of a tail recursion has its own", () => {
    const source =
      "function make(n, fs = []) = n == 0 ? fs : make(n - 1, concat(fs, [function() n])); echo([for (f = make(3)) f()]);";
    expect(linesOf(source)).toEqual(["ECHO: [3, 2, 1]"]);
  });
});

describe("order", () => {
  test("right operands first, but not of shifts and logic", () => {
    const order = (expression: string) =>
      linesOf(`function f(x) = echo(x) x; x = ${expression};`).map((line) => line.slice(6));
    for (const operator of ["+", "-", "*", "/", "%", "^", "&", "|", "==", "!=", "<", "<=", ">", ">="]) {
      expect(order(`f(1) ${operator} f(2)`)).toEqual(["2", "1"]);
    }
    for (const operator of ["<<", ">>", "&&"]) expect(order(`f(1) ${operator} f(2)`)).toEqual(["1", "2"]);
    expect(order("f(1) || f(2)")).toEqual(["1"]);
    expect(order("f(0) && f(2)")).toEqual(["0"]);
    expect(order("[f(1):f(2):f(3)]")).toEqual(["1", "3", "2"]);
    expect(order("[f(1), f(2)][f(0)]")).toEqual(["1", "2", "0"]);
    expect(order("max(f(1), f(2))")).toEqual(["1", "2"]);
    expect(order("true ? f(1) : f(2)")).toEqual(["1"]);
  });

  test("the step of a range is not evaluated when a bound is no number", () => {
    expect(linesOf('x = ["a" : echo(1) 1 : 2];')).toEqual([
      'WARNING: Unable to convert ["a":...:2] to a range in file main.scad, line 1',
    ]);
  });
});
