// JSON for the function import(): values, and the texts of errors.
import { describe, expect, test } from "bun:test";
import { readJson } from "../../../backend/input/json.ts";
import { readerError, setUp } from "./harness.ts";

const read = (text: string | Uint8Array): unknown => {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  return readJson(setUp().ctx, bytes, 0);
};
const prefix = "[json.exception.parse_error.101] parse error at line";

test("values", () => {
  const text = '\ufeff {"b": [1, -2.5e3, true, false, null], "a": {}, "é": "x\\n\\u00e9\\ud83d\\ude00", "a": []} ';
  expect(read(text)).toEqual({
    value: new Map<string, unknown>([
      ["a", []],
      ["b", [1, -2500, true, false, null]],
      ["é", "x\né😀"],
    ]),
  });
});

test("names like __proto__ are names", () => {
  expect(read('{"__proto__": 1, "constructor": 2}')).toEqual({
    value: new Map([
      ["__proto__", 1],
      ["constructor", 2],
    ]),
  });
});

describe("errors", () => {
  test.each([
    ["", "1, column 1: syntax error while parsing value - unexpected end of input; expected '[', '{', or a literal"],
    ['{"a":}', "1, column 6: syntax error while parsing value - unexpected '}'; expected '[', '{', or a literal"],
    ["nul", "1, column 4: syntax error while parsing value - invalid literal; last read: 'nul'"],
    [
      "{x",
      "1, column 2: syntax error while parsing object key - invalid literal; last read: '{x'; expected string literal",
    ],
    ["[1, abc", "1, column 5: syntax error while parsing value - invalid literal; last read: '1, a'"],
    ["[1 2]", "1, column 4: syntax error while parsing array - unexpected number literal; expected ']'"],
    ["1 2", "1, column 3: syntax error while parsing value - unexpected number literal; expected end of input"],
    ['{"a" 1}', "1, column 6: syntax error while parsing object separator - unexpected number literal; expected ':'"],
    ['{"a":1,}', "1, column 8: syntax error while parsing object key - unexpected '}'; expected string literal"],
    ['{"a":1 "b":2}', "1, column 10: syntax error while parsing object - unexpected string literal; expected '}'"],
    [
      '"abc',
      "1, column 5: syntax error while parsing value - invalid string: missing closing quote; last read: '\"abc'",
    ],
    [
      '\n\n"\\x"',
      "3, column 3: syntax error while parsing value - invalid string: forbidden character after backslash; last read: '\"\\x'",
    ],
    ["-", "1, column 2: syntax error while parsing value - invalid number; expected digit after '-'; last read: '-'"],
    ["1.", "1, column 3: syntax error while parsing value - invalid number; expected digit after '.'; last read: '1.'"],
    ["01", "1, column 2: syntax error while parsing value - unexpected number literal; expected end of input"],
  ])("%j", (text, message) => {
    expect(read(text)).toEqual({ error: `${prefix} ${message}` });
  });

  test("control characters must be escaped", () => {
    expect(read('"a\tb"')).toEqual({
      error: `${prefix} 1, column 3: syntax error while parsing value - invalid string: control character U+0009 (HT) must be escaped to \\u0009 or \\t; last read: '"a<U+0009>'`,
    });
  });

  test("bytes that are not UTF-8", () => {
    expect(read(Uint8Array.of(0x22, 0xc3, 0x28, 0x22))).toEqual({
      error: expect.stringContaining("ill-formed UTF-8 byte"),
    });
  });

  test("a number beyond double precision", () => {
    expect(read("[1e999]")).toEqual({ error: "[json.exception.out_of_range.406] number overflow parsing '1e999'" });
  });
});

test("depth is limited", () => {
  const { ctx } = setUp({}, { nesting: 500 });
  const bytes = new TextEncoder().encode("[".repeat(100_000));
  expect(readerError(() => readJson(ctx, bytes, 0))).toBe("nesting");
});
