// Operators for every pair of types: results and reasons of spec/language.md §3.4, §3.6.
import { expect, test } from "bun:test";
import type { BinaryOperator } from "../../../backend/ast/nodes.ts";
import { applyBinary, applyUnary } from "../../../backend/compile/values/operators.ts";
import { echoText } from "../../../backend/compile/values/text.ts";
import { FunctionValue, ObjectValue, RangeValue, type Value } from "../../../backend/compile/values/value.ts";
import { LimitError } from "../../../backend/shared/limits.ts";
import { makeRuntime } from "./runtime.ts";

type Operator = Exclude<BinaryOperator, "&&" | "||">;

const someFunction = new FunctionValue(
  { kind: "FunctionLiteral", parameters: [], body: { kind: "Literal", value: 1, start: 0, end: 0 }, start: 0, end: 0 },
  () => 1,
);
const someObject = new ObjectValue(new Map());
const someRange = new RangeValue(1, 1, 3);

function binary(a: Value, operator: Operator, b: Value): { value: Value; messages: readonly string[] } {
  const { rt, messages } = makeRuntime();
  return { value: applyBinary(rt, operator, a, b, 1), messages };
}

function unary(operator: "-" | "!" | "~", a: Value): { value: Value; messages: readonly string[] } {
  const { rt, messages } = makeRuntime();
  return { value: applyUnary(rt, operator, a, 1), messages };
}

const at = " in file main.scad, line 1";
const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

const values: readonly (readonly [a: Value, operator: Operator, b: Value, result: Value])[] = [
  [[1, 2, 3], "+", [10, 20], [11, 22]],
  [[1, [2, "x"]], "+", [1, [2, 3]], [2, [4, undefined]]],
  [[1], "+", ["a"], [undefined]],
  [[1, 2, 3], "-", [1, 2, 3], [0, 0, 0]],
  [[1, 2, 3, 4], "-", [1, 1, 1, 1, 1], [0, 1, 2, 3]],
  [[], "+", [1], []],
  [2, "*", [1, [2, undefined], true], [2, [4, undefined], undefined]],
  [[1, 2], "*", 0.5, [0.5, 1]],
  [[2, 4, 6], "/", 2, [1, 2, 3]],
  [12, "/", [2, [3, "x"]], [6, [4, undefined]]],
  [1, "/", 0, inf],
  [-7, "%", 3, -1],
  [7, "%", -3, 1],
  [5, "%", inf, 5],
  [1, "%", 0, nan],
  [1, "^", nan, 1],
  [-1, "^", inf, 1],
  [-1, "^", -inf, 1],
  [0, "^", 0, 1],
  [nan, "^", 0, 1],
  [2, "^", 10, 1024],
  [-8, "^", 1 / 3, nan],
  [[1, 2], "*", [3, 4], 11],
  [
    [1, 2],
    "*",
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    [9, 12, 15],
  ],
  [
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    "*",
    [1, 1, 1],
    [6, 15],
  ],
  [
    [
      [1, 2],
      [3, 4],
    ],
    "*",
    [
      [5, 6],
      [7, 8],
    ],
    [
      [19, 22],
      [43, 50],
    ],
  ],
  [[1, 2], "*", [[], [1]], []],
  [1.9, "|", 0, 1],
  [-1.9, "|", 0, -1],
  [nan, "|", 0, -(2 ** 63)],
  [1, "<<", 62, 2 ** 62],
  [1, "<<", 63, -(2 ** 63)],
  [1, "<<", -0.5, 1],
  [3, "<<", 31, 3 * 2 ** 31],
  [-8, ">>", 1, -4],
  [-(2 ** 40), ">>", 38, -4],
  [2 ** 40 + 5, "&", 7, 5],
  [6, "&", 3, 2],
  [-1, "&", 2 ** 40, 2 ** 40],
  [1e300, "|", 0, -(2 ** 63)],
  ["a", "<", "b", true],
  ["\u{10000}", ">", "\uffff", true],
  [true, ">", false, true],
  [nan, "<=", nan, false],
  [[1, 2], "<", [1, 3], true],
  [[1, 2], "<", [1, 2, 0], true],
  [[1, 2], "<=", [1, 2], true],
  [[2], ">=", [1, 9], true],
  [[nan], "<", [nan], false],
  [new RangeValue(1, 1, 0), "<", someRange, true],
  [new RangeValue(1, 1, 0), "<=", new RangeValue(5, 1, 0), true],
  [new RangeValue(1, 1, 5), ">", someRange, true],
  [someRange, "==", new RangeValue(1, 1, 3.9), true],
  [new RangeValue(1, 1, 0), "==", new RangeValue(9, 1, 0), true],
  [undefined, "==", undefined, true],
  [undefined, "!=", false, true],
  [0, "==", -0, true],
  [nan, "==", nan, false],
  [1, "==", "1", false],
  [[1, [2]], "==", [1, [2]], true],
  [[1, [2]], "!=", [1, [3]], true],
  [someFunction, "==", someFunction, true],
  [new ObjectValue(new Map([["a", 1]])), "==", new ObjectValue(new Map([["a", 1]])), true],
  [
    new ObjectValue(
      new Map([
        ["a", 1],
        ["b", 2],
      ]),
    ),
    "==",
    new ObjectValue(
      new Map([
        ["b", 2],
        ["a", 1],
      ]),
    ),
    false,
  ],
];

