// What an aborted evaluation prints, and what it keeps (spec/language.md §5.8, §8.3).
import { describe, expect, test } from "bun:test";
import { evaluate, linesOf } from "./evaluate.ts";

const at = (line: number) => `in file main.scad, line ${line}`;

describe("frames", () => {
  test("a function call has one, whatever its tail calls", () => {
    expect(linesOf("function f(x) = g(x);\nfunction g(x) = assert(x) x;\ny = 1 + f(\nfalse);")).toEqual([
      `ERROR: Assertion 'x' failed ${at(2)}`,
      `TRACE: called by 'g' ${at(1)}`,
      `TRACE: assignment to "y" ${at(3)}`,
    ]);
  });

  test("a callee that is an expression is printed in parentheses", () => {
    expect(linesOf("v = [function(x) assert(x)];\ny = v[0](0);")).toEqual([
      `ERROR: Assertion 'x' failed ${at(1)}`,
      `TRACE: called by '(v[0])' ${at(2)}`,
      `TRACE: assignment to "y" ${at(2)}`,
    ]);
  });

  test("a built-in function is a call; its arguments belong to it", () => {
    expect(linesOf("y = str(\nassert(false));")).toEqual([
      `ERROR: Assertion 'false' failed ${at(2)}`,
      `TRACE: called by 'str' ${at(1)}`,
      `TRACE: assignment to "y" ${at(1)}`,
    ]);
  });

  test("a failing default belongs to the call", () => {
    expect(linesOf("function f(x =\nassert(false)) = x;\ny =\nf();")).toEqual([
      `ERROR: Assertion 'false' failed ${at(2)}`,
      `TRACE: called by 'f' ${at(4)}`,
      `TRACE: assignment to "y" ${at(3)}`,
    ]);
  });

  test("statements: only the body of a module shows its parameters, with the values they have", () => {
    const source = 'module m(a, b = 2, $c) {\n  a = "t\\"x";\n  union() assert(false);\n}\nm(1, $c = ["q"]);';
    expect(linesOf(source)).toEqual([
      `WARNING: Parameter "a" is overwritten with a literal ${at(2)}`,
      `ERROR: Assertion 'false' failed ${at(3)}`,
      `TRACE: called by 'assert' ${at(3)}`,
      `TRACE: called by 'union' ${at(3)}`,
      `TRACE: call of 'm(a = "t\\"x", b = 2, $c = ["q"])' ${at(1)}`,
      `TRACE: called by 'm' ${at(5)}`,
    ]);
  });

  test("assignments and arguments of a module do not", () => {
    expect(linesOf("module m(a) {\n  v = assert(a);\n}\nm(0);")).toEqual([
      `ERROR: Assertion 'a' failed ${at(2)}`,
      `TRACE: assignment to "v" ${at(2)}`,
      `TRACE: called by 'm' ${at(4)}`,
    ]);
    expect(linesOf("module m(a) {}\nm(assert(0));")).toEqual([
      `ERROR: Assertion '0' failed ${at(2)}`,
      `TRACE: called by 'm' ${at(2)}`,
    ]);
  });

  test("control statements by their names", () => {
    const source = "module m() children();\nfor (i = [1])\nif (i)\nlet (j = i)\necho(j)\nm()\nassert(false);";
    expect(linesOf(source)).toEqual([
      "ECHO: 1",
      `ERROR: Assertion 'false' failed ${at(7)}`,
      `TRACE: called by 'assert' ${at(7)}`,
      `TRACE: called by 'children' ${at(1)}`,
      `TRACE: call of 'm()' ${at(1)}`,
      `TRACE: called by 'm' ${at(6)}`,
      `TRACE: called by 'echo' ${at(5)}`,
      `TRACE: called by 'let' ${at(4)}`,
      `TRACE: called by 'if' ${at(3)}`,
      `TRACE: called by 'for' ${at(2)}`,
    ]);
  });

  test("expression forms have none", () => {
    expect(linesOf("x = [for (i = [1]) let(j = i) echo(j) 1 + (assert(false))];")).toEqual([
      "ECHO: 1",
      `ERROR: Assertion 'false' failed ${at(1)}`,
      `TRACE: assignment to "x" ${at(1)}`,
    ]);
  });

  test("an overwritten assignment has two lines", () => {
    expect(linesOf("a = 1;\nb = 2;\na = assert(b);").slice(2)).toEqual([
      `ERROR: Assertion 'b' failed ${at(3)}`,
      `TRACE: overwritten assignment to "a" (this is where the assignment is evaluated) ${at(1)}`,
      `TRACE: overwriting assignment to "a" ${at(3)}`,
    ]);
  });

  test("--trace-usermodule-parameters=false", () => {
    expect(linesOf("module m(a) assert(a);\nm(0);", { options: { traceUserModuleParameters: false } })).toEqual([
      `ERROR: Assertion 'a' failed ${at(1)}`,
      `TRACE: called by 'assert' ${at(1)}`,
      `TRACE: called by 'm' ${at(2)}`,
    ]);
  });
});

