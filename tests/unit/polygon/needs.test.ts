// Which trees can be realized without Clipper2.
import { expect, test } from "bun:test";
import { defaultFragments } from "../../../backend/csg/fragments.ts";
import type { CsgNode } from "../../../backend/csg/nodes.ts";
import { needsClipper } from "../../../backend/kernel/polygon/needs.ts";

const base = { modifiers: 0, position: 0 };
const square: CsgNode = { ...base, kind: "square", size: [1, 1], center: false, children: [] };
const circle: CsgNode = { ...base, kind: "circle", r: 1, fragments: defaultFragments, children: [] };
const cube: CsgNode = { ...base, kind: "cube", size: [1, 1, 1], center: false, children: [] };
const polygon: CsgNode = { ...base, kind: "polygon", points: [], paths: [], convexity: 1, children: [] };

function group(kind: "root" | "group" | "union" | "hull" | "difference", ...children: CsgNode[]): CsgNode {
  return { ...base, kind, children };
}

function scaled(x: number, child: CsgNode): CsgNode {
  const matrix = [x, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
  return { ...base, kind: "transform", matrix, name: "scale", children: [child] };
}

function extruded(...children: CsgNode[]): CsgNode {
  const rest = {
    center: false,
    twist: 0,
    scale: [1, 1] as const,
    slices: undefined,
    segments: undefined,
    convexity: 1,
  };
  return { ...base, kind: "linear_extrude", height: [0, 0, 1], ...rest, fragments: defaultFragments, children };
}

test("solids and lone squares and circles do without", () => {
  expect(needsClipper(group("root", cube, cube))).toBe(false);
  expect(needsClipper(group("root", extruded(scaled(2, square)), extruded(circle)))).toBe(false);
  expect(needsClipper(group("hull", square, circle))).toBe(false);
  expect(needsClipper(group("root", square))).toBe(false);
});

test("everything else in the plane needs it", () => {
  expect(needsClipper(group("root", polygon))).toBe(true);
  expect(needsClipper(group("difference", square, circle))).toBe(true);
  expect(needsClipper(extruded(square, circle))).toBe(true);
  expect(needsClipper(group("root", square, cube))).toBe(true);
  expect(needsClipper(group("union", group("group"), square))).toBe(true);
  expect(needsClipper(group("root", scaled(-1, square)))).toBe(true);
  expect(needsClipper(group("union", group("group", square), group("hull", circle)))).toBe(true);
});

test("a node that is used twice counts twice", () => {
  expect(needsClipper(group("union", square, square))).toBe(true);
});
