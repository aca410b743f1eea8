// Meshes as plain data: primitives, triangulation of facets, repair, convexity, convex pieces.
import { describe, expect, test } from "bun:test";
import { facetCount, type Mesh } from "../../../backend/csg/geometry.ts";
import { MeshBuilder } from "../../../backend/csg/mesh-builder.ts";
import type { Vec3 } from "../../../backend/csg/nodes.ts";
import { convexCells } from "../../../backend/kernel/mesh/convex-cells.ts";
import { isConvexMesh } from "../../../backend/kernel/mesh/convexity.ts";
import { FacetTriangulator } from "../../../backend/kernel/mesh/facet.ts";
import { orientSoup } from "../../../backend/kernel/mesh/orient.ts";
import { makeCube, makeCylinder, makeSphere } from "../../../backend/kernel/mesh/primitives.ts";
import { tessellate } from "../../../backend/kernel/mesh/tessellate.ts";
import { reverseFacets, transformMesh } from "../../../backend/kernel/mesh/transform.ts";
import { contractEdges, mergeOpenEdges } from "../../../backend/kernel/mesh/weld.ts";
import { factsOf, makeContext } from "./helpers.ts";

const { ctx, lines } = makeContext();
const at = { modifiers: 0, position: 1, children: [] } as const;
const fragments = (fn: number) => ({ fn, fa: 12, fs: 2, fe: 0 });
const cube = makeCube({ ...at, kind: "cube", size: [1, 1, 1], center: false });
const sphere = (r: number, fn: number): Mesh => makeSphere(ctx, { ...at, kind: "sphere", r, fragments: fragments(fn) });
const cone = makeCylinder(ctx, { ...at, kind: "cylinder", h: 2, r1: 1, r2: 0, center: false, fragments: fragments(4) });

function facets({ offsets, indices }: Mesh): string[] {
  return Array.from({ length: offsets.length - 1 }, (_, k) => indices.subarray(offsets[k], offsets[k + 1]).join(" "));
}

/** Edges inside a facet after its triangulation, as `a–b` with a < b. */
function diagonals(points: readonly (readonly [number, number] | Vec3)[]): string[] {
  const positions = Float32Array.from(points.flatMap(([x, y, z = 0]) => [x, y, z]));
  const count = points.length;
  const seen = new Map<string, number>();
  const triangulator = new FacetTriangulator(positions);
  let triangles = 0;
  triangulator.triangulate(Uint32Array.from(points.keys()), count, (...corners) => {
    triangles++;
    for (const [k, a] of corners.entries()) {
      const b = corners[(k + 1) % 3] as number;
      const name = `${Math.min(a, b)}–${Math.max(a, b)}`;
      seen.set(name, (seen.get(name) ?? 0) + 1);
    }
  });
  expect(triangles).toBe(count - 2);
  return [...seen]
    .filter(([, times]) => times === 2)
    .map(([name]) => name)
    .sort();
}

describe("primitives list vertices and facets as OpenSCAD does", () => {
  test("sphere of four fragments", () => {
    expect(facets(sphere(1, 4))).toEqual(["0 1 2 3", "1 0 4 5", "2 1 5 6", "3 2 6 7", "0 3 7 4", "7 6 5 4"]);
  });

  test("sphere(10)", () => {
    const mesh = makeSphere(ctx, { ...at, kind: "sphere", r: 10, fragments: fragments(0) });
    expect([mesh.positions.length / 3, facetCount(mesh)]).toEqual([450, 422]);
  });

  test("cone", () => {
    expect([...cone.positions]).toEqual([1, 0, 0, 0, 1, 0, -1, -0, 0, -0, -1, 0, 0, 0, 2]);
    expect(facets(cone)).toEqual(["0 1 4", "1 2 4", "2 3 4", "3 0 4", "3 2 1 0"]);
  });

  test("sizes that are not positive and finite are empty", () => {
    for (const size of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(facetCount(makeCube({ ...at, kind: "cube", size: [1, size, 1], center: true }))).toBe(0);
      expect(facetCount(sphere(size, 8))).toBe(0);
    }
  });
});

