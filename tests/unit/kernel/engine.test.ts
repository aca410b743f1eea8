// The door to Manifold: doubles both ways, every topology, freed memory.
import { describe, expect, test } from "bun:test";
import { loadManifoldEngine } from "../../../backend/kernel/manifold/engine.ts";
import { numberedPlaces, replacePlaces } from "../../../backend/kernel/manifold/numbered-places.ts";
import type { Manifold } from "../../../wasm/manifold.ts";

const engine = await loadManifoldEngine(2 ** 30);

let seed = 7;
function random(): number {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
}

function oneRun(triangles: Uint32Array): Uint32Array {
  return Uint32Array.of(0, triangles.length / 3);
}

/** A torus of a × b vertices whose numbers are shuffled, or not. */
function torus(a: number, b: number, shuffled: boolean): { positions: Float64Array; triangles: Uint32Array } {
  const numbers = Array.from({ length: a * b }, (_, k) => k);
  if (shuffled) numbers.sort(() => random() - 0.5);
  const positions = new Float64Array(3 * a * b);
  const triangles: number[] = [];
  const number = (i: number, j: number): number => numbers[(i % a) * b + (j % b)] as number;
  for (let i = 0; i < a; i++) {
    for (let j = 0; j < b; j++) {
      const u = (2 * Math.PI * i) / a;
      const v = (2 * Math.PI * j) / b;
      const r = 3 + Math.cos(v);
      positions.set([r * Math.cos(u), r * Math.sin(u), Math.sin(v)], 3 * number(i, j));
      triangles.push(number(i, j), number(i + 1, j), number(i + 1, j + 1));
      triangles.push(number(i, j), number(i + 1, j + 1), number(i, j + 1));
    }
  }
  return { positions, triangles: Uint32Array.from(triangles) };
}

/** Triangles by the coordinates of their corners, whatever the numbering. */
function trianglesOf(positions: Float64Array, triangles: Uint32Array): Set<string> {
  const names = new Set<string>();
  for (let k = 0; k < triangles.length; k += 3) {
    const corners = [...triangles.subarray(k, k + 3)].map((v) => positions.subarray(3 * v, 3 * v + 3).join());
    const first = corners.indexOf([...corners].sort()[0] as string);
    names.add([0, 1, 2].map((step) => corners[(first + step) % 3]).join(" "));
  }
  return names;
}

describe("every triangle comes back with every bit", () => {
  for (const [a, b] of [
    [3, 3],
    [4, 5],
    [7, 6],
    [24, 12],
    [37, 41],
    [100, 60],
  ] as const) {
    for (const shuffled of [false, true]) {
      test(`torus of ${a} × ${b}${shuffled ? ", shuffled" : ""}`, () => {
        const { positions, triangles } = torus(a, b, shuffled);
        const { solid } = engine.ofTriangles(positions, triangles, oneRun(triangles));
        const surface = engine.surfaceOf(solid);
        expect(trianglesOf(surface.positions, surface.triangles)).toEqual(trianglesOf(positions, triangles));
        solid.delete();
      });
    }
  }

  test("tetrahedra, which are flat if their places are", () => {
    for (let count = 1; count < 60; count++) {
      const positions = new Float64Array(12 * count);
      const triangles: number[] = [];
      for (let k = 0; k < count; k++) {
        positions.set([k, 0, 0, k + 1 / 3, 0, 0, k, 1 / 3, 0, k, 0, 1 / 3], 12 * k);
        triangles.push(...[0, 2, 1, 0, 1, 3, 1, 2, 3, 2, 0, 3].map((corner) => 4 * k + corner));
      }
      const { solid } = engine.ofTriangles(positions, Uint32Array.from(triangles), oneRun(Uint32Array.from(triangles)));
      expect(solid.numTri()).toBe(4 * count);
      solid.delete();
    }
  });
});

test("runs keep their originals", () => {
  const { positions, triangles } = torus(6, 6, false);
  const { solid, ids } = engine.ofTriangles(positions, triangles, Uint32Array.of(0, 30, 72));
  const { runs } = engine.surfaceOf(solid);
  expect([...runs.ids]).toEqual([...ids]);
  expect([...runs.starts]).toEqual([0, 30, 72]);
  solid.delete();
});

