// Arguments, defaults, tail calls and recursion (spec/language.md §5.3, §5.5, §5.9).
import { describe, expect, test } from "bun:test";
import { evaluate, linesOf } from "./evaluate.ts";

describe("arguments", () => {
  const warn = (text: string) => `WARNING: ${text} in file main.scad, line 2`;
  const f = "function f(a, b, c = 7) = [a, b, c];\n";

  test("by position, by name, by default", () => {
    expect(linesOf(`${f}echo(f(1, 2), f(c = 1, 2), f(b = 5), f());`)).toEqual([
      "ECHO: [1, 2, 7], [2, undef, 1], [undef, 5, 7], [undef, undef, 7]",
    ]);
  });

  test("a name blocks only the positions after it", () => {
    expect(linesOf(`${f}echo(f(a = 1, 2)); echo(f(2, a = 1));`)).toEqual([
      "ECHO: [1, 2, 7]",
      warn('argument "a" overrides positional argument'),
      "ECHO: [1, undef, 7]",
    ]);
  });

  test("a name given twice: the last value", () => {
    expect(linesOf(`${f}echo(f(a = 1, a = 2));`)).toEqual([
      warn('argument "a" supplied more than once'),
      "ECHO: [2, undef, 7]",
    ]);
  });

  test("surplus values are told of once and dropped", () => {
    expect(linesOf(`${f}echo(f(1, 2, 3, 4, 5));`)).toEqual([
      warn("Too many unnamed arguments supplied"),
      "ECHO: [1, 2, 3]",
    ]);
  });

  test("an undeclared name is told of and is a variable of the body", () => {
    expect(linesOf("function h(p) = zz;\necho(h(1, zz = 3));")).toEqual([
      warn('variable "zz" not specified as parameter'),
      "ECHO: 3",
    ]);
    expect(linesOf("module m() echo(zz);\nm(zz = 4);")).toEqual([
      warn('variable "zz" not specified as parameter'),
      "ECHO: 4",
    ]);
  });

  test("special names need no declaration, $children does", () => {
    expect(linesOf("module m() echo($x);\nm($x = 1, $children = 3);")).toEqual([
      warn('variable "$children" not specified as parameter'),
      "ECHO: 1",
    ]);
  });

  test("--check-parameters=false keeps the messages about repetition", () => {
    const source = `${f}echo(f(1, 2, 3, 4)); echo(f(zz = 1)); echo(f(a = 1, a = 2)); cube(1, true, 2);`;
    expect(linesOf(source, { options: { checkParameters: false } })).toEqual([
      "ECHO: [1, 2, 3]",
      "ECHO: [undef, undef, 7]",
      warn('argument "a" supplied more than once'),
      "ECHO: [2, undef, 7]",
      warn("Too many unnamed arguments supplied"),
    ]);
  });

  test("defaults are evaluated only when needed, in the scope of the definition", () => {
    const source =
      "x = 1; function f(x, y = echo(x) x) = [x, y]; echo(f(5), f(5, 6)); function g(a = echo(2) 1) = a; echo(g(undef));";
    expect(linesOf(source)).toEqual(["ECHO: 1", "ECHO: [5, 1], [5, 6]", "ECHO: undef"]);
  });

  test("a parameter declared twice: positions count both, the first default counts", () => {
    expect(linesOf("function f(r, r = 2, s) = [r, s]; echo(f(), f(1), f(1, 3), f(1, 3, 4));")).toEqual([
      "ECHO: [undef, undef], [1, undef], [3, undef], [3, 4]",
    ]);
    expect(linesOf("function f(r = 5, r = 2) = r; echo(f());")).toEqual(["ECHO: 5"]);
  });

  test("function literals take arguments like functions", () => {
    expect(linesOf("f = function(a, b = 2) [a, b]; echo(f(1), f(b = 1), (f)(3, 4));")).toEqual([
      "ECHO: [1, 2], [undef, 1], [3, 4]",
    ]);
  });
});