for (const [a, operator, b, result] of values) {
  test(`${echoText(a)} ${operator} ${echoText(b)} is ${echoText(result)}, silently`, () => {
    expect(binary(a, operator, b)).toEqual({ value: result, messages: [] });
  });
}

const reasons: readonly (readonly [a: Value, operator: Operator, b: Value, reason: string])[] = [
  [1, "+", "a", "undefined operation (number + string)"],
  ["a", "+", "b", "undefined operation (string + string)"],
  [undefined, "-", [1], "undefined operation (undefined - vector)"],
  [1, "+", [1], "undefined operation (number + vector)"],
  [true, "*", 2, "undefined operation (bool * number)"],
  [[1], "/", [1], "undefined operation (vector / vector)"],
  [someRange, "/", 2, "undefined operation (range / number)"],
  [[1], "%", 2, "undefined operation (vector % number)"],
  [2, "^", [1], "undefined operation (number ^ vector)"],
  [someFunction, "*", 2, "undefined operation (function * number)"],
  [someObject, "+", 2, "undefined operation (object + number)"],
  [1, "&", "a", "undefined operation (number & string)"],
  ["a", "<<", 1, "undefined operation (string << number)"],
  [1, "<<", -1, "negative shift"],
  [1, "<<", 64, "shift too large"],
  [1, ">>", nan, "negative shift"],
  [1, ">>", inf, "negative shift"],
  [1, ">>", 64.9, "shift too large"],
  [undefined, "<", undefined, "operation undefined (undefined < undefined)"],
  [someFunction, ">=", someFunction, "operation undefined (function >= function)"],
  [someObject, ">", someObject, "operation undefined (object > object)"],
  [1, "<=", "a", "undefined operation (number <= string)"],
  [someFunction, "<", someObject, "undefined operation (function < object)"],
  [[1, 2], "<", [1, "a"], "undefined operation (number < string)\n\tin vector comparison at index 1"],
  [[1, 2], ">", [1, "a"], "undefined operation (string < number)\n\tin vector comparison at index 1"],
  [
    [[undefined]],
    "<=",
    [[undefined]],
    "operation undefined (undefined < undefined)\n\tin vector comparison at index 0\n\tin vector comparison at index 0",
  ],
  [[], "*", [1], "Multiplication is undefined on empty vectors"],
  [[1], "*", [1, 2], "vector*vector requires matching lengths (1 != 2)"],
  [[1, "a"], "*", [1, 2], "undefined operation (string * number)"],
  [[1, 2], "*", [[1]], "vector*matrix requires vector length to match matrix row count (2 != 1)"],
  [[[1, 2]], "*", [1], "matrix*vector requires matrix column count to match vector length (2 != 1)"],
  [[[1, 2], [1]], "*", [1, 2], "Matrix must be rectangular. Problem at row 1"],
  [[[1, 2], 5], "*", [1, 2], "Matrix must be rectangular. Problem at row 1"],
  [
    [
      [1, 2],
      [1, "a"],
    ],
    "*",
    [1, 2],
    "Matrix must contain only numbers. Problem at row 1, col 1",
  ],
  [[[1, 2]], "*", [1, "a"], "Vector must contain only numbers. Problem at index 1"],
  [
    [[1, 2]],
    "*",
    [[1, 2]],
    "matrix*matrix requires left operand column count to match right operand row count (2 != 1)",
  ],
  [
    [[1], 5],
    "*",
    [[1]],
    "matrix*matrix left operand row length does not match right operand row count (0 != 1) at row 1",
  ],
  [["a"], "*", [1], "undefined vector*vector multiplication where first elements are types string and number"],
];

