// Colors and repairs of files of exact solids: what is written is read, in programs, in meshes and by `heal`.
import { expect, test } from "bun:test";
import type { Rgba } from "../../../backend/csg/nodes.ts";
import { openExamination } from "../../../backend/inspect/context.ts";
import { findFileType } from "../../../backend/inspect/file-types.ts";
import { healFile } from "../../../backend/inspect/heal-file.ts";
import { ShapeCache } from "../../../backend/kernel/cache.ts";
import { fromLinear, toLinear } from "../../../backend/kernel/occt/shade.ts";
import { commandLineLimits } from "../../../backend/shared/limits.ts";
import { evaluateShape } from "../../contract/evaluate-shape.ts";

const cache = new ShapeCache();
const seconds = 120_000;

async function write(source: string, format: string, files?: ReadonlyMap<string, Uint8Array | string>) {
  const outcome = await evaluateShape(source, { formats: [format], cache, files });
  const bytes = outcome.outputs.get(format);
  if (bytes === undefined) throw new Error(outcome.lines.join("\n"));
  return new TextDecoder().decode(bytes);
}

const twoColors = `translate([5, 0, 0]) difference() {
  color([0.5, 0.25, 0.75]) cube(4);
  translate([2, 2, -1]) color("red") cylinder(r = 1, h = 6);
}`;

test("colors of programs and of the library", () => {
  expect(toLinear(0.5)).toBeCloseTo(0.2140411, 6);
  for (const value of [0, 0.01, 0.04045, 0.25, 0.5, 1]) expect(fromLinear(toLinear(value))).toBeCloseTo(value, 6);
});

test(
  "colors of faces go into a STEP file, and come back",
  async () => {
    const step = await write(twoColors, "step");
    const shades = [...step.matchAll(/COLOUR_RGB\('',([\d.]+),([\d.]+),([\d.]+)\)/g)].map((found) =>
      found.slice(1).map((value) => Math.round(1e4 * Number(value)) / 1e4),
    );
    expect(shades).toContainEqual([0.5, 0.25, 0.75]);
    expect(step).toContain("DRAUGHTING_PRE_DEFINED_COLOUR('red')");

    const files = new Map([["/part.step", step]]);
    const again = await write('rotate(30) import("part.step");', "step", files);
    expect(again.match(/STYLED_ITEM/g)?.length).toBe(step.match(/STYLED_ITEM/g)?.length as number);
    const outcome = await evaluateShape('import("part.step");', { files, cache });
    const { geometry } = outcome;
    if (geometry?.dimension !== 3) throw new Error(outcome.lines.join("\n"));
    const used = new Set([...(geometry.facetColors ?? [])].map((color) => geometry.colors?.[color] as Rgba));
    expect([...used].map((color) => color.join()).sort()).toEqual(["0.5,0.25,0.75,1", "1,0,0,1"]);
  },
  seconds,
);

test(
  "ShapeFix turns a face, and the copy has the same format and surfaces",
  async () => {
    const good = await write("cylinder(r = 2, h = 5);", "brep");
    const turned = good.replace(/(Sh\n\n0101100\n\+\d+ 0 )\+/, "$1-");
    expect(turned).not.toBe(good);
    const heal = (text: string) => {
      const file = { bytes: new TextEncoder().encode(text), name: "part.brep", type: findFileType("brep") };
      return healFile(openExamination(commandLineLimits), file, { engines: cache.engines });
    };
    const { healing, bytes, healed } = await heal(turned);
    expect(healing).toEqual({
      applied: [{ code: "invalid-solid", count: 1, message: "solids mended by ShapeFix: 1" }],
      remaining: [],
    });
    expect(healed.length).toBe(1);
    const read = await evaluateShape('import("part.brep");', {
      formats: ["step"],
      cache,
      files: new Map([["/part.brep", bytes as Uint8Array]]),
    });
    expect(read.exactness?.gate.volume).toBeCloseTo(20 * Math.PI, 9);
    const same = await heal(good);
    expect([same.healing.applied, same.healing.remaining]).toEqual([[], []]);
    expect(new TextDecoder().decode(same.bytes)).toBe(good);
  },
  seconds,
);
