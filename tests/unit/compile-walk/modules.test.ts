// Module calls, children, and which statements make nodes (spec/language.md §5.3, §11.4, §12).
import { describe, expect, test } from "bun:test";
import { evaluate, linesOf } from "./evaluate.ts";

/** The `.csg` text without its last empty line, cubes shortened. */
function treeOf(source: string, features: readonly "lazy-union"[] = []): string {
  const { csg } = evaluate(source, { options: { features: new Set(features) } });
  return csg.replaceAll(/cube\(size = \[(\d+), \d+, \d+\], center = false\)/g, "cube($1)").trimEnd();
}

describe("nodes", () => {
  test("a module call makes a group, even an empty one", () => {
    expect(treeOf("module m() {} m(); module n() cube(1); n();")).toBe("group();\ngroup() {\n\tcube(1);\n}");
  });

  test("all rounds of a loop share one group", () => {
    expect(treeOf("for (i = [1, 2], j = [3, 4]) cube(i * j);")).toBe(
      "group() {\n\tcube(3);\n\tcube(4);\n\tcube(6);\n\tcube(8);\n}",
    );
    expect(treeOf("intersection_for(i = [1:2]) cube(i);")).toBe("intersection() {\n\tcube(1);\n\tcube(2);\n}");
    expect(treeOf("for () cube(1); for (i = []) cube(1); intersection_for() cube(1);")).toBe(
      "group();\ngroup();\nintersection();",
    );
  });

  test("if makes a group of the branch that is taken, and none when there is none", () => {
    expect(treeOf("if (true) cube(1); else cube(2); if (false) cube(3); if (false) cube(4); else cube(5);")).toBe(
      "group() {\n\tcube(1);\n}\ngroup() {\n\tcube(5);\n}",
    );
    expect(treeOf("if (false) cube(1); else; if (true);")).toBe("group();\ngroup();");
  });

  test("echo and assert make a group only around nodes", () => {
    expect(treeOf("echo(1); assert(true); echo(2) cube(2); assert(true) cube(3); echo() if (false) cube(1);")).toBe(
      "group() {\n\tcube(2);\n}\ngroup() {\n\tcube(3);\n}",
    );
  });

  test("unknown modules and disabled statements make none", () => {
    expect(treeOf("nothing() cube(1); *cube(2); let() {} children();")).toBe("group();");
  });

  test("with lazy-union the groups of control statements vanish, those of modules stay", () => {
    const source =
      "module m() children(); for (i = [1, 2]) cube(i); if (true) cube(3); m() { cube(4); cube(5); } let() echo() cube(6);";
    expect(treeOf(source, ["lazy-union"])).toBe(
      "cube(1);\ncube(2);\ncube(3);\ngroup() {\n\tcube(4);\n\tcube(5);\n}\ncube(6);",
    );
  });

  test("modifiers stay with the node", () => {
    expect(treeOf("#cube(1); %for (i = [1]) #%cube(2);")).toBe("#cube(1);\n%group() {\n%#\tcube(2);\n}");
  });
});

describe("the root modifier", () => {
  test("the first marked node in pre-order is all there is", () => {
    expect(treeOf("cube(1); translate([1, 0, 0]) { cube(2); !#cube(3); } cube(4);")).toBe("cube(3);");
    expect(treeOf("!union() { cube(1); %cube(2); }")).toBe("union() {\n\tcube(1);\n%\tcube(2);\n}");
  });

  test("of a lazy list its children", () => {
    expect(treeOf("cube(9); !for (i = [1, 2]) cube(i);", ["lazy-union"])).toBe("cube(1);\ncube(2);");
  });

  test("two statements warn, two nodes of one statement do not", () => {
    expect(linesOf("for (i = [1, 2]) !cube(i);")).toEqual([]);
    expect(linesOf("!cube(1);\ncube(2);\n!cube(3);\n!cube(4);")).toEqual([
      "WARNING: More than one Root Modifier (!) in file main.scad, line 3",
    ]);
    expect(linesOf("!union() {\n!cube(1); }")).toEqual([
      "WARNING: More than one Root Modifier (!) in file main.scad, line 2",
    ]);
  });

  test("a mark on what is never instantiated has no effect", () => {
    expect(treeOf("module m() !cube(1); cube(2); if (false) !cube(3); !if (false) cube(4);")).toBe("cube(2);");
  });

  test("a very deep tree is searched", () => {
    const { root, lines } = evaluate(`module m(n) { if (n > 0) m(n - 1); else !cube(7); } m(2000);`);
    expect(lines).toEqual([]);
    expect(root.children.map(({ kind }) => kind)).toEqual(["cube"]);
  });
});