describe("diagonals (spec/geometry.md §8.2)", () => {
  test("of a cube", () => {
    const { indices } = tessellate(ctx, cube);
    const edges = new Set<string>();
    for (let k = 0; k < indices.length; k++) {
      const a = indices[k] as number;
      const b = indices[k % 3 === 2 ? k - 2 : k + 1] as number;
      if (a < b && [3, 5, 6].includes(a ^ b)) edges.add(`${a}–${b}`);
    }
    // Corners are x + 2y + 4z: top 010–100, bottom 000–110, front 000–101, back 110–011, right 101–110, left 000–011.
    expect([...edges].sort()).toEqual(["0–3", "0–5", "0–6", "3–5", "3–6", "5–6"]);
  });

  test("of a rectangle: from the upper left to the lower right, however it is numbered", () => {
    expect(
      diagonals([
        [0, 0],
        [2, 0],
        [2, 1],
        [0, 1],
      ]),
    ).toEqual(["1–3"]);
    expect(
      diagonals([
        [2, 1],
        [0, 1],
        [0, 0],
        [2, 0],
      ]),
    ).toEqual(["1–3"]);
    expect(
      diagonals([
        [0, 1],
        [0, 0],
        [2, 0],
        [2, 1],
      ]),
    ).toEqual(["0–2"]);
  });

  test("the shorter one wins where the corners lie on no circle", () => {
    expect(
      diagonals([
        [0, 0],
        [4, 1],
        [5, 5],
        [1, 4],
      ]),
    ).toEqual(["1–3"]);
    expect(
      diagonals([
        [0, 0],
        [3, -1],
        [4, 0.5],
        [1, 0.3],
      ]),
    ).toEqual(["1–3"]);
    expect(
      diagonals([
        [0, 0],
        [1, -2],
        [3, 0],
        [1, 2],
      ]),
    ).toEqual(["0–2"]);
    expect(
      diagonals([
        [0, 0],
        [2, -0.5],
        [4, 0],
        [2, 0.5],
      ]),
    ).toEqual(["1–3"]);
    expect(
      diagonals([
        [0, 0],
        [2, -5],
        [4, 0],
        [2, 5],
      ]),
    ).toEqual(["0–2"]);
  });

  test("a regular polygon keeps the zigzag of the sweep", () => {
    const hexagon = [0, 1, 2, 3, 4, 5].map((k) => [Math.cos((k * Math.PI) / 3), Math.sin((k * Math.PI) / 3)] as const);
    expect(diagonals(hexagon)).toHaveLength(3);
  });

  test("concave facets: splits and merges of the sweep", () => {
    const comb = [
      [0, 0],
      [7, 0],
      [7, 3],
      [6, 1],
      [5, 3],
      [4, 1],
      [3, 3],
      [2, 1],
      [1, 3],
    ] as const;
    expect(diagonals(comb)).toHaveLength(6);
    const arrow = [
      [0, 0],
      [4, 2],
      [0, 4],
      [1, 2],
    ] as const;
    expect(diagonals(arrow)).toEqual(["1–3"]);
    const star = Array.from({ length: 16 }, (_, k) => {
      const r = k % 2 === 0 ? 4 : 1.5;
      return [r * Math.cos((k * Math.PI) / 8), r * Math.sin((k * Math.PI) / 8)] as const;
    });
    expect(diagonals(star)).toHaveLength(13);
  });

  test.each<readonly (readonly [number, number] | Vec3)[]>([
    [
      [0, 0],
      [2, 2],
      [2, 0],
      [0, 2],
    ],
    [
      [2, 2],
      [2, 0],
      [0, 2],
      [0, 0],
    ],
    [
      [0, 2],
      [2, 0],
      [2, 2],
      [0, 0],
    ],
    [
      [0, 0, 1],
      [3, 1, -1],
      [3, 0, 0.5],
      [0, 2, 2],
    ],
  ])("quadrilaterals that cross themselves are cut from their last corner, %p", (...points) => {
    expect(diagonals(points)).toEqual(["1–3"]);
  });

  test("facets that touch or cross themselves keep all their edges", () => {
    const bowTie = [
      [0, 0],
      [4, 4],
      [4, 0],
      [0, 4],
    ] as const;
    expect(diagonals(bowTie)).toHaveLength(1);
    const keyhole = [
      [0, 0],
      [6, 0],
      [6, 6],
      [0, 6],
      [0, 0],
      [2, 2],
      [2, 4],
      [4, 4],
      [4, 2],
      [2, 2],
    ] as const;
    expect(diagonals(keyhole).length).toBeGreaterThanOrEqual(5);
  });

  test("random simple facets are covered exactly once", () => {
    let seed = 1;
    const random = (): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return seed / 2 ** 32;
    };
    for (let round = 0; round < 200; round++) {
      const count = 5 + Math.floor(random() * 30);
      const positions = new Float32Array(3 * count);
      // Star-shaped round the origin, so simple; in a tilted plane.
      for (let k = 0; k < count; k++) {
        const angle = ((k + 0.8 * random()) * 2 * Math.PI) / count;
        const r = 1 + 9 * random();
        positions.set([r * Math.cos(angle), r * Math.sin(angle), 0.3 * r * Math.cos(angle)], 3 * k);
      }
      const area = (a: number, b: number, c: number): number => {
        const p = (k: number, axis: number): number => positions[3 * k + axis] as number;
        return ((p(b, 0) - p(a, 0)) * (p(c, 1) - p(a, 1)) - (p(b, 1) - p(a, 1)) * (p(c, 0) - p(a, 0))) / 2;
      };
      let whole = 0;
      for (let k = 1; k + 1 < count; k++) whole += area(0, k, k + 1);
      let sum = 0;
      const parts: number[] = [];
      new FacetTriangulator(positions).triangulate(Uint32Array.from(positions.keys()), count, (a, b, c) => {
        parts.push(area(a, b, c));
        sum += area(a, b, c);
      });
      expect(parts).toHaveLength(count - 2);
      expect(Math.min(...parts)).toBeGreaterThan(-1e-5);
      expect(sum).toBeCloseTo(whole, 3);
    }
  });
});