describe("tail calls", () => {
  test("a million bodies, and not one more", () => {
    expect(linesOf("function f(n) = n == 0 ? 0 : f(n - 1);\necho(f(999999));")).toEqual(["ECHO: 0"]);
    const { lines, aborted } = evaluate("function f(n) =\n n == 0 ? 0 : f(n - 1);\necho(f(1000000));");
    expect(aborted).toBe(true);
    expect(lines).toEqual([
      "ERROR: Recursion detected calling function 'f' in file main.scad, line 2",
      "TRACE: called by 'f' in file main.scad, line 2",
      "TRACE: called by 'echo' in file main.scad, line 3",
    ]);
  }, 60_000);

  test("of each other, of function literals, through let, assert and echo", () => {
    expect(
      linesOf('function a(n) = n == 0 ? "a" : b(n - 1); function b(n) = n == 0 ? "b" : a(n - 1); echo(a(100001));'),
    ).toEqual(['ECHO: "b"']);
    expect(linesOf("f = function(n) n == 0 ? 0 : f(n - 1); echo(f(100000));")).toEqual(["ECHO: 0"]);
    expect(
      linesOf("function f(n) = let(m = n - 1) assert(m >= -1) n == 0 ? echo(n) m : f(m); echo(f(50000));"),
    ).toEqual(["ECHO: 0", "ECHO: -1"]);
    expect(linesOf("function y(f, n) = n == 0 ? 0 : f(f, n - 1); echo(y(function(f, n) y(f, n), 100000));")).toEqual([
      "ECHO: 0",
    ]);
  });

  test("variables do not survive to the next body, special ones do", () => {
    expect(linesOf("function f(b = false) = b ? x : let(x = 42) f(true);\necho(f());")).toEqual([
      'WARNING: Ignoring unknown variable "x" in file main.scad, line 1',
      "ECHO: undef",
    ]);
    const special =
      "function f(b = false) = b ? [$x, $y] : let($x = 33, $y = 1) let($x = 42) f(true); echo(f()); echo(is_undef($x));";
    expect(linesOf(special)).toEqual(["ECHO: [42, 1]", "ECHO: true"]);
  });

  test("a special variable set in every body costs no stack", () => {
    expect(linesOf("function f(n) = n == 0 ? $x : let($x = n) f(n - 1); echo(f(100000));")).toEqual(["ECHO: 1"]);
  });
});

describe("recursion", () => {
  // How deep the native stack reaches depends on how hot the code is: these hold in any state, see depth.test.ts.
  test("functions nest deeply", () => {
    expect(linesOf("function s(n) = n == 0 ? 0 : n + s(n - 1); echo(s(5000));")).toEqual(["ECHO: 1.25025e+7"]);
  });

  test("modules nest deeply", () => {
    expect(linesOf('module m(n) if (n > 0) m(n - 1); else echo("end"); m(2000);')).toEqual(['ECHO: "end"']);
  });

  test("endless functions end at the call, with the first and last frames", () => {
    const lines = linesOf("function f(n) =\n  1 +\n  f(n + 1);\n\nx = f(0);");
    const call = "TRACE: called by 'f' in file main.scad, line 3";
    expect(lines[0]).toBe("ERROR: Recursion detected calling function 'f' in file main.scad, line 3");
    expect(lines.slice(1, 6)).toEqual([call, call, call, call, call]);
    expect(lines[6]).toMatch(/^TRACE: {3}\*\*\* Excluding \d+ frames \*\*\*$/);
    expect(lines.slice(-3)).toEqual([
      call,
      "TRACE: called by 'f' in file main.scad, line 5",
      'TRACE: assignment to "x" in file main.scad, line 5',
    ]);
  });

  test("the call that is too deep has no frame of its own", () => {
    const lines = linesOf("function a(n) = 1 + b(n);\nfunction b(n) = 1 + a(n);\necho(a(0));");
    const [error, frame] = [lines[0] as string, lines[1] as string];
    const inner = error.includes("'a'") ? ["'a'", "line 2", "'b'", "line 1"] : ["'b'", "line 1", "'a'", "line 2"];
    expect(error).toBe(`ERROR: Recursion detected calling function ${inner[0]} in file main.scad, ${inner[1]}`);
    expect(frame).toBe(`TRACE: called by ${inner[2]} in file main.scad, ${inner[3]}`);
  });

  test("endless modules end at the definition", () => {
    expect(linesOf('\nmodule m(a, b = "x") m(a);\nm(1);').slice(0, 4)).toEqual([
      "ERROR: Recursion detected calling module 'm' in file main.scad, line 2",
      "TRACE: called by 'm' in file main.scad, line 2",
      "TRACE: call of 'm(a = 1, b = \"x\")' in file main.scad, line 2",
      "TRACE: called by 'm' in file main.scad, line 2",
    ]);
  });

  test("a call whose levels need more stack than there is ends the same way", () => {
    const nested = (depth: number, inner: string) => "[".repeat(depth) + inner + "][0]".repeat(depth);
    const lines = linesOf(`function f(n) = ${nested(100, "f(n + 1)")};\nx = f(0);`);
    expect(lines[0]).toBe("ERROR: Recursion detected calling function 'f' in file main.scad, line 1");
    expect(lines.at(-1)).toBe('TRACE: assignment to "x" in file main.scad, line 2');
  });

  test("so does recursion through lists, children, defaults and used values", () => {
    for (const source of [
      "function f(n) = [for (i = [0]) f(n)]; x = f(0);",
      "function f(n = f()) = n; x = f();",
      "f = function() 1 + f(); x = f();",
      "function f(n) = str(f(n)); x = f(0);",
      "module m() { n() m(); } module n() children(); m();",
      "module m() translate([1, 0, 0]) m(); m();",
      "module m() for (i = [1]) let(j = i) if (true) union() m(); m();",
      "module m(x = f()) m(); function f() = 1 + f(); m();",
    ]) {
      const { lines, aborted } = evaluate(source);
      expect(aborted).toBe(true);
      expect(lines[0]).toMatch(
        /^ERROR: Recursion detected calling (function 'f'|module '[mn]') in file main.scad, line 1$/,
      );
    }
  });
});