describe("children", () => {
  const module = "module m(i) children(i);\nmodule all() children();\n";
  const block = '{ cube(1); echo("e"); cube(3); }';

  test("all, one, several in the given order", () => {
    expect(treeOf(`${module}all() { cube(1); cube(2); }`)).toBe(
      "group() {\n\tgroup() {\n\t\tcube(1);\n\t\tcube(2);\n\t}\n}",
    );
    expect(treeOf(`${module}m(2) ${block}`)).toBe("group() {\n\tgroup() {\n\t\tcube(3);\n\t}\n}");
    expect(treeOf(`${module}m([2, 0, 2]) ${block}`)).toBe(
      "group() {\n\tgroup() {\n\t\tcube(3);\n\t\tcube(1);\n\t\tcube(3);\n\t}\n}",
    );
    expect(treeOf(`${module}m([2:-2:0]) ${block}`)).toBe("group() {\n\tgroup() {\n\t\tcube(3);\n\t\tcube(1);\n\t}\n}");
    expect(treeOf(`${module}m([]) ${block}`)).toBe("group() {\n\tgroup();\n}");
    expect(treeOf(`${module}all();`)).toBe("group() {\n\tgroup();\n}");
  });

  test("indexes are truncated", () => {
    expect(treeOf(`${module}m(-0.9) ${block} m(2.9) ${block}`)).toBe(
      "group() {\n\tgroup() {\n\t\tcube(1);\n\t}\n}\ngroup() {\n\tgroup() {\n\t\tcube(3);\n\t}\n}",
    );
  });

  test("a bad single index makes no node, a bad one among several is left out", () => {
    expect(treeOf(`${module}m(3) ${block} m(-1) ${block} m("a") ${block} m([0:20000]) ${block}`)).toBe(
      "group();\ngroup();\ngroup();\ngroup();",
    );
    expect(treeOf(`${module}m([0, 7, "a", 2]) ${block}`)).toBe(
      "group() {\n\tgroup() {\n\t\tcube(1);\n\t\tcube(3);\n\t}\n}",
    );
  });

  test("messages", () => {
    const warning = (text: string) => `WARNING: ${text} in file main.scad, line 1`;
    expect(linesOf(`${module}m(3) {cube(1);} m(-1) cube(); m(0/0) cube(); m(1e10) cube();`)).toEqual([
      warning("Children index (3) out of bounds (1 children)"),
      warning("Children index (-1) out of bounds (1 children)"),
      warning("Children index (-2147483648) out of bounds (1 children)"),
      warning("Children index (-2147483648) out of bounds (1 children)"),
    ]);
    expect(
      linesOf(`${module}m("a") cube(); m(undef) cube(); m(["a", undef, [1]]) cube(); m([0:9999]) cube();`).slice(0, 6),
    ).toEqual([
      warning('Bad parameter type ("a") for children, only accept: empty, number, vector, range'),
      warning("Bad parameter type (undef) for children, only accept: empty, number, vector, range"),
      warning("Bad parameter type (a) for children, only accept: empty, number, vector, range."),
      warning("Bad parameter type (undef) for children, only accept: empty, number, vector, range."),
      warning("Bad parameter type ([1]) for children, only accept: empty, number, vector, range."),
      warning("Bad range parameter for children: too many elements (10000)"),
    ]);
  });

  test("takes no children, and is nothing outside a module", () => {
    expect(linesOf("module m() children() cube();\nm();\nchildren(echo(1) 5) cube();")).toEqual([
      "WARNING: module children() does not support child modules in file main.scad, line 1",
      "ECHO: 1",
      "WARNING: module children() does not support child modules in file main.scad, line 3",
    ]);
  });

  test("belong to the module in whose text they stand", () => {
    const source =
      "module inner() children(); module m() inner() { children(1); children(0); } m() { cube(1); cube(2); }";
    expect(treeOf(source)).toBe(
      "group() {\n\tgroup() {\n\t\tgroup() {\n\t\t\tgroup() {\n\t\t\t\tcube(2);\n\t\t\t}\n\t\t\tgroup() {\n\t\t\t\tcube(1);\n\t\t\t}\n\t\t}\n\t}\n}".replace(
        "\tgroup() {\n\t\tgroup() {\n\t\t\tgroup() {",
        "\tgroup() {\n\t\tgroup() {\n\t\t\tgroup() {",
      ),
    );
  });

  test("are not evaluated unless asked for, and anew each time", () => {
    expect(linesOf("module none() {} none() { a = echo(1) 1; echo(2); }")).toEqual([]);
    expect(linesOf("module one() { children(1); } one() { a = echo(1) 1; echo(2); echo(a + 2); }")).toEqual([
      "ECHO: 1",
      "ECHO: 3",
    ]);
  });

  test("count statements, not what they make", () => {
    expect(
      linesOf(
        "module m() echo($children); m(); m() cube(); m() { a = 1; if (false) cube(); *cube(); echo(); { cube(); ; } }",
      ),
    ).toEqual(["ECHO: 0", "ECHO: 1", "ECHO: 3"]);
  });

  test("see variables where they are written", () => {
    expect(linesOf("x = 1; module m(x) { y = 2; children(); } module n(x) m(9) echo(x); n(5); m(9) echo(x);")).toEqual([
      "ECHO: 5",
      "ECHO: 1",
    ]);
  });
});

