// text(): parameters, types, detection of script and direction.
import { describe, expect, test } from "bun:test";
import type { Value } from "../../../backend/compile/values/value.ts";
import { callModule, warning } from "./harness.ts";

const CURVE = "$fn = 0, $fa = 12, $fs = 2";
const tail = `language = "en", script = "Latn", halign = "default", valign = "default", ${CURVE});`;

describe("text", () => {
  test.each<[Value[], Readonly<Record<string, Value>>, string, ...string[]]>([
    [["Ab"], {}, `text(text = "Ab", size = 10, spacing = 1, font = "", direction = "ltr", ${tail}`],
    [
      ["سلام"],
      {},
      `text(text = "سلام", size = 10, spacing = 1, font = "", direction = "rtl", language = "en", script = "Arab", halign = "default", valign = "default", ${CURVE});`,
    ],
    [
      ["1"],
      {},
      `text(text = "1", size = 10, spacing = 1, font = "", direction = "ltr", language = "en", halign = "default", valign = "default", ${CURVE});`,
    ],
    [["a"], { em: 10 }, `text(text = "a", size = 7.2, spacing = 1, font = "", direction = "ltr", ${tail}`],
    [
      ["a", 5],
      { em: 10 },
      `text(text = "a", size = 7.2, spacing = 1, font = "", direction = "ltr", ${tail}`,
      'WARNING: text: "size" ignored when "em" is set',
    ],
    [
      ['a"\n', 5, " F:style=B "],
      { direction: "Ttb", spacing: 2, halign: "?" },
      `text(text = "a"\n", size = 5, spacing = 2, font = " F:style=B ", direction = "ttb", language = "en", script = "Latn", halign = "?", valign = "default", ${CURVE});`,
    ],
    [
      [true, "5", 3, 4, 5, 6, 7, 8, "s", "e"],
      {},
      `text(text = "", size = 10, spacing = 1, font = "", direction = "ltr", language = "en", halign = "default", valign = "default", ${CURVE});`,
      warning('text(..., size="5") Invalid type: expected number, found string'),
      warning('text(..., em="e") Invalid type: expected number, found string'),
      warning("text(..., text=true) Invalid type: expected string, found bool"),
      warning('text(..., spacing="s") Invalid type: expected number, found string'),
      warning("text(..., font=3) Invalid type: expected string, found number"),
      warning("text(..., direction=4) Invalid type: expected string, found number"),
      warning("text(..., language=5) Invalid type: expected string, found number"),
      warning("text(..., script=6) Invalid type: expected string, found number"),
      warning("text(..., halign=7) Invalid type: expected string, found number"),
      warning("text(..., valign=8) Invalid type: expected string, found number"),
    ],
  ])("%j %j", (args, named, csg, ...messages) => {
    const result = callModule("text", args, { named });
    expect(result.csg).toBe(csg);
    expect(result.messages).toEqual(messages);
  });
});
