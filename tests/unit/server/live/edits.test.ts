// Edits of a text: as if each made the text anew, without its price.
import { expect, test } from "bun:test";
import { applyEdits } from "../../../../backend/server/live/edits.ts";
import type { TextEdit } from "../../../../backend/server/live/messages.ts";
import { makeRandom } from "../../../load/random.ts";

function oneByOne(text: string, edits: readonly TextEdit[]): string {
  return edits.reduce((now, edit) => now.slice(0, edit.start) + edit.text + now.slice(edit.end), text);
}

test("a text anew for each edit is what comes out", () => {
  const random = makeRandom(7);
  const below = (bound: number): number => Math.floor(random() * bound);
  for (let round = 0; round < 300; round++) {
    const text = "aé𝔸\n".repeat(below(6));
    const edits: TextEdit[] = [];
    let length = text.length;
    for (let i = below(12); i > 0; i--) {
      const start = below(length + 1);
      const end = start + below(Math.min(4, length - start + 1));
      const given = ["", "x", "yz𝔹", "q".repeat(below(9))][below(4)] as string;
      edits.push({ start, end, text: given });
      length += given.length - (end - start);
    }
    expect(applyEdits(text, edits)).toBe(oneByOne(text, edits));
  }
});

test("edits that lie outside, that remove all, and of nothing", () => {
  for (const [start, end] of [
    [4, 4],
    [2, 1],
    [0, 4],
  ] as const)
    expect(applyEdits("abc", [{ start, end, text: "" }])).toBeUndefined();
  expect(applyEdits("abc", [{ start: 0, end: 3, text: "" }])).toBe("");
  const two = [
    { start: 0, end: 0, text: "a" },
    { start: 1, end: 1, text: "b" },
  ];
  expect(applyEdits("", two)).toBe("ab");
});

// Copied for each edit, these are 9 GB: half a minute in which the service would answer nobody.
test("a thousand edits all over nine megabytes", () => {
  const text = "é一".repeat(4_500_000);
  const edits = Array.from({ length: 1000 }, (_, i) => ({ start: i * 8999, end: i * 8999 + 1, text: "--" }));
  const edited = applyEdits(text, edits) ?? "";
  expect([edited.length, edited.slice(8998, 9002)]).toEqual([9_001_000, "一--一"]);
});
