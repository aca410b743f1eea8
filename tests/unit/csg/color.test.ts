// Colors as text: names and hexadecimal digits.
import { describe, expect, test } from "bun:test";
import { parseColor } from "../../../backend/csg/color.ts";
import { cssColors, xkcdColors } from "../../../backend/csg/color-names.ts";

const bytes = (...values: number[]) => values.map((value) => Math.fround(value / 255));

describe("parseColor", () => {
  test.each([
    ["red", bytes(255, 0, 0, 255)],
    ["RebeccaPurple", bytes(0x66, 0x33, 0x99, 255)],
    ["transparent", [0, 0, 0, 0]],
    ["#12345678", bytes(0x12, 0x34, 0x56, 0x78)],
    ["#abcdef", bytes(0xab, 0xcd, 0xef, 255)],
    ["#F80", bytes(255, 0x88, 0, 255)],
    ["#f808", bytes(255, 0x88, 0, 0x88)],
    ["xkcd:Cloudy Blue", bytes(0xac, 0xc2, 0xd9, 255)],
    ["XKCD:green", bytes(0x15, 0xb0, 0x1a, 255)],
    ["xkcd:robin's egg", bytes(0x6d, 0xed, 0xfd, 255)],
    ["xkcd:blue/green", bytes(0x0f, 0x9b, 0x8e, 255)],
  ])("%s", (text, color) => {
    expect(parseColor(text)).toEqual(color as never);
  });

  test.each([
    "",
    "red ",
    " red",
    "nope",
    "#",
    "#12",
    "#12345",
    "#1234567",
    "#ggg",
    "#123456789",
    "xkcd:",
    "xkcd:red;x",
    "green ff",
    "pin\u212a",
  ])("%p is no color", (text) => {
    expect(parseColor(text)).toBeUndefined();
  });

  test("knows every name of the two lists", () => {
    const names = (table: string) =>
      table
        .split(";")
        .filter((entry) => entry !== "")
        .map((entry) => entry.replace(/ [0-9a-f]+$/, ""));
    expect(names(cssColors).length).toBe(149);
    expect(names(xkcdColors).length).toBe(949);
    expect(names(cssColors).filter((name) => parseColor(name) === undefined)).toEqual([]);
    expect(names(xkcdColors).filter((name) => parseColor(`xkcd:${name}`) === undefined)).toEqual([]);
  });
});
