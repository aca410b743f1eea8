// Content keys: different geometry has different keys, and what does not matter does not count.
import { describe, expect, test } from "bun:test";
import {
  makeCircle,
  makeColor,
  makeCube,
  makeCylinder,
  makeGroup,
  makeImport,
  makeLinearExtrude,
  makeMinkowski,
  makeOffset,
  makePolygon,
  makePolyhedron,
  makeProjection,
  makeRender,
  makeResize,
  makeRoof,
  makeRotateExtrude,
  makeSphere,
  makeSquare,
  makeSurface,
  makeText,
  makeTransform,
} from "../../../backend/csg/build.ts";
import { defaultFragments } from "../../../backend/csg/fragments.ts";
import { KeyMemo, keyOf } from "../../../backend/csg/key.ts";
import { identity, translation } from "../../../backend/csg/matrix.ts";
import { BACKGROUND, type CsgNode, type Fragments, HIGHLIGHT, ROOT, type Vec3 } from "../../../backend/csg/nodes.ts";
import { MemoryWorld } from "../../../backend/shared/memory-world.ts";

const at = { modifiers: 0, position: 1 };
const elsewhere = { modifiers: HIGHLIGHT | ROOT, position: 99 };
const world = new MemoryWorld({ main: "" });
const key = (node: CsgNode) => keyOf(node, world);
const curve = defaultFragments;
const fine: Fragments = { fn: 100, fa: 12, fs: 2, fe: 0 };
const cube = (size = 1) => makeCube(at, [size, size, size], false);
const text = {
  text: "a",
  size: 10,
  spacing: 1,
  font: "",
  direction: "ltr",
  language: "en",
  script: "Latn",
  halign: "default",
  valign: "default",
  fragments: curve,
};
const file = {
  file: "/a.stl",
  id: undefined,
  layer: undefined,
  origin: [0, 0],
  dpi: 72,
  scale: 1,
  center: false,
  convexity: 1,
  fragments: curve,
} as const;
const extrusion = {
  height: [0, 0, 1],
  center: false,
  twist: 0,
  scale: [1, 1],
  slices: undefined,
  segments: undefined,
  convexity: 1,
  fragments: curve,
} as const;
const triangle: readonly Vec3[] = [
  [0, 0, 0],
  [1, 0, 0],
  [0, 1, 0],
];

