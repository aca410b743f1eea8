// cube, square, sphere, circle, cylinder: parameters, messages, range checks.
import { describe, expect, test } from "bun:test";
import type { Value } from "../../../backend/compile/values/value.ts";
import { callModule, warning } from "./harness.ts";

const CURVE = "$fn = 0, $fa = 12, $fs = 2";
const NOT_SIZE_3 = (text: string) =>
  `Unable to convert cube(size=${text}, ...) parameter to a number or a vec3 of numbers`;
const NOT_SIZE_2 = (text: string) =>
  `Unable to convert square(size=${text}, ...) parameter to a number or a vec2 of numbers`;

type Named = Readonly<Record<string, Value>>;

describe("primitives", () => {
  test.each<[string, Value[], Named, string, ...string[]]>([
    ["cube", [2], {}, "cube(size = [2, 2, 2], center = false)"],
    ["cube", [[1, 2, 3], true], {}, "cube(size = [1, 2, 3], center = true)"],
    ["cube", [-1, 1], {}, "cube(size = [-1, -1, -1], center = false)"],
    ["cube", [[1, 2]], {}, "cube(size = [1, 1, 1], center = false)", NOT_SIZE_3("[1, 2]")],
    ["cube", [[5, "a", 3]], {}, "cube(size = [5, 1, 1], center = false)", NOT_SIZE_3('[5, "a", 3]')],
    ["cube", [Number.POSITIVE_INFINITY], {}, "cube(size = [inf, inf, inf], center = false)"],
    ["square", [3], {}, "square(size = [3, 3], center = false)"],
    ["square", [[1, 2]], { center: true }, "square(size = [1, 2], center = true)"],
    ["square", [[1, 2, 3]], {}, "square(size = [1, 1], center = false)", NOT_SIZE_2("[1, 2, 3]")],
    ["square", ["x"], {}, "square(size = [1, 1], center = false)", NOT_SIZE_2('"x"')],
    ["sphere", [3], {}, `sphere(${CURVE}, r = 3)`],
    ["sphere", [], { d: 3 }, `sphere(${CURVE}, r = 1.5)`],
    ["sphere", ["3"], {}, `sphere(${CURVE}, r = 1)`],
    ["circle", [-2], {}, `circle(${CURVE}, r = -2)`],
    ["circle", [1, 4], {}, `circle(${CURVE}, r = 2)`, 'Ignoring radius variable "r" as diameter "d" is defined too.'],
    ["cylinder", [5, 2, 3, true], {}, `cylinder(${CURVE}, h = 5, r1 = 2, r2 = 3, center = true)`],
    ["cylinder", [5], { r: 4 }, `cylinder(${CURVE}, h = 5, r1 = 4, r2 = 4, center = false)`],
    ["cylinder", [5], { r1: 4 }, `cylinder(${CURVE}, h = 5, r1 = 4, r2 = 1, center = false)`],
    ["cylinder", ["5"], { d1: 4, d2: 6 }, `cylinder(${CURVE}, h = 1, r1 = 2, r2 = 3, center = false)`],
    [
      "cylinder",
      [5],
      { d1: 2, r: 3 },
      `cylinder(${CURVE}, h = 5, r1 = 1, r2 = 3, center = false)`,
      "Cylinder parameters ambiguous",
    ],
    [
      "cylinder",
      [1],
      { r: 1, d: 2, r1: 1, d1: 2, r2: 1, d2: 2 },
      `cylinder(${CURVE}, h = 1, r1 = 1, r2 = 1, center = false)`,
      'Ignoring radius variable "r" as diameter "d" is defined too.',
      'Ignoring radius variable "r1" as diameter "d1" is defined too.',
      'Ignoring radius variable "r2" as diameter "d2" is defined too.',
      "Cylinder parameters ambiguous",
    ],
  ])("%s %j %j", (name, args, named, csg, ...warnings) => {
    const result = callModule(name, args, { named });
    expect(result.csg).toBe(`${csg};`);
    expect(result.messages).toEqual(warnings.map(warning));
  });

  test.each<[string, Value[], Named, string | undefined]>([
    ["cube", [[1, 0, 2]], {}, "cube(size=[1, 0, 2], ...)"],
    ["cube", [1], {}, undefined],
    ["square", [Number.POSITIVE_INFINITY], {}, "square(size=inf, ...)"],
    ["sphere", [0], {}, "sphere(r=0)"],
    ["sphere", [], { d: -2 }, "sphere(r=-1)"],
    ["circle", [-3], {}, "circle(r=-3)"],
    ["circle", [], {}, undefined],
    ["cylinder", [0], {}, "cylinder(h=0, ...)"],
    ["cylinder", ["x"], { r1: 0 }, undefined],
    ["cylinder", [], { d: -3 }, "cylinder(r1=-1.5, r2=-1.5, ...)"],
    ["cylinder", [], { r1: 0, r2: 0 }, "cylinder(r1=0, r2=0, ...)"],
    ["cylinder", [], { r1: -2 }, "cylinder(r1=-2, r2=undef, ...)"],
    ["cylinder", [], { r: Number.POSITIVE_INFINITY }, "cylinder(r1=inf, r2=inf, ...)"],
  ])("%s %j %j with ranges checked", (name, args, named, text) => {
    const { messages } = callModule(name, args, { named, language: { checkParameterRanges: true } });
    expect(messages).toEqual(text === undefined ? [] : [warning(text)]);
  });
});
