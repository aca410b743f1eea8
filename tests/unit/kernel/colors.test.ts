// Colors through 3D operations (spec/geometry.md §8.5).
import { describe, expect, test } from "bun:test";
import { colorCounts, run, runMesh } from "./helpers.ts";

const FRONT = "249 215 44 255";
const BACK = "157 203 81 255";
const RED = "255 0 0 255";
const BLUE = "0 0 255 255";
const A = "cube(2);";
const B = "translate([1,1,1]) cube(2);";

const cases: readonly (readonly [source: string, colors: readonly string[]])[] = [
  [`difference(){${A}${B}}`, [FRONT, BACK]],
  [`difference(){color("red") ${A}${B}}`, [RED, BACK]],
  [`difference(){${A} color("blue") ${B}}`, [FRONT, BLUE]],
  [`intersection(){color("red") ${A} color("blue") ${B}}`, [RED, BLUE]],
  [`union(){color("red",0.5) ${A} color("blue") ${B}}`, ["255 0 0 127", BLUE]],
  [`color("green") difference(){${A} color("blue") ${B}}`, ["0 128 0 255"]],
  [`color("red") color("blue") union(){${A}${B}}`, [RED]],
  // Nothing is known of the faces of a hull, so nothing of it is ever cut away.
  [`difference(){${A} hull(){${B}}}`, [FRONT]],
  [`hull(){color("red") ${A} ${B}}`, [FRONT]],
  // Cut away once, back color for good.
  [`difference(){${A} difference(){${B} translate([1.5,1.5,1.5])cube(9);}}`, [FRONT, BACK]],
  // The same solid on both sides: its originals coincide.
  [`module m() union(){${A}translate([3,0,0])${A}} difference(){m(); translate([1,1,1]) m();}`, [BACK]],
  // Copies of one mesh are originals of their own where it matters.
  [
    `module m() cube(2); difference(){translate([0,0,0.5]) m(); translate([1,1,1]) m(); translate([-1,-1,1]) m();}`,
    [FRONT, BACK],
  ],
  [
    `module m() color("red") cube(2); union(){translate([0,0,0.5]) m(); translate([1,1,1]) m(); translate([5,5,5]) m();}`,
    [RED],
  ],
  [`color("red") ${A}`, [RED]],
  [`translate([5,0,0]) color("red") union(){${A}${B}}`, [RED]],
  [`minkowski(){color("red") ${A} color("red") ${B}}`, [FRONT]],
];

describe("face colors", () => {
  for (const [source, colors] of cases) {
    test(source, async () => {
      expect(Object.keys(colorCounts(await runMesh(source))).sort()).toEqual([...colors].sort());
    });
  }
});

test("the notch of two cubes has six faces of the back color", async () => {
  expect(colorCounts(await runMesh(`difference(){${A}${B}}`))).toEqual({ [FRONT]: 18, [BACK]: 6 });
});

test("a primitive has no colors", async () => {
  expect((await runMesh("cube(1);")).colors).toBeUndefined();
});

test("a color of facets survives the way through the kernel", async () => {
  const { geometry } = await run(`color("red") cube(1);`, { forceConversion: true });
  if (geometry?.dimension !== 3) throw new Error("no mesh");
  expect(colorCounts(geometry)).toEqual({ [RED]: 12 });
});