for (const [a, operator, b, reason] of reasons) {
  test(`${echoText(a)} ${operator} ${echoText(b)} is undef, with its reason`, () => {
    expect(binary(a, operator, b)).toEqual({ value: undefined, messages: [`WARNING: ${reason}${at}`] });
  });
}

const doubled: readonly (readonly [a: Value, b: Value, reason: string, more: string])[] = [
  [[1, 2], [[1, 2], [3]], "Matrix must be rectangular. Problem at row 1", ""],
  [
    [1, "a"],
    [
      [1, 2],
      [3, 4],
    ],
    "Vector must contain only numbers. Problem at index 1",
    "",
  ],
  [
    [1, 2],
    [
      [1, 2],
      [3, "a"],
    ],
    "Matrix must contain only numbers. Problem at row 1, col 1",
    "",
  ],
  [
    [
      [1, 2],
      [1, "a"],
    ],
    [[1], [2]],
    "Vector must contain only numbers. Problem at index 1",
    "\n\twhile processing left operand at row 1",
  ],
];

for (const [a, b, reason, more] of doubled) {
  test(`the row product ${echoText(a)} * ${echoText(b)} warns twice`, () => {
    const messages = [`WARNING: ${reason}`, `WARNING: ${reason}${more}${at}`];
    expect(binary(a, "*", b)).toEqual({ value: undefined, messages });
  });
}

test("unary operators", () => {
  expect(unary("-", [1, [2, "a"], true])).toEqual({ value: [-1, [-2, undefined], undefined], messages: [] });
  expect(unary("-", "a")).toEqual({ value: undefined, messages: [`WARNING: undefined operation (-string)${at}`] });
  expect(unary("~", 5).value).toBe(-6);
  expect(unary("~", 2 ** 40).value).toBe(-(2 ** 40) - 1);
  expect(unary("~", [1]).messages).toEqual([`WARNING: undefined operation (~vector)${at}`]);
  expect([undefined, false, 0, -0, "", [], someObject].map((value) => unary("!", value).value)).toEqual(
    Array.from({ length: 7 }, () => true),
  );
  expect([nan, "0", [0], someRange, someFunction].some((value) => unary("!", value).value === true)).toBe(false);
});

test("every operator is defined for every pair of types: a value, or undef with exactly one message", () => {
  const samples: readonly Value[] = [undefined, true, 2, "s", [1, 2], someRange, someFunction, someObject];
  const operators: readonly Operator[] = [
    ...(["+", "-", "*", "/", "%", "^", "&", "|", "<<", ">>"] as const),
    ...(["<", "<=", ">", ">=", "==", "!="] as const),
  ];
  for (const a of samples) {
    for (const b of samples) {
      for (const operator of operators) {
        const { value, messages } = binary(a, operator, b);
        expect(messages.length).toBe(value === undefined ? 1 : 0);
      }
    }
  }
});

test("equality of values nested deeper than the native stack", () => {
  const nest = (innermost: Value): Value => {
    let value: Value = innermost;
    for (let i = 0; i < 200_000; i++) value = i % 1000 === 0 ? new ObjectValue(new Map([["k", value]])) : [value];
    return value;
  };
  expect(binary(nest(1), "==", nest(1)).value).toBe(true);
  expect(binary(nest(1), "==", nest(2)).value).toBe(false);
});

test("comparing nested equal vectors takes one walk", () => {
  const nest = (): Value => {
    let value: Value = 1;
    for (let i = 0; i < 1000; i++) value = [value];
    return value;
  };
  expect(binary(nest(), "<", nest()).value).toBe(false);
  expect(binary(nest(), "<=", nest()).value).toBe(true);
});

test("element-wise results are taken from the budget of elements", () => {
  const { rt } = makeRuntime({ limits: { valueElements: 1000 } });
  const vector = Array.from({ length: 600 }, (_, i) => i);
  expect(applyBinary(rt, "*", vector, 2, 1)).toHaveLength(600);
  expect(() => applyBinary(rt, "+", vector, vector, 1)).toThrow(LimitError);
});
