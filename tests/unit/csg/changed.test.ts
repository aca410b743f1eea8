// A copy of a node has all that the node has, also where a field is no property of its own (csg/build.ts).
import { expect, test } from "bun:test";
import {
  changed,
  enclose,
  makeCube,
  makeGroup,
  makeSphere,
  makeTransform,
  makeTranslation,
} from "../../../backend/csg/build.ts";
import { defaultFragments } from "../../../backend/csg/fragments.ts";
import { identity } from "../../../backend/csg/matrix.ts";
import { type CsgNode, HIGHLIGHT } from "../../../backend/csg/nodes.ts";

const origin = { modifiers: HIGHLIGHT, position: 7 };
const cube = makeCube(origin, [1, 2, 3], true);

const nodes: readonly CsgNode[] = [
  cube,
  makeSphere(origin, 2, defaultFragments),
  makeGroup("group", origin, [cube]),
  makeGroup("group", origin, [cube, cube]),
  makeGroup("list", origin, [cube]),
  makeTransform(origin, [cube], identity, "rotate"),
  makeTranslation(origin, [cube], [1, -0, 3]),
];

/** The fields that a node of the kind has, wherever they are. */
function fieldsOf(node: CsgNode): Record<string, unknown> {
  const { kind, modifiers, position, children } = node;
  const own = kind === "transform" ? { matrix: node.matrix, name: node.name } : {};
  return { kind, modifiers, position, children, ...own };
}

for (const node of nodes)
  test(`a copy of ${node.kind} with ${node.children.length} children`, () => {
    const copy = changed(node, { modifiers: 0 });
    expect(fieldsOf(copy)).toEqual({ ...fieldsOf(node), modifiers: 0 });
    expect(changed(node, { children: [] }).children).toEqual([]);
    expect(node.modifiers).toBe(HIGHLIGHT);
  });

test("a translation has the matrix of translate(), without negative zeros", () => {
  const node = makeTranslation(origin, [cube], [1, -0, 3]);
  expect(node.matrix).toEqual([1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 3, 0, 0, 0, 1]);
  expect(Object.is(node.matrix[7], 0)).toBe(true);
});

test("groups of one child in one another are nodes of their own to those who look inside", () => {
  const at = (position: number) => ({ modifiers: 0, position });
  let node: CsgNode = cube;
  for (let position = 1; position <= 8; position++) node = enclose(position === 5 ? origin : at(position), node);
  const seen: CsgNode[] = [];
  for (let inner: CsgNode | undefined = node; inner !== undefined; inner = inner.children[0]) {
    expect(inner.children[0]).toBe(inner.children[0]);
    seen.push(inner);
  }
  expect(seen.map(({ position }) => position)).toEqual([8, 7, 6, origin.position, 4, 3, 2, 1, cube.position]);
  expect(seen.map(({ modifiers }) => modifiers)).toEqual([0, 0, 0, HIGHLIGHT, 0, 0, 0, 0, HIGHLIGHT]);
  expect(seen.map(({ children }) => children.length)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 0]);
  expect(new Set(seen).size).toBe(9);
  expect(seen.at(-1)).toBe(cube);
});

test("a translation keeps its only child without an array", () => {
  expect(makeTranslation(origin, cube, [1, 2, 3]).children).toEqual([cube]);
  expect(makeTransform(origin, cube, identity, "rotate").children).toEqual([cube]);
});
