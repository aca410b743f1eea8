// How built-in modules take their arguments and special variables.
import { describe, expect, test } from "bun:test";
import { callModule, warning } from "./harness.ts";

describe("arguments of built-in modules", () => {
  test("unnamed ones fill the optional parameters too", () => {
    const { csg, messages } = callModule("cylinder", [3, 4, 5, true, 6]);
    expect(csg).toBe("cylinder($fn = 0, $fa = 12, $fs = 2, h = 3, r1 = 4, r2 = 5, center = true);");
    expect(messages).toEqual([warning("Cylinder parameters ambiguous")]);
  });

  test("too many are said once", () => {
    expect(callModule("sphere", [1, undefined, 3, 4]).messages).toEqual([
      warning("Too many unnamed arguments supplied"),
    ]);
    expect(callModule("union", [1]).messages).toEqual([warning("Too many unnamed arguments supplied")]);
  });

  test("an unknown name is said, a special variable is not", () => {
    expect(callModule("cube", [], { named: { sise: 3 } }).messages).toEqual([
      warning('variable "sise" not specified as parameter'),
    ]);
    expect(callModule("cube", [], { named: { $foo: 3, $bar: 4 } }).messages).toEqual([]);
  });

  test("a name after its positional value overrides it", () => {
    const { csg, messages } = callModule("cube", [2], { named: { size: 3 } });
    expect(csg).toBe("cube(size = [3, 3, 3], center = false);");
    expect(messages).toEqual([warning('argument "size" overrides positional argument')]);
  });

  test("names that objects inherit are ordinary", () => {
    expect(callModule("cube", [], { named: { ["__proto__"]: 1, constructor: 2 } }).messages).toContain(
      warning('variable "constructor" not specified as parameter'),
    );
  });

  test("the call's own special variables come before the dynamic ones", () => {
    const { csg } = callModule("circle", [2], { named: { $fn: 8 }, special: { $fn: 5, $fa: 7 } });
    expect(csg).toBe("circle($fn = 8, $fa = 7, $fs = 2, r = 2);");
  });

  test.each(["circle", "sphere", "cylinder", "linear_extrude", "rotate_extrude", "import", "roof"])(
    "%s says what it clamps",
    (name) => {
      const special = { $fn: -1, $fs: 0, $fa: 0, $fe: -1 };
      const language = { features: new Set(["discretization-by-error"] as const) };
      const { messages, csg } = callModule(name, [], { special, language });
      expect(messages.slice(0, 4)).toEqual([
        warning("$fn negative - setting to 0"),
        warning("$fe negative - setting to 0"),
        warning("$fs too small - clamping to 0.010000"),
        warning("$fa too small - clamping to 0.010000"),
      ]);
      expect(csg).toContain("$fn = 0, $fe = 0, $fa = 0.01, $fs = 0.01");
    },
  );

  test.each(["offset", "text"])("%s clamps silently", (name) => {
    const { messages, csg } = callModule(name, [], { special: { $fn: -1, $fs: 0, $fa: 0 } });
    expect(messages).toEqual([]);
    expect(csg).toContain("$fn = 0, $fa = 0.01, $fs = 0.01");
  });
});