describe("the stack of modules", () => {
  test("parent_module and $parent_modules", () => {
    const source =
      "module a() { echo($parent_modules, parent_module(0)); b() c(); } module b() { children(); } module c() echo($parent_modules, [for (i = [0:2]) parent_module(i)]); a();";
    expect(linesOf(source)).toEqual(['ECHO: 1, "a"', 'ECHO: 3, ["c", "b", "a"]']);
  });

  test("a module is on it while its arguments are evaluated", () => {
    expect(linesOf("module a(x) echo(x); a(parent_module(0));")).toEqual(['ECHO: "a"']);
  });
});

describe("leaf modules", () => {
  test("say that they take no children, and do not evaluate them", () => {
    expect(linesOf("cube(echo(1) 1)\n echo(2);")).toEqual([
      "ECHO: 1",
      "WARNING: module cube() does not support child modules in file main.scad, line 1",
    ]);
  });

  test("a user module of the same name is none", () => {
    expect(linesOf("module cube() children(); cube() echo(1);")).toEqual(["ECHO: 1"]);
  });
});

describe("assert and echo", () => {
  test("names of arguments are shown", () => {
    expect(linesOf('echo(1, a = "x", [true, undef]); echo(); x = echo(b = 2) 3;')).toEqual([
      "ECHO: b = 2",
      'ECHO: 1, a = "x", [true, undef]',
      "ECHO: ",
    ]);
  });

  test("texts of a failed assertion", () => {
    const first = (source: string) => linesOf(source)[0];
    expect(first("assert(false);")).toBe("ERROR: Assertion 'false' failed in file main.scad, line 1");
    expect(first('a = 1; assert(a < 0 && a, "Test!");')).toBe(
      "ERROR: Assertion '((a < 0) && a)' failed: \"Test!\" in file main.scad, line 1",
    );
    expect(first("assert();")).toBe("ERROR: Assertion failed in file main.scad, line 1");
    expect(first('assert(message = "m");')).toBe('ERROR: Assertion failed: "m" in file main.scad, line 1');
    expect(first("assert(message = undef, condition = []);")).toBe(
      "ERROR: Assertion '[]' failed: undef in file main.scad, line 1",
    );
    expect(first("x = assert(0);")).toBe("ERROR: Assertion '0' failed in file main.scad, line 1");
  });

  test("an assertion matches its arguments like a built-in", () => {
    expect(linesOf("assert(true, 1, 2, foo = 3);")).toEqual([
      "WARNING: Too many unnamed arguments supplied in file main.scad, line 1",
      'WARNING: variable "foo" not specified as parameter in file main.scad, line 1',
    ]);
  });

  test("without a body they are undef", () => {
    expect(linesOf("x = assert(true); y = echo(1); echo(x, y);")).toEqual(["ECHO: 1", "ECHO: undef, undef"]);
  });
});
