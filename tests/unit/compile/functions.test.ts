// Built-in functions: results and messages of spec/language.md §6.
import { expect, test } from "bun:test";
import { echoText } from "../../../backend/compile/values/text.ts";
import { ObjectValue, RangeValue, type Value } from "../../../backend/compile/values/value.ts";
import { LimitError } from "../../../backend/shared/limits.ts";
import { makeRuntime, observe } from "./runtime.ts";

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const at = " in file main.scad, line 1";

const silent: readonly (readonly [name: string, args: readonly Value[], value: Value])[] = [
  ["abs", [-3], 3],
  ["sign", [-2], -1],
  ["sign", [nan], 0],
  ["floor", [-1.5], -2],
  ["ceil", [1.2], 2],
  ["round", [2.5], 3],
  ["round", [-0.5], -1],
  ["round", [0.49999999999999994], 0],
  ["sqrt", [-1], nan],
  ["ln", [0], -inf],
  ["exp", [0], 1],
  ["pow", [1, nan], 1],
  ["log", [1000], Math.log(1000) / Math.log(10)],
  ["log", [2, 8], 3],
  ["sin", [30], 0.5],
  ["cos", [60], 0.5],
  ["tan", [45], 1],
  ["asin", [0.5], 30],
  ["acos", [-0.5], 120],
  ["atan", [1], 45],
  ["atan2", [-0, -1], -180],
  ["atan2", [0, 0], 0],
  ["atan2", [1, 1], 45],
  ["min", [3, 1, 2], 1],
  ["max", [[3, 7, 2]], 7],
  ["min", [nan, 1], nan],
  ["min", [1, nan], 1],
  ["max", [5], 5],
  ["norm", [[3, 4]], 5],
  ["norm", [[]], 0],
  [
    "cross",
    [
      [1, 2],
      [3, 4],
    ],
    -2,
  ],
  [
    "cross",
    [
      ["a", 2],
      [3, 4],
    ],
    -6,
  ],
  [
    "cross",
    [
      [1, 0, 0],
      [0, 1, 0],
    ],
    [0, 0, 1],
  ],
  ["len", [[1, 2]], 2],
  ["len", ["äb"], 2],
  ["len", [new ObjectValue(new Map([["a", 1]]))], 1],
  ["str", ["a", 1, ["b"], undefined], 'a1["b"]undef'],
  ["str", [], ""],
  ["chr", [65, [66, [67]], new RangeValue(97, 1, 99), "x", undefined], "ABCabc"],
  ["chr", [0, -5, 0.9, 0xd800, 0x110000, inf, nan, 2 ** 32 + 65], ""],
  ["chr", [65.9], "A"],
  ["chr", [new RangeValue(65, 0, 65)], ""],
  ["ord", ["☺x"], 9786],
  ["ord", [""], undefined],
  ["concat", [1, [2, [3]], "ab", undefined, []], [1, 2, [3], "ab", undefined]],
  ["concat", [], []],
  [
    "lookup",
    [
      1.5,
      [
        [1, 10],
        [2, 20],
      ],
    ],
    15,
  ],
  [
    "lookup",
    [
      -5,
      [
        [1, 10],
        [2, 20],
      ],
    ],
    10,
  ],
  [
    "lookup",
    [
      5,
      [
        [2, 20],
        [1, 10],
      ],
    ],
    20,
  ],
  [
    "lookup",
    [
      1,
      [
        [1, 10],
        [1, 20],
      ],
    ],
    10,
  ],
  ["lookup", [1.5, [[1, 10], "x", [2, 20, 3], [2, 20]]], 15],
  ["lookup", [1, []], undefined],
  ["lookup", [1, [1]], undefined],
  ["search", ["a", "abcdabcd"], [0]],
  ["search", ["adeq", "abcdeabcd", 0], [[0, 5], [3, 8], [4], []]],
  ["search", ["x", "banana"], []],
  ["search", ["x", "banana", 0], [[]]],
  [
    "search",
    ["an", "banana", 2],
    [
      [1, 3],
      [2, 4],
    ],
  ],
  [
    "search",
    [
      7,
      [
        [1, "a"],
        [7, "b"],
      ],
    ],
    [1],
  ],
  ["search", [7, [7, [7], 7], 0], [0, 1, 2]],
  ["search", [7, [7, [7], 7], 2], [0, 1]],
  ["search", [7, [[1, 7]], 0, 1], [0]],
  [
    "search",
    [
      [1, 1000],
      [
        [1, "a"],
        [3, "b"],
      ],
    ],
    [0, []],
  ],
  ["search", [[9], [1]], [[]]],
  [
    "search",
    [
      "abe",
      [
        ["a", 1],
        ["b", 2],
        ["a", 5],
        ["e", 9],
      ],
      2,
    ],
    [[0, 2], [1], [3]],
  ],
  [
    "search",
    [
      [[1, 2]],
      [
        [0, 1],
        [1, 2],
      ],
    ],
    [1],
  ],
  ["search", ["a", [[1, "abc"]], 1, 1], [0]],
  ["search", ["a", [[1], ["a"]]], [1]],
  ["search", ["a", 5], []],
  ["search", [true, [true]], undefined],
  ["search", [1, "x"], []],
  ["version", [], [2026, 7, 20]],
  ["version", [1], [2026, 7, 20]],
  ["version_num", [], 20260720],
  ["version_num", [[2021, 1]], 20210100],
  ["version_num", [[2021, 1, 3]], 20210103],
  ["version_num", ["x"], undefined],
  ["version_num", [[2021, 1], 5], 20210100],
  ["is_undef", [undefined], true],
  ["is_num", [nan], false],
  ["is_num", [inf], true],
  ["is_list", ["a"], false],
  ["is_list", [[]], true],
  ["is_bool", [0], false],
  ["is_string", [""], true],
  ["is_function", [1], false],
  ["is_object", [[]], false],
];

