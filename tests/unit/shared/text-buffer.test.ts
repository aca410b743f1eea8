// The buffer of the text formats: what it writes is what the functions for strings say.
import { describe, expect, test } from "bun:test";
import { formatG } from "../../../backend/shared/number-text.ts";
import { encodeUtf8 } from "../../../backend/shared/text.ts";
import { TextBuffer } from "../../../backend/shared/text-buffer.ts";

const textOf = (buffer: TextBuffer) => new TextDecoder().decode(buffer.finish());

describe("TextBuffer", () => {
  test("numbers are those of formatG", () => {
    const numbers = [0, -0, 1, -1, 0.5, 1 / 3, 999999.5, 1e6, 1e-4, 1e-5, 123456.5, 2.5e-310, 1 / 0, -1 / 0, 0 / 0];
    for (let i = 0; i < 2000; i++) numbers.push(Math.sin(i) * 10 ** ((i % 16) - 7), Math.round(Math.sin(i) * 1e6) / 64);
    for (const number of numbers) expect(textOf(new TextBuffer(1).general(number))).toBe(formatG(number));
  });

  test("text of any length grows the buffer", () => {
    const parts = ["a", "é", "x".repeat(100), "日本語".repeat(50), ""];
    const buffer = new TextBuffer(1);
    for (const part of parts) buffer.text(part);
    expect(textOf(buffer)).toBe(parts.join(""));
  });

  test("raw text keeps bytes that are no UTF-8", () => {
    const text = "a\udcffb";
    expect(new TextBuffer(1).rawText(text).finish()).toEqual(encodeUtf8(text));
    expect(textOf(new TextBuffer(1).rawText("é"))).toBe("é");
  });

  test("starts anew after clear", () => {
    expect(textOf(new TextBuffer().text("abc").clear().text("d"))).toBe("d");
  });
});
