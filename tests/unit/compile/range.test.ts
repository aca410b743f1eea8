// Ranges: construction, counts and iteration (spec/language.md §3.9, §3.10).
import { expect, test } from "bun:test";
import { each, iterate } from "../../../backend/compile/values/iterate.ts";
import { checkRangeBounds, makeRange, makeSteppedRange, rangeCount } from "../../../backend/compile/values/range.ts";
import { ObjectValue, RangeValue, type Value } from "../../../backend/compile/values/value.ts";
import { LimitError } from "../../../backend/shared/limits.ts";
import { makeRuntime } from "./runtime.ts";

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const at = " in file main.scad, line 1";

const counts: readonly (readonly [begin: number, step: number, end: number, count: number])[] = [
  [0, 1, 3, 4],
  [0, 0.1, 1, 11],
  [0, 0.3, 1, 4],
  [3, 1, 0, 0],
  [3, -1, 0, 4],
  [0, -1, 3, 0],
  [1, 1, 1, 1],
  [1, -1, 1, 1],
  [1, 0, 1, 1],
  [0, 0, 1, 4294967295],
  [0, inf, 5, 1],
  [0, 1, inf, 4294967295],
  [-inf, 1, 0, 4294967295],
  [nan, 1, 2, 0],
  [0, nan, 2, 0],
  [0, 1, nan, 0],
  [0, 1, 4294967293, 4294967294],
  [0, 1, 4294967294, 4294967295],
  [0, 1, 8589934593, 1],
  [0, 1, 1e12, 3567587328],
  [0, 1, 1e20, 1],
  [0, 1e-300, 1e300, 1],
  [0, 5e-324, 1e-323, 3],
  [1, -0.1, 0, 11],
];

test.each(counts)("[%d : %d : %d] has %d values", (begin, step, end, count) => {
  expect(rangeCount(new RangeValue(begin, step, end))).toBe(count);
});

test("a range needs numbers", () => {
  const { rt, messages } = makeRuntime();
  expect(makeRange(rt, "a", [1], false, 1)).toBeUndefined();
  expect(checkRangeBounds(rt, 0, undefined, 1)).toBe(false);
  expect(makeSteppedRange(rt, 0, "b", 1, false, 1)).toBeUndefined();
  expect(messages).toEqual([
    `WARNING: Unable to convert ["a":...:[1]] to a range${at}`,
    `WARNING: Unable to convert [0:...:undef] to a range${at}`,
    `WARNING: Unable to convert [...:"b":...] to a step value${at}`,
  ]);
});

test("only literal ranges are asked for their direction", () => {
  const { rt, messages } = makeRuntime();
  expect(makeSteppedRange(rt, 0, -1, 5, false, 1)).toEqual(new RangeValue(0, -1, 5));
  expect(messages).toEqual([]);
  makeRange(rt, 5, 0, true, 1);
  makeSteppedRange(rt, 0, -1, 5, true, 1);
  makeSteppedRange(rt, 0, nan, 5, true, 1);
  expect(messages).toEqual([
    `WARNING: begin is greater than the end, but step is positive${at}`,
    `WARNING: begin is smaller than the end, but step is negative${at}`,
  ]);
});

test("what a loop makes of each type", () => {
  const { rt, messages } = makeRuntime();
  expect(iterate(rt, new RangeValue(0, 0.5, 1), 1)).toEqual([0, 0.5, 1]);
  expect(iterate(rt, new RangeValue(1, 0, 1), 1)).toEqual([]);
  expect(iterate(rt, new RangeValue(0, inf, 5), 1)).toEqual([0]);
  expect(iterate(rt, [1, [2]], 1)).toEqual([1, [2]]);
  expect(iterate(rt, "abc", 1)).toEqual(["a", "b", "c"]);
  expect(iterate(rt, new ObjectValue(new Map([["k", 1]])), 1)).toEqual(["k"]);
  expect(iterate(rt, undefined, 1)).toEqual([]);
  expect(iterate(rt, false, 1)).toEqual([false]);
  expect(messages).toEqual([]);
});

test("what `each` contributes", () => {
  const { rt } = makeRuntime();
  const object = new ObjectValue(new Map([["k", 1]]));
  const list: Value[] = [];
  for (const value of [new RangeValue(1, 1, 2), [3, [4]], "ab", undefined, 5, object]) each(rt, value, list, 1);
  expect(list).toEqual([1, 2, 3, [4], "a", "b", 5, object]);
});

test("a million values are refused, one less is not", () => {
  const { rt, messages } = makeRuntime();
  expect(iterate(rt, new RangeValue(1, 1, 999_999), 1)).toHaveLength(999_999);
  expect(iterate(rt, new RangeValue(1, 1, 1_000_000), 1)).toEqual([]);
  expect(messages).toEqual([`WARNING: Bad range parameter in for statement: too many elements (1000000)${at}`]);
});

test("what a loop and `each` make is taken from the budget", () => {
  const { rt } = makeRuntime({ limits: { valueElements: 1000 } });
  expect(() => iterate(rt, new RangeValue(0, 1, 1000), 1)).toThrow(LimitError);
  const { rt: other } = makeRuntime({ limits: { valueElements: 1000 } });
  expect(() => each(other, Array.from({ length: 1001 }), [], 1)).toThrow(LimitError);
});