for (const [name, args, value] of silent) {
  test(`${name}(${args.map((arg) => echoText(arg)).join(", ")})`, () => {
    expect(observe(name, args)).toEqual({ value, messages: [] });
  });
}

const count = "number of parameters does not match: expected";
const type = "parameter could not be converted:";
const warned: readonly (readonly [name: string, args: readonly Value[], message: string, value?: Value])[] = [
  ["sin", [], `sin() ${count} 1, found 0`],
  ["sin", ["a"], `sin() ${type} argument 0: expected number, found string ("a")`],
  ["atan2", [1], `atan2() ${count} 2, found 1`],
  ["atan2", [1, [2]], `atan2() ${type} argument 1: expected number, found vector ([2])`],
  ["pow", [undefined, "x"], `pow() ${type} argument 0: expected number, found undefined (undef)`],
  ["log", [1, 2, 3], `log() ${count} 2, found 3`],
  ["log", [], `log() ${count} 2, found 0`],
  ["min", [], `min() ${count} at least 1, found 0`],
  ["max", [[]], `max() ${count} at least 1 vector element, found 0`],
  ["max", [[1, "a"]], `max() ${type} vector element 1: expected number, found string ("a")`],
  ["min", [1, [2]], `min() ${type} argument 1: expected number, found vector ([2])`],
  ["min", ["a"], `min() ${type} argument 0: expected number, found string ("a")`],
  ["norm", [[1, "a"]], "Incorrect arguments to norm()"],
  ["norm", [1], `norm() ${type} argument 0: expected vector, found number (1)`],
  [
    "cross",
    [
      [1, 2],
      [1, 2, 3],
    ],
    "Invalid vector size of parameter for cross()",
  ],
  [
    "cross",
    [
      [1, 2, nan],
      ["a", 2, 3],
    ],
    "Invalid value in parameter vector for cross()",
  ],
  [
    "cross",
    [
      [1, nan, 3],
      [inf, 2, 3],
    ],
    "Invalid value (INF) in parameter vector for cross()",
  ],
  [
    "cross",
    [
      [1, 2, 3],
      [1, nan, 3],
    ],
    "Invalid value (NaN) in parameter vector for cross()",
  ],
  ["len", [5], `len() ${type} argument 0: expected string, found number (5)`],
  ["len", [[], []], `len() ${count} 1, found 2`],
  ["ord", [1], `ord() ${type} argument 0: expected string, found number (1)`],
  ["ord", ["a\udce9"], "ord() argument 'a\udce9' is not a valid utf8 string"],
  ["lookup", [inf, []], "lookup(inf, ...) first argument is not a number"],
  ["lookup", [1, "x"], `lookup() ${type} argument 1: expected vector, found string ("x")`],
  ["search", ["a"], `search() ${count} between 2 and 4, found 1`],
  [
    "search",
    ["a", [["b"], 5]],
    "Invalid entry in search vector at index 1, required number of values in the entry: 1. Invalid entry: 5",
    [],
  ],
  [
    "search",
    ["a", [["b", 1], ["c"]], 1, 1],
    'Invalid entry in search vector at index 1, required number of values in the entry: 2. Invalid entry: ["c"]',
    [],
  ],
  ["rands", [1, 2], `rands() ${count} 3 or 4, found 2`],
  ["rands", [1, 2, "a"], `rands() ${type} argument 2: expected number, found string ("a")`],
  ["parent_module", [-1], "Negative parent module index (-1) not allowed"],
  ["parent_module", [], "Parent module index (1) greater than the number of modules on the stack"],
  ["parent_module", ["a"], `parent_module() ${type} argument 0: expected number, found string ("a")`],
  ["parent_module", [1, 2], `parent_module() ${count} 1, found 2`],
  ["is_num", [], `is_num() ${count} 1, found 0`],
];

for (const [name, args, message, value] of warned) {
  test(`${name}(${args.map((arg) => echoText(arg)).join(", ")}) warns`, () => {
    expect(observe(name, args)).toEqual({ value, messages: [`WARNING: ${message}${at}`] });
  });
}

test("chr refuses a range of 10000 values, without a location", () => {
  expect(observe("chr", [65, new RangeValue(1, 1, 10_000)])).toEqual({
    value: "A",
    messages: ["WARNING: Bad range parameter in for statement: too many elements (10000)."],
  });
});

test("parent_module counts outward from the current module", () => {
  const { rt, call } = makeRuntime();
  rt.moduleNames.push("outer", "inner");
  expect([call("parent_module", 0), call("parent_module"), call("parent_module", 1.9)]).toEqual([
    "inner",
    "outer",
    "outer",
  ]);
});

test.each([
  ["rands", [0, 1, 1e9]],
  ["concat", [Array.from<Value>({ length: 600 }), Array.from<Value>({ length: 600 })]],
  ["search", ["a".repeat(600), "a".repeat(600), 0]],
] as const satisfies readonly (readonly [string, readonly Value[]])[])(
  "%s is bounded by the budget of elements",
  (name, args) => {
    expect(() => observe(name, args, { limits: { valueElements: 1000 } })).toThrow(LimitError);
  },
);

test("str and chr are bounded by the budget of bytes", () => {
  const limits = { stringBytes: 1000 };
  expect(() => observe("str", ["a".repeat(600), "b".repeat(600)], { limits })).toThrow(LimitError);
  expect(() => observe("chr", [new RangeValue(65, 0.001, 67)], { limits })).toThrow(LimitError);
});
