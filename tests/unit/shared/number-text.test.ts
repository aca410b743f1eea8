// The two number formats against the tables of spec/language.md §4.1 and C's printf.
import { expect, test } from "bun:test";
import { echoNumber, formatG } from "../../../backend/shared/number-text.ts";

const echoTable: readonly (readonly [number, string])[] = [
  [0, "0"],
  [-0, "0"],
  [1, "1"],
  [-17, "-17"],
  [1000000, "1e+6"],
  [0.1 + 0.2, "0.3"],
  [999999.4, "999999"],
  [1 / 3, "0.333333"],
  [999999.5, "1e+6"],
  [2 / 3, "0.666667"],
  [123456789, "1.23457e+8"],
  [100000.5, "100001"],
  [1e21, "1e+21"],
  [123456.5, "123457"],
  [1e100, "1e+100"],
  [0.5, "0.5"],
  [1.5e-10, "1.5e-10"],
  [0.0001, "0.0001"],
  [5e-324, "4.94066e-324"],
  [0.00001, "0.00001"],
  [1.7976931348623157e308, "1.79769e+308"],
  [0.000011, "0.000011"],
  [-0.0000123456789, "-0.0000123457"],
  [0.000001, "1e-6"],
  [-1e-7, "-1e-7"],
  [0.00000999999999, "0.00001"],
  [2.0000001e10, "2e+10"],
  [4503599627370496, "4.5036e+15"],
  [20261120, "2.02611e+7"],
  [1721125, "1.72113e+6"],
  [Number.POSITIVE_INFINITY, "inf"],
  [Number.NEGATIVE_INFINITY, "-inf"],
  [Number.NaN, "nan"],
];

const cTable: readonly (readonly [number, string])[] = [
  [0, "0"],
  [-0, "-0"],
  [-17, "-17"],
  [1000000, "1e+06"],
  [0.00001, "1e-05"],
  [0.0001, "0.0001"],
  [9.99999e-5, "9.99999e-05"],
  [9.999999e-5, "0.0001"],
  [123456789, "1.23457e+08"],
  [123456.5, "123456"],
  [123457.5, "123458"],
  [-1721125, "-1.72112e+06"],
  [1721135, "1.72114e+06"],
  [999999.5, "1e+06"],
  [0.0009765625, "0.000976562"],
  [1e100, "1e+100"],
  [5e-324, "4.94066e-324"],
  [Number.POSITIVE_INFINITY, "inf"],
  [Number.NEGATIVE_INFINITY, "-inf"],
  [Number.NaN, "nan"],
];

test.each(echoTable)("echo text of %p is %s", (x, text) => {
  expect(echoNumber(x)).toBe(text);
});

test.each(cTable)("%%g text of %p is %s", (x, text) => {
  expect(formatG(x)).toBe(text);
});

test("negating a number only adds a sign", () => {
  for (let k = -30; k < 30; k++) {
    for (const m of [1.5, 9.999995, 123456.5, 0.3, 7]) {
      const x = m * 10 ** k;
      expect(echoNumber(-x)).toBe(`-${echoNumber(x)}`);
      expect(formatG(-x)).toBe(`-${formatG(x)}`);
    }
  }
});

test("the text reads back as the number to six digits", () => {
  for (let k = -300; k < 300; k += 7) {
    const x = 1.2345678 * 10 ** k;
    expect(Math.abs(Number(echoNumber(x)) / x - 1)).toBeLessThan(5e-6);
    expect(Number(formatG(x))).toBe(Number(echoNumber(x)));
  }
});
