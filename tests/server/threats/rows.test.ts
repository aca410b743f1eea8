// Every threat that applies has a test that bears its name, and stands in the table for operators.
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import path from "node:path";
import { threatRows } from "./rows.ts";

const root = path.resolve(import.meta.dir, "../../..");
const read = (name: string): string => readFileSync(path.join(root, name), "utf8");

test("each row names tests that exist, or says why there are none", () => {
  const missing = threatRows.flatMap(({ id, tests }) => {
    const families = [id, id.replace(/-\d+$/, "")];
    return tests
      .map((file) => ({ file, text: read(`tests/${file}`) }))
      .filter(
        ({ text }) =>
          !families.some((family) =>
            new RegExp(`(test|describe)(\\.each)?\\([\\s\\S]{0,3}"[^"]*${family}|"${family}`).test(text),
          ),
      )
      .map(({ file }) => `${id}: ${file}`);
  });
  expect(missing).toEqual([]);
  for (const { defence } of threatRows) expect(defence.length).toBeGreaterThan(2);
});

test("each row stands in docs/threats.md", () => {
  const text = read("docs/threats.md");
  for (const { id } of threatRows) expect([id, text.includes(`| ${id} |`)]).toEqual([id, true]);
});