test("solids whose triangles hang together alike are made of one, and are what they would be alone", async () => {
  for (const size of [1, 1.5, 1e-3]) {
    const { positions, triangles } = torus(9, 7, false);
    const scaled = positions.map((coordinate, k) => coordinate * size + (k % 3) / 3);
    const fresh = await loadManifoldEngine(2 ** 30);
    const alone = fresh.ofTriangles(scaled, triangles, oneRun(triangles));
    const [first, second] = [0, 1].map(() => engine.ofTriangles(scaled, triangles.slice(), oneRun(triangles)));
    if (first === undefined || second === undefined) throw new Error("two were made");
    expect(first.ids[0]).not.toBe(second.ids[0]);
    for (const { solid, ids } of [first, second]) {
      const { positions: points, triangles: order, runs } = engine.surfaceOf(solid);
      const { positions: wanted, triangles: wantedOrder } = fresh.surfaceOf(alone.solid);
      expect([points, order, [...runs.ids], solid.tolerance()]).toEqual([
        wanted,
        wantedOrder,
        [...ids],
        alone.solid.tolerance(),
      ]);
      solid.delete();
    }
  }
});

test("what is kept of solids for others takes bounded memory", () => {
  const before = engine.memoryBytes;
  for (let a = 3; a < 140; a++) {
    const { positions, triangles } = torus(a, 40, false);
    engine.ofTriangles(positions, triangles, oneRun(triangles)).solid.delete();
  }
  // 780,000 triangles were made.
  expect(engine.memoryBytes - before).toBeLessThan(64 * 2 ** 20);
});

/** Bars of 12 sides through one point, turned about two axes: many of their facets nearly coincide. */
function bars(count: number): Manifold[] {
  const { positions, triangles } = torus(12, 3, false);
  const bar = engine.ofTriangles(positions, triangles, oneRun(triangles)).solid;
  return Array.from({ length: count }, (_, k) => {
    const [u, v] = [(Math.PI * k) / 3, (2 * Math.PI * k) / 5];
    const [c, s, d, t] = [Math.cos(u), Math.sin(u), Math.cos(v), Math.sin(v)];
    return bar.transform([c, s * d, s * t, 0, -s, c * d, c * t, 0, 0, -t, d, 0, k % 2, 0, 0, 1]);
  });
}

for (const [operation, add] of [
  ["union", (a: Chained, b: Manifold) => a.add(b)],
  ["intersection", (a: Chained, b: Manifold) => a.intersect(b)],
] as const) {
  test(`a list gives the same ${operation} to the bit as one operand after the other`, () => {
    const operands = bars(7);
    let chain = (operands[0] as Manifold).transform([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
    for (const operand of operands.slice(1)) {
      const longer = add(chain as Chained, operand);
      chain.delete();
      chain = longer;
    }
    const expected = engine.surfaceOf(chain);
    const listed = engine.surfaceOf(engine.combine(operation, operands));
    expect(expected.triangles.length).toBeGreaterThan(200);
    expect(listed.positions).toEqual(expected.positions);
    expect(listed.triangles).toEqual(expected.triangles);
  });
}

/** The library's own operations on two solids, which wait until the result is looked at. */
interface Chained extends Manifold {
  add(other: Manifold): Chained;
  intersect(other: Manifold): Chained;
}

test("what is no manifold says so, and leaves nothing behind", () => {
  const open = Uint32Array.of(0, 1, 2, 0, 1, 2);
  const before = engine.memoryBytes;
  for (let k = 0; k < 2000; k++) {
    const { solid } = engine.ofTriangles(Float64Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0), open, oneRun(open));
    expect(solid.status()).toBe("NotManifold");
    solid.delete();
  }
  expect(engine.memoryBytes).toBe(before);
});

test("places tell their numbers", () => {
  for (const count of [1, 2, 5, 1000, 100_000]) {
    for (const again of [false, true]) {
      const points = Float64Array.from(numberedPlaces(count, { again }));
      const positions = Float64Array.from({ length: 3 * count }, (_, k) => k / 3);
      replacePlaces(points, positions);
      expect(points).toEqual(positions);
    }
  }
});

test("an error that is not the module's does not end the engine", () => {
  const mistake = new TypeError("a mistake");
  expect(() =>
    engine.run(() => {
      throw mistake;
    }),
  ).toThrow(mistake);
  expect(engine.failed).toBe(false);
});