describe("tessellation", () => {
  test("leaves triangles as they are", () => {
    const mesh = tessellate(ctx, cube);
    expect(tessellate(ctx, mesh)).toBe(mesh);
  });

  test("drops vertices that single precision cannot tell apart, and those that nothing uses", () => {
    const mesh: Mesh = {
      dimension: 3,
      positions: Float64Array.of(0, 0, 0, 1, 0, 0, 1 + 1e-9, 0, 0, 1, 1, 0, 0, 1, 0, 9, 9, 9),
      offsets: Uint32Array.of(0, 5),
      indices: Uint32Array.of(0, 1, 2, 3, 4),
    };
    const { positions, indices } = tessellate(ctx, mesh);
    expect([positions.length / 3, indices.length / 3]).toEqual([4, 2]);
  });

  test("colors go with the facets, and degenerate ones are reported", () => {
    const before = lines.length;
    const mesh: Mesh = {
      ...cube,
      offsets: Uint32Array.of(0, 4, 8, 12, 16, 20, 24, 26),
      indices: Uint32Array.of(...cube.indices, 0, 1),
      colors: [[1, 0, 0, 1]],
      facetColors: Int32Array.of(0, -1, -1, -1, -1, -1, 0),
    };
    expect([...(tessellate(ctx, mesh).facetColors ?? [])]).toEqual([0, 0, ...Array(10).fill(-1)]);
    expect(lines.slice(before)).toEqual(["WARNING: PolySet has degenerate polygons"]);
  });
});

describe("transforms", () => {
  test("a mirror turns the facets round", () => {
    const mirrored = transformMesh([-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], cube);
    expect(factsOf(mirrored).volume).toBeCloseTo(1, 12);
    expect(mirrored.convex).toBe(true);
  });

  test("a flattened mesh stays, and counts as convex if it was", () => {
    const flat = transformMesh([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], cube);
    expect([facetCount(flat), flat.convex, factsOf(flat).volume]).toEqual([6, true, 0]);
  });
});

describe("welding", () => {
  const positions = Float64Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, -0, 1, 0, 1, 1, 0);
  test("shrinks edges without length", () => {
    expect([...contractEdges(positions, Uint32Array.of(0, 1, 2, 2, 1, 3))]).toEqual([0, 1, 2, 2, 1, 2]);
    const triangles = Uint32Array.of(0, 1, 2, 1, 4, 3);
    expect(contractEdges(positions, triangles)).toBe(triangles);
  });

  test("joins open edges that meet", () => {
    expect([...mergeOpenEdges(positions, Uint32Array.of(0, 1, 2, 1, 4, 3))]).toEqual([0, 1, 2, 1, 4, 2]);
  });
});

describe("orientation of a soup", () => {
  test("neighbors agree and the outside is outside", () => {
    const mesh = tessellate(ctx, cube);
    const turned = mesh.indices.slice();
    for (let k = 0; k < turned.length; k += 6) turned.subarray(k, k + 3).reverse();
    const { positions, triangles, closed } = orientSoup({ positions: mesh.positions, triangles: turned });
    expect(closed).toBe(true);
    expect(factsOf({ ...mesh, positions, indices: triangles })).toEqual(factsOf(mesh));
  });

  test("what is not closed says so", () => {
    const mesh = tessellate(ctx, cube);
    expect(orientSoup({ positions: mesh.positions, triangles: mesh.indices.subarray(3) }).closed).toBe(false);
  });
});

