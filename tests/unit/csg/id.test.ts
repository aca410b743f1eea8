// OpenSCAD's own identity of nodes.
import { describe, expect, test } from "bun:test";
import { makeCube, makeGroup, makeRender } from "../../../backend/csg/build.ts";
import { NodeIds } from "../../../backend/csg/id.ts";
import { BACKGROUND, type CsgNode, HIGHLIGHT } from "../../../backend/csg/nodes.ts";
import { makeContext } from "./context.ts";

const at = { modifiers: 0, position: 1 };
const cube = (size: number, modifiers = 0) => makeCube({ modifiers, position: 1 }, [size, 1, 1], false);
const group = (...children: readonly CsgNode[]) => makeGroup("group", at, children);
const id = (node: CsgNode) => new NodeIds(makeContext()).of(node);

describe("NodeIds", () => {
  test("is the printed text: six digits count, convexity and marks do", () => {
    expect(id(cube(1))).toBe(id(cube(1 + 1e-9)));
    expect(id(cube(1))).not.toBe(id(cube(2)));
    expect(id(cube(1))).not.toBe(id(cube(1, HIGHLIGHT)));
    expect(id(cube(1, BACKGROUND))).not.toBe(id(cube(1, HIGHLIGHT)));
    expect(id(makeRender(at, [cube(1)], 1))).not.toBe(id(makeRender(at, [cube(1)], 2)));
  });

  test("a group of one full child is the child", () => {
    expect(id(group(cube(1)))).toBe(id(cube(1)));
    expect(id(group(group(), group(group(cube(1)), group(group()))))).toBe(id(cube(1)));
    expect(id(group(cube(1), cube(2)))).not.toBe(id(cube(1)));
    expect(id(group())).not.toBe(id(cube(1)));
    expect(id(makeGroup("intersection", at, [cube(1)]))).not.toBe(id(cube(1)));
  });

  test("walks a tree deeper than the stack", () => {
    let node: CsgNode = cube(1);
    for (let depth = 0; depth < 100_000; depth++) node = makeRender(at, [node], 1);
    expect(id(node)).toMatch(/^[0-9a-f]{64}$/);
  });
});
