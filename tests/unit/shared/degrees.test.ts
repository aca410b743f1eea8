// Trigonometry in degrees: what spec/language.md §6.3 says to be exact, and signs of zero.
import { expect, test } from "bun:test";
import {
  acosDegrees,
  asinDegrees,
  atan2Degrees,
  atanDegrees,
  cosDegrees,
  roundHalfAway,
  sinDegrees,
  tanDegrees,
} from "../../../backend/shared/degrees.ts";

const inf = Number.POSITIVE_INFINITY;

test("special angles are exact, in every quadrant and turn", () => {
  for (const turn of [-3600, -720, 0, 360, 36000]) {
    expect([30, 150, 210, 330].map((x) => sinDegrees(x + turn))).toEqual([0.5, 0.5, -0.5, -0.5]);
    expect([60, 120, 240, 300].map((x) => cosDegrees(x + turn))).toEqual([0.5, -0.5, -0.5, 0.5]);
    expect([45, 135].map((x) => tanDegrees(x + turn))).toEqual([1, -1]);
    expect(sinDegrees(90 + turn)).toBe(1);
    expect(cosDegrees(180 + turn)).toBe(-1);
  }
  expect(sinDegrees(60)).toBe(Math.sqrt(3) / 2);
  expect(cosDegrees(30)).toBe(Math.sqrt(3) / 2);
  expect(sinDegrees(45)).toBe(Math.sqrt(1 / 2));
  expect(tanDegrees(60)).toBe(Math.sqrt(3));
  expect(tanDegrees(30)).not.toBe(1 / Math.sqrt(3));
});

test("signs of zero and of infinity", () => {
  expect(1 / sinDegrees(180)).toBe(-inf);
  expect(1 / sinDegrees(360)).toBe(inf);
  expect(1 / cosDegrees(90)).toBe(inf);
  expect(1 / cosDegrees(270)).toBe(-inf);
  expect(1 / tanDegrees(180)).toBe(-inf);
  expect(1 / tanDegrees(360)).toBe(inf);
  expect(tanDegrees(90)).toBe(inf);
  expect(tanDegrees(270)).toBe(-inf);
  expect(1 / sinDegrees(-0)).toBe(-inf);
});

test("angles without a remainder are NaN", () => {
  for (const x of [inf, -inf, Number.NaN, 360 * 2 ** 52, -1e300]) {
    expect([sinDegrees(x), cosDegrees(x), tanDegrees(x)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  }
  expect(sinDegrees(360 * 2 ** 40 + 360)).toBe(0);
});

test("inverse functions find whole degrees", () => {
  for (let x = -90; x <= 90; x++) {
    expect(asinDegrees(sinDegrees(x))).toBe(x);
    expect(acosDegrees(cosDegrees(x + 90))).toBe(x + 90);
    if (x > -90 && x < 90) expect(atanDegrees(tanDegrees(x))).toBe(x);
    expect(atan2Degrees(sinDegrees(x), cosDegrees(x))).toBe(x);
  }
  expect([asinDegrees(0.5), acosDegrees(-0.5), atan2Degrees(-0, -1), atan2Degrees(0, 0)]).toEqual([30, 120, -180, 0]);
  expect(asinDegrees(2)).toBeNaN();
  expect(asinDegrees(0.1)).toBe(Math.asin(0.1) * 57.29577951308232);
});

test("halves round away from zero", () => {
  const halves = [0.5, -0.5, 2.5, -2.5, 0.49999999999999994, -0.3, 2 ** 52 + 1, inf];
  expect(halves.map(roundHalfAway)).toEqual([1, -1, 3, -3, 0, -0, 2 ** 52 + 1, inf]);
});
