// Script and direction of texts.
import { describe, expect, test } from "bun:test";
import { resolveScript } from "../../../backend/csg/text/script.ts";

function resolve(text: string, script = "", direction = ""): string {
  const resolved = resolveScript(text, script, direction);
  return `${resolved.script} ${resolved.direction}`;
}

describe("script (spec/geometry.md §9.1)", () => {
  test("is that of all characters that have one", () => {
    expect(resolve("Hello, World 123!")).toBe("Latn ltr");
    expect(resolve("типографика")).toBe("Cyrl ltr");
    expect(resolve("الخط الأميري")).toBe("Arab rtl");
    expect(resolve("日本")).toBe("Hani ltr");
    expect(resolve("𞤀𞤁")).toBe("Adlm rtl");
  });

  test("is none for common characters, or when there are several", () => {
    expect(resolve("123 + 4")).toBe(" ltr");
    expect(resolve("")).toBe(" ltr");
    expect(resolve("aб")).toBe(" ltr");
  });

  test("given: the first four letters in ISO 15924's capitals", () => {
    expect(resolve("x", "arabic")).toBe("Arab rtl");
    expect(resolve("x", "latin")).toBe("Lati ltr");
    expect(resolve("x", "LATN")).toBe("Latn ltr");
    expect(resolve("x", "hant")).toBe("Hani ltr");
  });

  test("given, but naming no script: it stays as it is", () => {
    expect(resolve("x", "zyyy")).toBe("zyyy ltr");
    expect(resolve("سلام", "x9")).toBe("x9 ltr");
  });
});

test("direction: only the first letter counts", () => {
  expect(resolve("سلام", "", "LTR")).toBe("Arab ltr");
  expect(resolve("a", "", "r")).toBe("Latn rtl");
  expect(resolve("a", "", "top")).toBe("Latn ttb");
  expect(resolve("a", "", "btt")).toBe("Latn btt");
  expect(resolve("a", "", "x")).toBe("Latn ltr");
});
