// Strings by code point, and strings that are not UTF-8 (spec/language.md §3.11).
import { expect, test } from "bun:test";
import { elementOf } from "../../../backend/compile/values/access.ts";
import { charactersOf, stringLength, stringLess } from "../../../backend/compile/values/strings.ts";
import { decodeUtf8 } from "../../../backend/shared/text.ts";
import { makeRuntime } from "./runtime.ts";

const bytes = (...codes: number[]): string => decodeUtf8(Uint8Array.from(codes));

test("a program without wide characters indexes units", () => {
  const { rt } = makeRuntime({ source: 'x = "äöü";' });
  expect(rt.strings.narrow).toBe(true);
  expect(stringLength(rt, "äöü☺")).toBe(4);
  expect(elementOf(rt, "äöü", 1.9)).toBe("ö");
  expect(elementOf(rt, "äöü", 3)).toBeUndefined();
  expect(elementOf(rt, "äöü", -1)).toBeUndefined();
});

test.each(["😀", "\\U01F600", bytes(0xe4)])("a source with %p is wide", (piece) => {
  expect(makeRuntime({ source: `x = "${piece}";` }).rt.strings.narrow).toBe(false);
});

test("wide strings are cut into code points, short or long", () => {
  const { rt } = makeRuntime({ source: 'x = "😀";' });
  for (const text of ["a😀b", `a😀b${"c".repeat(1000)}`]) {
    expect(stringLength(rt, text)).toBe(text.length - 1);
    expect([0, 1, 2, 3].map((i) => elementOf(rt, text, i))).toEqual([
      "a",
      "😀",
      "b",
      text.length > 4 ? "c" : undefined,
    ]);
  }
});

test("a string made by a built-in makes the run wide", () => {
  const { rt, call } = makeRuntime();
  expect(stringLength(rt, "ab")).toBe(2);
  const face = call("chr", 0x1f600);
  expect(face).toBe("😀");
  expect(call("len", face)).toBe(1);
});

test("bytes that are not UTF-8 are cut by the lead byte alone", () => {
  const { rt } = makeRuntime({ source: bytes(0xff) });
  const latin = bytes(0xa4, 0xc4, 0xd6, 0xdc, 0xdf);
  expect(charactersOf(rt, latin)).toEqual([bytes(0xa4), bytes(0xc4, 0xd6), bytes(0xdc, 0xdf)]);
  // The four bytes of F4 end in the middle of the second é.
  expect(charactersOf(rt, bytes(0xf4, 0xc3, 0xa9, 0xc3, 0xa9, 0x78))).toEqual([
    bytes(0xf4, 0xc3, 0xa9, 0xc3),
    bytes(0xa9),
    "x",
  ]);
  expect(stringLength(rt, bytes(0x61, 0xc4, 0x62))).toBe(2);
});

test("pieces of a character become the character when they are joined", () => {
  const { call } = makeRuntime({ source: bytes(0xff) });
  expect(call("str", bytes(0xc3), bytes(0xa9))).toBe("é");
});

test("order is that of the bytes", () => {
  expect(stringLess("\uffff", "\u{10000}")).toBe(true);
  expect(stringLess("\u{10000}", "\uffff")).toBe(false);
  expect(stringLess("a", "ab")).toBe(true);
  expect(stringLess("ab", "ab")).toBe(false);
  expect(stringLess("b", "ab")).toBe(false);
  expect(stringLess(bytes(0xff), "\u{10ffff}")).toBe(false);
  expect(stringLess("é", bytes(0xc4))).toBe(true);
});