/** Nodes that all mean something different. */
const different: readonly CsgNode[] = [
  makeGroup("root", at, [cube()]),
  makeGroup("list", at, [cube()]),
  makeGroup("group", at, []),
  makeGroup("group", at, [cube(), cube(2)]),
  makeGroup("group", at, [cube(2), cube()]),
  makeGroup("group", at, [cube(), cube(), cube(2)]),
  makeGroup("group", at, [makeGroup("list", at, [cube(), cube(2)])]),
  makeGroup("difference", at, []),
  makeGroup("difference", at, [cube(), cube(2)]),
  makeGroup("intersection", at, [cube(), cube(2)]),
  makeGroup("hull", at, [cube(), cube(2)]),
  makeGroup("hull", at, [cube()]),
  makeGroup("fill", at, [cube()]),
  makeMinkowski(at, [cube(), cube(2)], 1),
  makeTransform(at, [cube()], identity, "translate"),
  makeTransform(at, [cube()], translation([1, 2, 3]), "translate"),
  makeTransform(at, [cube(2)], identity, "translate"),
  makeColor(at, [cube()], [1, 0, 0, 1]),
  makeColor(at, [cube()], [1, 0, 0, 0.5]),
  makeResize(at, [cube()], { newsize: [1, 2, 3], auto: [false, false, false], convexity: 0 }),
  makeResize(at, [cube()], { newsize: [1, 2, 3], auto: [true, false, false], convexity: 0 }),
  makeOffset(at, [cube()], { distance: 1, join: "round", fragments: curve }),
  makeOffset(at, [cube()], { distance: 1, join: "miter", fragments: curve }),
  makeOffset(at, [cube()], { distance: 1, join: "chamfer", fragments: curve }),
  makeLinearExtrude(at, [cube()], extrusion),
  makeLinearExtrude(at, [cube()], { ...extrusion, center: true }),
  makeLinearExtrude(at, [cube()], { ...extrusion, slices: 1 }),
  makeLinearExtrude(at, [cube()], { ...extrusion, segments: 1 }),
  makeLinearExtrude(at, [cube()], { ...extrusion, fragments: fine }),
  makeRotateExtrude(at, [cube()], { angle: 360, start: 0, convexity: 2, fragments: curve }),
  makeRotateExtrude(at, [cube()], { angle: 360, start: 180, convexity: 2, fragments: curve }),
  makeProjection(at, [cube()], { cut: true, convexity: 0 }),
  makeProjection(at, [cube()], { cut: false, convexity: 0 }),
  makeRender(at, [cube()], 1),
  makeRoof(at, [cube()], { method: "straight", convexity: 1, fragments: curve }),
  makeRoof(at, [cube()], { method: "voronoi", convexity: 1, fragments: curve }),
  cube(),
  cube(2),
  makeCube(at, [1, 1, 1], true),
  makeSquare(at, [1, 1], false),
  makeSphere(at, 1, curve),
  makeSphere(at, 1, fine),
  makeCircle(at, 1, curve),
  makeCylinder(at, { h: 1, r1: 1, r2: 1, center: false, fragments: curve }),
  makeCylinder(at, { h: 1, r1: 1, r2: 2, center: false, fragments: curve }),
  makePolyhedron(at, { points: triangle, faces: [[0, 1, 2]], convexity: 1 }),
  makePolyhedron(at, { points: triangle, faces: [], convexity: 1 }),
  makePolygon(at, { points: [[0, 0]], paths: [], convexity: 1 }),
  makePolygon(at, { points: [[0, 0]], paths: [[]], convexity: 1 }),
  makePolygon(at, { points: [[0, 0]], paths: [[0], []], convexity: 1 }),
  makePolygon(at, { points: [[0, 0]], paths: [[], [0]], convexity: 1 }),
  makeText(at, text),
  makeText(at, { ...text, text: "", font: "a" }),
  makeImport(at, file),
  makeImport(at, { ...file, file: "/a.off" }),
  makeImport(at, { ...file, id: "x" }),
  makeImport(at, { ...file, layer: "x" }),
  makeImport(at, { ...file, id: "" }),
  makeSurface(at, { file: "/a.dat", center: false, invert: false, convexity: 1 }),
  makeSurface(at, { file: "/a.dat", center: false, invert: true, convexity: 1 }),
];

