// C's `%.<digits>f`: exact values, ties to even.
import { expect, test } from "bun:test";
import { formatFixed } from "../../../backend/shared/number-text.ts";

test.each([
  [1.25, 1, "1.2"],
  [0.35, 1, "0.3"],
  [0.375, 2, "0.38"],
  [0.125, 2, "0.12"],
  [-0.25, 1, "-0.2"],
  [2.5, 0, "2"],
  [3.5, 0, "4"],
  [-0.5, 0, "-0"],
  [99.95, 1, "100.0"],
  [-0.01, 1, "-0.0"],
  [-0, 2, "-0.00"],
  [1e22, 0, "10000000000000000000000"],
  [1e30, 1, "1000000000000000019884624838656.0"],
  [Number.POSITIVE_INFINITY, 2, "inf"],
  [Number.NEGATIVE_INFINITY, 2, "-inf"],
  [Number.NaN, 2, "nan"],
])("%p with %p digits is %s", (x, digits, text) => {
  expect(formatFixed(x, digits)).toBe(text);
});