describe("depth", () => {
  /** One frame per function: `f1` fails, `f<n>` is called first. */
  const chain = (length: number) => {
    const functions = ["function f1() = assert(false);"];
    for (let i = 2; i <= length; i++) functions.push(`function f${i}() = 1 + f${i - 1}();`);
    return `${functions.join("\n")}\nx = f${length}();`;
  };
  const names = (length: number) =>
    linesOf(chain(length))
      .slice(1)
      .map((line) => /'(f\d+)'/.exec(line)?.[1] ?? /Excluding \d+/.exec(line)?.[0] ?? "x");

  test("up to 24 frames all are printed", () => {
    expect(names(11)).toEqual([...Array.from({ length: 11 }, (_, i) => `f${i + 1}`), "x"]);
    expect(names(12)).toEqual([...Array.from({ length: 12 }, (_, i) => `f${i + 1}`), "x"]);
    expect(names(23)).toEqual([...Array.from({ length: 23 }, (_, i) => `f${i + 1}`), "x"]);
  });

  test("of more, the first and the last twelve, and how many are between", () => {
    const shown = names(31);
    expect(shown.slice(0, 12)).toEqual(Array.from({ length: 12 }, (_, i) => `f${i + 1}`));
    expect(shown[12]).toBe("Excluding 8");
    expect(shown.slice(13)).toEqual([...Array.from({ length: 11 }, (_, i) => `f${i + 21}`), "x"]);
    expect(linesOf(chain(31))).toContain("TRACE:   *** Excluding 8 frames ***");
  });

  test("at most five equal lines in a row", () => {
    const lines = linesOf("function f(n) = n == 0 ? assert(false) : 1 + f(n - 1);\nx = f(31);");
    const frame = `TRACE: called by 'f' ${at(1)}`;
    expect(lines.slice(1, 8)).toEqual([
      frame,
      frame,
      frame,
      frame,
      frame,
      "TRACE:   *** Excluding 9 frames ***",
      frame,
    ]);
  });
});

describe("what stays", () => {
  test("earlier top-level statements keep their nodes, later ones are not evaluated", () => {
    const { csg, aborted, lines } = evaluate("cube(1); union() { cube(2); assert(false); } echo(3); cube(4);");
    expect(aborted).toBe(true);
    expect(csg).toBe("cube(size = [1, 1, 1], center = false);\n\n");
    expect(lines).not.toContain("ECHO: 3");
  });

  test("a failing assignment leaves nothing", () => {
    expect(evaluate("cube(1); a = assert(false);").root.children).toEqual([]);
  });

  test("the camera stays as it was", () => {
    const { camera, lines } = evaluate("$vpd = 5; assert(false);");
    expect(camera.distance).toBe(140);
    expect(lines).toHaveLength(2);
  });
});

describe("--hardwarnings", () => {
  test("a warning ends the evaluation with a trace", () => {
    const { lines, aborted } = evaluate("module m() echo(x);\ncube(1);\nm();\ncube(2);", {
      options: { hardWarnings: true },
    });
    expect(aborted).toBe(true);
    expect(lines).toEqual([
      `WARNING: Ignoring unknown variable "x" ${at(1)}`,
      `TRACE: called by 'echo' ${at(1)}`,
      `TRACE: call of 'm()' ${at(1)}`,
      `TRACE: called by 'm' ${at(3)}`,
    ]);
  });

  test("a deprecation does not", () => {
    expect(evaluate("rotate_extrude($fn = 3) square(1);", { options: { hardWarnings: true } }).aborted).toBe(false);
  });
});

describe("deep values", () => {
  test("a text that is nested too deeply is an error without location", () => {
    const source = "function deep(n, v = []) = n == 0 ? v : deep(n - 1, [v]); echo(deep(60000));";
    expect(linesOf(source)).toEqual([
      "ERROR: Stack exhausted while trying to convert a vector to EchoString",
      `TRACE: called by 'echo' ${at(1)}`,
    ]);
  });

  test("in a trace it is left out", () => {
    const source =
      "function deep(n, v = []) = n == 0 ? v : deep(n - 1, [v]); module m(v) assert(false); m(deep(60000));";
    expect(linesOf(source)[2]).toBe(`TRACE: call of 'm(v = ...)' ${at(1)}`);
  });
});
