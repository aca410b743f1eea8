// Groups that stand for their only child give its own geometry.
import { expect, test } from "bun:test";
import { evaluateShape } from "../../contract/evaluate-shape.ts";

const modules = "module none() {} module in() children(); module beside() { children(); none(); }";

/** The greatest x of what the program draws; the grid of 2D Booleans has steps of 2^-27. */
async function rightOf(source: string): Promise<number> {
  const { geometry } = await evaluateShape(`${modules} ${source}`);
  if (geometry?.dimension !== 2) return Number.NaN;
  return Math.max(...geometry.outlines.flatMap(({ points }) => [...points].filter((_, k) => k % 2 === 0)));
}

const exact = 5.005;
const rounded = Math.round(exact * 2 ** 27) / 2 ** 27;
const square = "square([10.01, 1], center = true);";

test("an empty group beside a child sends it through the grid", async () => {
  expect(rounded).not.toBe(exact);
  expect(await rightOf(square)).toBe(exact);
  expect(await rightOf(`group() { ${square} none(); }`)).toBe(rounded);
  expect(await rightOf(`union() { in() ${square} none(); }`)).toBe(rounded);
});

test("unless the child is a group, whose own child is known by then", async () => {
  expect(await rightOf(`group() { in() ${square} none(); }`)).toBe(exact);
  expect(await rightOf(`beside() beside() ${square}`)).toBe(exact);
  expect(await rightOf(`group() group() { ${square} none(); }`)).toBe(exact);
});

test("two children are two, and a background child is none", async () => {
  expect(await rightOf(`group() { in() { ${square} square([1, 1]); } none(); }`)).toBe(rounded);
  expect(await rightOf(`square([1, 1]); ${square} group() { in() %${square} none(); }`)).toBe(rounded);
  expect(await rightOf(`intersection() { ${square} group() group() %${square} }`)).toBeNaN();
});
