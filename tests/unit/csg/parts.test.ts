// Trees taken apart for a preview, and made coarser for a draft.
import { describe, expect, test } from "bun:test";
import { makeCube, makeGroup } from "../../../backend/csg/build.ts";
import { coarsen } from "../../../backend/csg/coarsen.ts";
import { keyOf } from "../../../backend/csg/key.ts";
import { identity, multiply, rotation, translation } from "../../../backend/csg/matrix.ts";
import type { CsgNode } from "../../../backend/csg/nodes.ts";
import { type Part, partsOf } from "../../../backend/csg/parts.ts";
import { evaluate } from "../../../backend/pipeline.ts";
import { defaultLanguageOptions } from "../../../backend/shared/context.ts";
import { commandLineLimits } from "../../../backend/shared/limits.ts";
import { MemoryWorld } from "../../../backend/shared/memory-world.ts";

async function treeOf(source: string): Promise<CsgNode> {
  const { root } = await evaluate({
    world: new MemoryWorld({ main: source }),
    options: defaultLanguageOptions,
    limits: commandLineLimits,
    inputName: "main.scad",
    formats: [],
  });
  return root as CsgNode;
}

const partsIn = async (source: string): Promise<readonly Part[]> => partsOf(await treeOf(source));
const kindsIn = async (source: string) => (await partsIn(source)).map(({ node }) => node.kind);

describe("parts", () => {
  test("are what unions, transforms and colors hold", async () => {
    const parts = await partsIn(`
      translate([1, 2, 3]) { cube(1); rotate([0, 0, 90]) color("red") union() { sphere(1); cylinder(); } }
      module m() { children(); hull() { cube(1); sphere(2); } }
      for (k = [0 : 1]) m() cube(k + 1);`);
    expect(parts.map(({ node }) => node.kind)).toEqual(["cube", "sphere", "cylinder", "cube", "hull", "cube", "hull"]);
    expect(parts[0]?.matrix).toEqual(translation([1, 2, 3]));
    expect(parts[1]?.matrix).toEqual(multiply(translation([1, 2, 3]), rotation(0, 0, 90)));
    expect(parts.map(({ color }) => color?.[0])).toEqual([undefined, 1, 1, undefined, undefined, undefined, undefined]);
    expect(parts[3]?.matrix).toBe(identity);
  });

  test("the outermost color counts, as in the result", async () => {
    const [part] = await partsIn('color("red") color("blue") cube(1);');
    expect(part?.color).toEqual([1, 0, 0, 1]);
  });

  test("a difference of one operand is the operand, any other is a part", async () => {
    expect(await kindsIn("difference() { sphere(1); } intersection() { cube(1); cube(2); } render() cube(1);")).toEqual(
      ["sphere", "intersection", "render"],
    );
  });

  test("modifiers show what is not seen otherwise", async () => {
    const looks = (
      await partsIn(`
      #cube(1);
      %translate([1, 0, 0]) { cube(2); #cube(3); }
      difference() { cube(4); #translate([2, 0, 0]) sphere(1); %cylinder(); union() { cube(1); #cube(6); } }
      hull() { #cube(7); sphere(1); }`)
    ).map(({ node, modifier, ghost, matrix }) => [node.kind, modifier, ghost, matrix[3]]);
    expect(looks).toEqual([
      ["cube", "highlight", false, 0],
      ["cube", "background", true, 1],
      ["cube", "background", true, 1],
      ["difference", undefined, false, 0],
      ["sphere", "highlight", true, 2],
      ["cylinder", "background", true, 0],
      ["cube", "highlight", true, 0],
      ["hull", undefined, false, 0],
    ]);
  });

  test("flat objects keep their transforms, also those with modifiers", async () => {
    const parts = await partsIn(
      'translate([5, 0]) { square(1); cube(1); %circle(2); } import("a.svg"); import("a.stl");',
    );
    expect(parts.map(({ node, matrix }) => [node.kind, matrix === identity])).toEqual([
      ["transform", true],
      ["cube", false],
      ["transform", true],
      ["import", true],
      ["import", true],
    ]);
    expect(parts[2]?.node.children[0]?.modifiers).toBe(0);
    const moved = await partsIn('translate([5, 0]) import("a.stl"); translate([5, 0]) import("a.svg");');
    expect(moved.map(({ node }) => node.kind)).toEqual(["import", "transform"]);
  });

  test("a transform that is not finite is left to the kernel", async () => {
    expect(await kindsIn("scale([1 / 0, 1, 1]) cube(1);")).toEqual(["transform"]);
  });

  test("the same object has the same key wherever it stands", async () => {
    const root = await treeOf('cube(3); translate([9, 0, 0]) rotate(45) color("red") cube(3);');
    const world = new MemoryWorld({ main: "" });
    const [a, b] = partsOf(root).map(({ node }) => keyOf(node, world));
    expect(a).toBe(b as string);
  });

  test("too many of them are one", async () => {
    const root = await treeOf("for (k = [1 : 20]) cube(k);");
    expect(partsOf(root, 20).length).toBe(20);
    expect(partsOf(root, 19)).toEqual([
      { node: root, matrix: identity, color: undefined, modifier: undefined, ghost: false },
    ]);
  });

  test("trees may be deeper than the stack", () => {
    const at = { modifiers: 0, position: 0 };
    let node: CsgNode = makeCube(at, [1, 1, 1], false);
    for (let depth = 0; depth < 200_000; depth++) node = makeGroup("union", at, [node]);
    expect(partsOf(node).length).toBe(1);
    expect(coarsen(node)).toBe(node);
    let cut: CsgNode = makeCube(at, [1, 1, 1], false);
    for (let depth = 0; depth < 100_000; depth++) cut = makeGroup("hull", at, [cut]);
    expect(partsOf(cut).length).toBe(1);
  });
});

describe("a coarser tree", () => {
  test("has fewer fragments where there are many, and shares the rest", async () => {
    const root = await treeOf(`
      cube(3);
      difference() { sphere(9, $fn = 100); cylinder(r = 1, $fn = 6); }
      rotate_extrude($fn = 50) translate([3, 0]) circle(1, $fa = 1, $fs = 0.1);
      minkowski() { cube(2); cube(1); }
      sphere(2, $fa = 1, $fs = 0.1);`);
    const coarse = coarsen(root);
    const fragments = (node: CsgNode): unknown[] => [
      ...("fragments" in node ? [[node.kind, node.fragments.fn, node.fragments.fa]] : []),
      ...node.children.flatMap(fragments),
    ];
    expect(fragments(coarse)).toEqual([
      ["sphere", 16, 12],
      ["cylinder", 6, 12],
      ["rotate_extrude", 16, 12],
      ["circle", 16, 1],
      ["sphere", 0, 22.5],
    ]);
    expect([coarse.children[0], coarse.children[3]]).toEqual([root.children[0], root.children[3]]);
    expect(coarse.children[0]).toBe(root.children[0] as CsgNode);
    expect(coarse.children[1]?.children[1]).toBe(root.children[1]?.children[1] as CsgNode);
  });
});
