// Meshes that bound no volume, and what is made of them (spec/geometry.md §8.3).
import { describe, expect, test } from "bun:test";
import { factsOf, run, runMesh } from "./helpers.ts";

const NOT_MANIFOLD =
  "WARNING: PolySet -> Manifold conversion failed: NotManifold\nTrying to repair and reconstruct mesh..";
const NOT_CLOSED = "ERROR: [manifold] Input mesh is not closed!";
const FAILED = "ERROR: [manifold] Surface_mesh -> Manifold conversion failed: NotManifold";
const points = "[[0,0,0],[1,0,0],[0,1,0],[0,0,1]]";
const withCube = (polyhedron: string) => `union(){${polyhedron} translate([5,0,0])cube(1);}`;

describe("a tetrahedron", () => {
  test("that is right is converted silently", async () => {
    const { lines } = await run(withCube(`polyhedron(${points},[[0,1,2],[0,2,3],[0,3,1],[1,3,2]]);`));
    expect(lines).toEqual([]);
  });

  test("with a face the wrong way round is repaired", async () => {
    const { lines, geometry } = await run(withCube(`polyhedron(${points},[[0,1,2],[0,2,3],[0,3,1],[1,2,3]]);`));
    expect(lines).toEqual([NOT_MANIFOLD]);
    if (geometry?.dimension !== 3) throw new Error("no mesh");
    expect(geometry.manifold?.genus).toBe(-1);
    expect(factsOf(geometry).volume).toBeCloseTo(1 + 1 / 6, 9);
  });

  test("without a face is ignored, with errors", async () => {
    const { lines, geometry } = await run(withCube(`polyhedron(${points},[[0,1,2],[0,2,3],[0,3,1]]);`));
    expect(lines).toEqual([NOT_MANIFOLD, NOT_CLOSED, FAILED]);
    if (geometry?.dimension !== 3) throw new Error("no mesh");
    expect(factsOf(geometry).volume).toBeCloseTo(1, 9);
  });

  test("alone is written as it is, even if it is open", async () => {
    const { lines } = await run(`polyhedron(${points},[[0,1,2],[0,2,3],[0,3,1]]);`);
    expect(lines).toEqual([]);
  });

  test("whose faces have vertices of their own is sewn together silently", async () => {
    const soup = `p=${points}; polyhedron([p[0],p[1],p[2],p[0],p[2],p[3],p[0],p[3],p[1],p[1],p[3],p[2]],[[0,1,2],[3,4,5],[6,7,8],[9,10,11]]);`;
    const { lines, geometry } = await run(withCube(soup));
    expect(lines).toEqual([]);
    if (geometry?.dimension !== 3) throw new Error("no mesh");
    expect(factsOf(geometry).volume).toBeCloseTo(1 + 1 / 6, 9);
  });

  test("with corners that do not quite meet comes together on the grid", async () => {
    const soup = `p=${points}; e=[1e-8,0,0]; polyhedron([p[0],p[1],p[2],p[0]+e,p[2],p[3],p[0],p[3],p[1],p[1],p[3],p[2]],[[0,1,2],[3,4,5],[6,7,8],[9,10,11]]);`;
    const { lines, geometry } = await run(withCube(soup));
    expect(lines).toEqual([NOT_MANIFOLD]);
    if (geometry?.dimension !== 3) throw new Error("no mesh");
    expect(factsOf(geometry).volume).toBeCloseTo(1 + 1 / 6, 5);
  });
});

test("a hollow cube with loose faces is turned outwards outside and inwards inside", async () => {
  const box = (low: number, high: number) => `[for(z=[${low},${high}],y=[${low},${high}],x=[${low},${high}])[x,y,z]]`;
  const faces = (from: number, flip: boolean) =>
    [
      [4, 6, 7, 5],
      [0, 1, 3, 2],
      [0, 4, 5, 1],
      [1, 5, 7, 3],
      [3, 7, 6, 2],
      [2, 6, 4, 0],
    ]
      .map((face) => face.map((corner) => corner + from))
      .map((face, k) => (flip && k % 2 === 0 ? face.toReversed() : face));
  const source = `polyhedron(concat(${box(0, 3)},${box(1, 2)}),${JSON.stringify([...faces(0, true), ...faces(8, true)])});`;
  const { lines, geometry } = await run(withCube(source));
  expect(lines).toEqual([NOT_MANIFOLD]);
  if (geometry?.dimension !== 3) throw new Error("no mesh");
  expect(factsOf(geometry).volume).toBeCloseTo(26 + 1, 9);
});

test("an operand without volume is left out of a Minkowski sum", async () => {
  const open = `polyhedron(${points},[[0,1,2],[0,2,3],[0,3,1]]);`;
  const mesh = await runMesh(`minkowski(){${open} cube(2);}`);
  expect(factsOf(mesh).volume).toBeCloseTo(8, 9);
});

test("an open mesh still throws a shadow, but not beside another", async () => {
  const open = `polyhedron(${points},[[0,1,2],[0,2,3],[0,3,1]]);`;
  const outlines = async (children: string): Promise<number | undefined> => {
    const { geometry } = await run(`projection(){${children}}`);
    return geometry?.dimension === 2 ? geometry.outlines.length : undefined;
  };
  expect(await outlines(open)).toBe(1);
  expect(await outlines(`sphere(0);${open}`)).toBe(1);
  expect(await outlines(`translate([20,0,0])cube(1);${open}`)).toBe(1);
  expect(await outlines(`${open}${open}`)).toBeUndefined();
});
