// C's pow: special cases, and whole exponents that must be exact.
import { expect, test } from "bun:test";
import { power } from "../../../backend/compile/values/power.ts";

test("whole powers of ten are the literals", () => {
  for (let n = 0; n <= 308; n++) expect(power(10, n)).toBe(Number(`1e${n}`));
});

test("whole powers agree with exact integer arithmetic", () => {
  for (let base = -40; base <= 40; base++) {
    for (let n = 3; n <= 60; n++) {
      const exact = BigInt(base) ** BigInt(n);
      expect(power(base, n) + 0).toBe(Number(exact));
    }
  }
});

test("powers of two reach both ends of the range", () => {
  expect(power(2, 1000)).toBe(2 ** 1000);
  expect(power(0.5, 1000)).toBe(2 ** -1000);
  expect(power(-2, 999)).toBe(-(2 ** 999));
  expect(power(1e-200, 3)).toBe(0);
  expect(Object.is(power(-1e-200, 3), -0)).toBe(true);
  expect(power(-1e200, 3)).toBe(Number.NEGATIVE_INFINITY);
  expect(power(1e100, 3)).toBe(1e300);
  expect(power(-1e-100, 3)).toBe(-1e-300);
});

test("special cases of C", () => {
  expect(power(1, Number.NaN)).toBe(1);
  expect(power(Number.NaN, 0)).toBe(1);
  expect(power(-1, Number.NEGATIVE_INFINITY)).toBe(1);
  expect(power(-0, 3)).toBe(-0);
  expect(power(Number.NEGATIVE_INFINITY, 3)).toBe(Number.NEGATIVE_INFINITY);
  expect(power(0, -1)).toBe(Number.POSITIVE_INFINITY);
  expect(power(2, -0.5)).toBe(Math.SQRT1_2);
});