describe("convexity", () => {
  const unknown = (mesh: Mesh): Mesh => ({ ...mesh, convex: undefined });
  test("of convex meshes", () => {
    for (const mesh of [cube, sphere(3, 17), cone, tessellate(ctx, sphere(3, 12))])
      expect(isConvexMesh(unknown(mesh))).toBe(true);
  });

  test("of others", () => {
    expect(isConvexMesh(reverseFacets(unknown(cube)))).toBe(false);
    expect(
      isConvexMesh({ ...unknown(cube), offsets: cube.offsets.subarray(0, 6), indices: cube.indices.subarray(0, 20) }),
    ).toBe(false);
    const twice = new MeshBuilder();
    for (const shift of [0, 5]) {
      for (const facet of facets(cube)) {
        for (const corner of facet.split(" ").map(Number)) {
          const [x = 0, y = 0, z = 0] = cube.positions.subarray(3 * corner, 3 * corner + 3);
          twice.corner(twice.vertex(x + shift, y, z));
        }
        twice.closeFacet();
      }
    }
    expect(isConvexMesh(twice.build())).toBe(false);
  });
});

describe("convex pieces", () => {
  const volumeOf = (mesh: Mesh): number => factsOf(mesh).volume;
  /** A prism over a polygon, as triangles. */
  const prism = (points: readonly (readonly [number, number])[], height: number): Mesh => {
    const builder = new MeshBuilder();
    const add = (corners: readonly Vec3[]): void => {
      for (const [x, y, z] of corners) builder.corner(builder.vertex(x, y, z));
      builder.closeFacet();
    };
    add(points.map(([x, y]) => [x, y, height]));
    add(points.toReversed().map(([x, y]) => [x, y, 0]));
    for (const [k, [x, y]] of points.entries()) {
      const [u, v] = points[(k + 1) % points.length] as readonly [number, number];
      add([
        [x, y, 0],
        [u, v, 0],
        [u, v, height],
        [x, y, height],
      ]);
    }
    return tessellate(ctx, builder.build());
  };
  const piecesOf = (mesh: Mesh, most = 1000) =>
    convexCells({ positions: mesh.positions, triangles: mesh.indices }, { most });

  test("a convex solid is one", () => {
    for (const mesh of [tessellate(ctx, cube), tessellate(ctx, sphere(5, 20))]) {
      const pieces = piecesOf(mesh);
      expect(pieces).toHaveLength(1);
      expect((pieces?.[0]?.length ?? 0) / 3).toBe(mesh.positions.length / 3);
    }
  });

  test("an L is two, with its own corners", () => {
    const pieces = piecesOf(
      prism(
        [
          [0, 0],
          [3, 0],
          [3, 1],
          [1, 1],
          [1, 3],
          [0, 3],
        ],
        1 / 3,
      ),
    );
    expect(pieces).toHaveLength(2);
    for (const value of pieces?.flatMap((piece) => [...piece]) ?? []) expect([0, 1, 3, 1 / 3]).toContain(value);
  });

  test("a star is cut into few pieces of the same volume", () => {
    const star = prism(
      Array.from({ length: 14 }, (_, k) => {
        const r = k % 2 === 0 ? 5 : 2;
        return [r * Math.cos((k * Math.PI) / 7), r * Math.sin((k * Math.PI) / 7)] as const;
      }),
      1,
    );
    const pieces = piecesOf(star) ?? [];
    expect(pieces.length).toBeLessThan(14);
    // Pieces of a prism are prisms: the volume follows from the hull of each piece's plan.
    const sum = pieces.reduce((total, piece) => total + planArea(piece), 0);
    expect(sum).toBeCloseTo(volumeOf(star), 6);
  });

  test("more pieces than allowed are not made", () => {
    expect(
      piecesOf(
        prism(
          [
            [0, 0],
            [3, 0],
            [3, 1],
            [1, 1],
            [1, 3],
            [0, 3],
          ],
          1,
        ),
        1,
      ),
    ).toBeUndefined();
  });
});

/** The area of the convex hull of points seen from above. */
function planArea(points: Float64Array): number {
  const plan: [number, number][] = [];
  for (let k = 0; k < points.length; k += 3) plan.push([points[k] as number, points[k + 1] as number]);
  plan.sort(([ax, ay], [bx, by]) => ax - bx || ay - by);
  const chain = (list: readonly [number, number][]): [number, number][] => {
    const kept: [number, number][] = [];
    for (const p of list) {
      while (kept.length > 1) {
        const [a, b] = kept.slice(-2) as [[number, number], [number, number]];
        if ((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) > 1e-9) break;
        kept.pop();
      }
      kept.push(p);
    }
    return kept;
  };
  const hull = [...chain(plan).slice(0, -1), ...chain(plan.toReversed()).slice(0, -1)];
  let twice = 0;
  for (const [k, [x, y]] of hull.entries()) {
    const [u, v] = hull[(k + 1) % hull.length] as [number, number];
    twice += x * v - u * y;
  }
  return twice / 2;
}
