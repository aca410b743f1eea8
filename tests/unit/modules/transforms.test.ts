// translate, scale, rotate, mirror, multmatrix: matrices to the sign of a zero, and messages.
import { describe, expect, test } from "bun:test";
import type { Value } from "../../../backend/compile/values/value.ts";
import { callModule, warning } from "./harness.ts";

const NaN_ = Number.NaN;
const Infinity_ = Number.POSITIVE_INFINITY;
const IDENTITY = "multmatrix([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]);";
const rows = (x: string, y: string, z: string) => `multmatrix([[${x}], [${y}], [${z}], [0, 0, 0, 1]]);`;

type Row = [module: string, args: Value[], csg: string, ...warnings: string[]];

const table: Row[] = [
  ["translate", [[1, 2, 3]], rows("1, 0, 0, 1", "0, 1, 0, 2", "0, 0, 1, 3")],
  ["translate", [[1, 2]], rows("1, 0, 0, 1", "0, 1, 0, 2", "0, 0, 1, 0")],
  ["translate", [[-0, -1, 2]], rows("1, 0, 0, 0", "0, 1, 0, -1", "0, 0, 1, 2")],
  // Two elements convert whatever they are.
  ["translate", [[5, "a"]], IDENTITY],
  ["translate", [[0, NaN_]], IDENTITY, "Unable to convert translate([0, nan]) parameter to a vec3 or vec2 of numbers"],
  [
    "translate",
    [[1, 2, "a"]],
    IDENTITY,
    'Unable to convert translate([1, 2, "a"]) parameter to a vec3 or vec2 of numbers',
  ],
  ["translate", [3], IDENTITY, "Unable to convert translate(3) parameter to a vec3 or vec2 of numbers"],

  ["scale", [2], rows("2, 0, 0, 0", "0, 2, 0, 0", "0, 0, 2, 0")],
  ["scale", [[2, 3]], rows("2, 0, 0, 0", "0, 3, 0, 0", "0, 0, 1, 0")],
  ["scale", [[1, -1, 1]], rows("1, -0, 0, 0", "0, -1, 0, 0", "0, -0, 1, 0")],
  ["scale", [[-1, -0.5]], rows("-1, -0, 0, 0", "-0, -0.5, 0, 0", "-0, -0, 1, 0")],
  ["scale", [Infinity_], rows("inf, nan, nan, 0", "nan, inf, nan, 0", "nan, nan, inf, 0")],
  [
    "scale",
    [[3, "a", 4]],
    rows("3, 0, 0, 0", "0, 1, 0, 0", "0, 0, 1, 0"),
    'Unable to convert scale([3, "a", 4]) parameter to a number, a vec3 or vec2 of numbers or a number',
  ],
  [
    "scale",
    [[3]],
    IDENTITY,
    "Unable to convert scale([3]) parameter to a number, a vec3 or vec2 of numbers or a number",
  ],
  [
    "scale",
    [true],
    IDENTITY,
    "Unable to convert scale(true) parameter to a number, a vec3 or vec2 of numbers or a number",
  ],

  ["rotate", [[90, 0, 45]], rows("0.707107, 0, 0.707107, 0", "0.707107, 0, -0.707107, 0", "0, 1, 0, 0")],
  ["rotate", [[0, 0, 180]], rows("-1, 0, 0, 0", "-0, -1, 0, 0", "-0, 0, 1, 0")],
  ["rotate", [[0, 0, 240]], rows("-0.5, 0.866025, 0, 0", "-0.866025, -0.5, 0, 0", "-0, 0, 1, 0")],
  ["rotate", [[0, 0, 270]], rows("-0, 1, 0, 0", "-1, 0, 0, 0", "-0, 0, 1, 0")],
  ["rotate", [[90, 0, 180]], rows("-1, 0, 0, 0", "-0, 0, 1, 0", "-0, 1, 0, 0")],
  ["rotate", [[90, 0, 270]], rows("-0, 0, -1, 0", "-1, 0, 0, 0", "-0, 1, 0, 0")],
  ["rotate", [[40, 0, 180]], rows("-1, 0, 0, 0", "-0, -0.766044, 0.642788, 0", "-0, 0.642788, 0.766044, 0")],
  ["rotate", [[0, -90, 0]], rows("0, 0, -1, 0", "0, 1, -0, 0", "1, 0, -0, 0")],
  [
    "rotate",
    [[1, 2]],
    rows("0.999391, 0.00060908, 0.0348942, 0", "0, 0.999848, -0.0174524, 0", "-0.0348995, 0.0174418, 0.999239, 0"),
  ],
  ["rotate", [[]], IDENTITY],
  [
    "rotate",
    [30, [1, 1, 0]],
    rows("0.933013, 0.0669873, 0.353553, 0", "0.0669873, 0.933013, -0.353553, 0", "-0.353553, 0.353553, 0.866025, 0"),
  ],
  ["rotate", [45, [5, "a"]], IDENTITY],
  ["rotate", [30, [0, 0, 0]], IDENTITY],
  ["rotate", [90], rows("0, -1, 0, 0", "1, 0, 0, 0", "0, 0, 1, 0")],
  [
    "rotate",
    [[1, "x", 2]],
    rows("0.998782, -0.0342855, 0.035482, 0", "0.0348782, 0.99926, -0.016224, 0", "-0.0348995, 0.0174418, 0.999239, 0"),
    'Problem converting rotate(a=[1, "x", 2]) parameter',
  ],
  [
    "rotate",
    [[0, 0, Infinity_]],
    rows("nan, nan, nan, 0", "nan, nan, nan, 0", "nan, nan, nan, 0"),
    "Problem converting rotate(a=[0, 0, inf]) parameter",
  ],
  [
    "rotate",
    [[Infinity_]],
    rows("1, nan, nan, 0", "0, nan, nan, 0", "0, nan, nan, 0"),
    "Problem converting rotate(a=[inf]) parameter",
  ],
  [
    "rotate",
    [
      [1, 2, 3, 4],
      [1, 2, 3],
    ],
    rows(
      "0.998021, -0.0517197, 0.0357597, 0",
      "0.0523041, 0.998509, -0.0156023, 0",
      "-0.0348995, 0.0174418, 0.999239, 0",
    ),
    "Problem converting rotate(a=[1, 2, 3, 4], v=[1, 2, 3]) parameter",
  ],
  ["rotate", [[], "x"], IDENTITY, 'When parameter a is supplied as vector, v is ignored rotate(a=[], v="x")'],
  ["rotate", [0, [1]], IDENTITY, "Problem converting rotate(..., v=[1]) parameter"],
  ["rotate", ["x", [1, "a", 3]], IDENTITY, 'Problem converting rotate(a="x", v=[1, "a", 3]) parameter'],
  ["rotate", [NaN_, [1, 0, 0]], IDENTITY, "Problem converting rotate(a=nan) parameter"],
  ["rotate", [], IDENTITY, "Problem converting rotate(a=undef) parameter"],

  ["mirror", [[1, 1, 0]], rows("0, -1, -0, 0", "-1, 0, -0, 0", "-0, -0, 1, 0")],
  ["mirror", [[0, 1, 1]], rows("1, -0, -0, 0", "-0, 0, -1, 0", "-0, -1, 0, 0")],
  ["mirror", [[0, 0]], IDENTITY],
  [
    "mirror",
    [[0, 3, "a"]],
    rows("1, -0, -0, 0", "-0, -1, -0, 0", "-0, -0, 1, 0"),
    'Unable to convert mirror([0, 3, "a"]) parameter to a vec3 or vec2 of numbers',
  ],
  ["mirror", [[0, "a", 1]], IDENTITY, 'Unable to convert mirror([0, "a", 1]) parameter to a vec3 or vec2 of numbers'],

  [
    "multmatrix",
    [
      [
        [1, 2],
        [3, 4, 5, 6],
      ],
    ],
    rows("1, 2, 0, 0", "3, 4, 5, 6", "0, 0, 1, 0"),
  ],
  ["multmatrix", [5], IDENTITY],
  ["multmatrix", [[[1, 0, 0, 0, 5], [0, 1, "a"], 3]], IDENTITY],
  [
    "multmatrix",
    [[[], [], [], [1, 2, 3, 2]]],
    "multmatrix([[0.5, 0, 0, 0], [0, 0.5, 0, 0], [0, 0, 0.5, 0], [0.5, 1, 1.5, 1]]);",
  ],
  [
    "multmatrix",
    [[[], [], [], [0, 0, 0, -1]]],
    "multmatrix([[-1, -0, -0, -0], [-0, -1, -0, -0], [-0, -0, -1, -0], [-0, -0, -0, 1]]);",
  ],
];

describe("transformations", () => {
  test.each(table)("%s %j", (name, args, csg, ...warnings) => {
    const result = callModule(name, args);
    expect(result.csg).toBe(csg);
    expect(result.messages).toEqual(warnings.map(warning));
  });

  test.each([
    [2, []],
    [0, ["scale(0)"]],
    [[1, 0, 2], ["scale([1, 0, 2])"]],
    [Infinity_, ["scale(inf)"]],
    [
      ["a", "b", "c"],
      ['Unable to convert scale(["a", "b", "c"]) parameter to a number, a vec3 or vec2 of numbers or a number'],
    ],
  ])("scale(%j) with ranges checked", (v, warnings) => {
    expect(callModule("scale", [v], { language: { checkParameterRanges: true } }).messages).toEqual(
      warnings.map(warning),
    );
  });
});
