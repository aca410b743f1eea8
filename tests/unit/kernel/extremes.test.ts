// Coordinates beyond all bounds: the library fails inside when it meets such, so they must not reach it.
import { expect, test } from "bun:test";
import { evaluateShape } from "../../contract/evaluate-shape.ts";
import { measure } from "../../contract/measure.ts";

async function volumeOf(source: string): Promise<number | undefined> {
  const { geometry } = await evaluateShape(source);
  const facts = geometry ? measure(geometry) : undefined;
  return facts?.dimension === 3 ? facts.volume : undefined;
}

const body = "{ cube(1); translate([0.5,0,0]) cube(1); }";

test("a solid that was made infinitely large is empty", async () => {
  expect(
    await volumeOf(`cube(2); resize([3,6,1/0]) ${body} linear_extrude(5, twist=180) square([5,1]);`),
  ).toBeGreaterThan(8);
  expect(await volumeOf(`cube(2); scale(1e200) scale(1e200) ${body}`)).toBeCloseTo(8, 9);
  expect(await volumeOf(`difference() { cube(2); translate([0,0,1e300]) scale(1e300) ${body} }`)).toBeCloseTo(8, 9);
  expect(await volumeOf(`scale(1e200) scale(1e200) ${body}`)).toBe(0);
});

test("large, but not too large", async () => {
  expect(await volumeOf(`scale(1e-20) scale(1e20) scale(1e20) scale(1e-20) ${body}`)).toBeCloseTo(1.5, 6);
  expect(await volumeOf(`cube(2); translate([1e6,0,0]) scale(1e3) ${body}`)).toBeCloseTo(1.5e9 + 8, 3);
});