describe("keyOf", () => {
  test("is a SHA-256", () => {
    expect(key(cube())).toMatch(/^[0-9a-f]{64}$/);
  });

  test("different geometry has different keys", () => {
    const keys = new Map<string, CsgNode>();
    for (const node of different) {
      expect([key(node), keys.get(key(node))]).toEqual([key(node), undefined]);
      keys.set(key(node), node);
    }
  });

  test.each<[string, CsgNode, CsgNode]>([
    ["position and marks", cube(), makeCube(elsewhere, [1, 1, 1], false)],
    ["the module's name", makeTransform(at, [], identity, "rotate"), makeTransform(at, [], identity, "scale")],
    ["convexity", makeRender(at, [cube()], 1), makeRender(at, [cube()], 9)],
    [
      "background children",
      makeGroup("hull", at, [cube()]),
      makeGroup("hull", at, [cube(), { ...cube(2), modifiers: BACKGROUND }]),
    ],
    ["group or union", makeGroup("group", at, [cube(), cube(2)]), makeGroup("union", at, [cube(), cube(2)])],
    ["a group of one", cube(), makeGroup("group", at, [makeGroup("difference", at, [cube()])])],
  ])("%s: no matter", (_what, a, b) => {
    expect(key(a)).toBe(key(b));
  });

  test("a list of one does not stand for its child: what holds the list sees several operands", () => {
    expect(key(makeGroup("list", at, [cube()]))).not.toBe(key(cube()));
    expect(key(makeGroup("union", at, [makeGroup("list", at, [cube()])]))).not.toBe(key(cube()));
  });

  test("covers long lists of points and indices, shared or not", () => {
    const points = Array.from({ length: 100 }, (_, i): Vec3 => [i, 0, 0]);
    const face = points.map((_, i) => i);
    const node = (own: readonly Vec3[], faces: readonly (readonly number[])[]) =>
      makePolyhedron(at, { points: own, faces, convexity: 1 });
    const moved = points.with(50, [50, 0, 1]);
    expect(key(node(points, [face]))).toBe(key(node([...points], [[...face]])));
    expect(key(node(points, [face]))).not.toBe(key(node(moved, [face])));
    expect(key(node(points, [face]))).not.toBe(key(node(points, [face.toReversed()])));
    expect(key(node(points, [face]))).not.toBe(key(node(points, [face, face])));
  });

  test("strings keep their ends and their bytes", () => {
    const of = (part: string, font: string) => key(makeText(at, { ...text, text: part, font }));
    expect(of("ab", "c")).not.toBe(of("a", "bc"));
    expect(of("\udcff", "")).not.toBe(of("\udcfe", ""));
    expect(of("\udcff", "")).not.toBe(of("\ufffd", ""));
  });

  test("covers the content of a file, not its name", () => {
    const files = (content: string) =>
      new MemoryWorld({
        main: "",
        files: new Map([
          ["/a.stl", content],
          ["/b.stl", "one"],
        ]),
      });
    const one = keyOf(makeImport(at, file), files("one"));
    expect(keyOf(makeImport(at, file), files("two"))).not.toBe(one);
    expect(keyOf(makeImport(at, { ...file, file: "/b.stl" }), files("two"))).toBe(one);
    expect(keyOf(makeImport(at, file), world)).not.toBe(one);
  });

  test("covers the fonts, for texts only", () => {
    const fonts = (content: string) =>
      new MemoryWorld({
        main: "",
        files: new Map([["/f/a.ttf", content]]),
        fonts: [{ path: "/f/a.ttf", origin: "path" }],
      });
    expect(keyOf(makeText(at, text), fonts("one"))).not.toBe(keyOf(makeText(at, text), fonts("two")));
    expect(keyOf(cube(), fonts("one"))).toBe(keyOf(cube(), fonts("two")));
    const used = (path: string) => keyOf(makeText(at, text), world, new KeyMemo({ fonts: [path] }));
    expect(used("/a.ttf")).not.toBe(used("/b.ttf"));
  });

  test("walks a tree deeper than the stack, and a shared subtree once", () => {
    let node: CsgNode = cube();
    for (let depth = 0; depth < 200_000; depth++) node = makeTransform(at, [node], identity, "translate");
    expect(key(node)).toMatch(/^[0-9a-f]{64}$/);
    let shared: CsgNode = cube();
    for (let depth = 0; depth < 200; depth++) shared = makeGroup("hull", at, [shared, shared]);
    expect(key(shared)).toMatch(/^[0-9a-f]{64}$/);
  });

  test("an attack with one list shared by many nodes hashes it once", () => {
    const points = Array.from({ length: 200_000 }, (_, i) => [i, i] as const);
    const nodes = Array.from({ length: 20_000 }, (_, i) =>
      makePolygon({ modifiers: 0, position: i }, { points, paths: [], convexity: 1 }),
    );
    const memo = new KeyMemo();
    keyOf(makeGroup("union", at, nodes), world, memo);
    expect(memo.lists.size).toBe(1);
    expect(new Set(nodes.map((node) => memo.nodes.get(node))).size).toBe(1);
  });
});
