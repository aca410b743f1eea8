// Which triangles leave an edge open, and that such do not reach Manifold.
import { expect, test } from "bun:test";
import { MersenneTwister } from "../../../backend/compile/values/mersenne-twister.ts";
import { ShapeCache } from "../../../backend/kernel/cache.ts";
import { isClosed } from "../../../backend/kernel/mesh/closed.ts";
import { evaluateShape } from "../../contract/evaluate-shape.ts";

const tetrahedron = [0, 2, 1, 0, 1, 3, 1, 2, 3, 2, 0, 3];

test("closed surfaces, several at once, also with edges of four facets", () => {
  expect(isClosed(Uint32Array.from([]))).toBe(true);
  expect(isClosed(Uint32Array.from(tetrahedron))).toBe(true);
  expect(isClosed(Uint32Array.from([...tetrahedron, ...tetrahedron]))).toBe(true);
  expect(isClosed(Uint32Array.from([...tetrahedron, ...tetrahedron.map((index) => index + 2)]))).toBe(true);
});

test("a missing, a turned and a doubled triangle", () => {
  expect(isClosed(Uint32Array.from(tetrahedron.slice(3)))).toBe(false);
  expect(isClosed(Uint32Array.from([0, 1, 2, ...tetrahedron.slice(3)]))).toBe(false);
  expect(isClosed(Uint32Array.from([...tetrahedron, 0, 1, 2]))).toBe(false);
});

test("agrees with counting on random triangles", () => {
  const random = new MersenneTwister(1);
  let closed = 0;
  for (let round = 0; round < 2000; round++) {
    const triangles = Uint32Array.from({ length: 3 * (2 + (random.next() % 3)) }, () => random.next() % 3);
    const balance = new Map<string, number>();
    triangles.forEach((from, k) => {
      const to = triangles[k % 3 === 2 ? k - 2 : k + 1] as number;
      if (from === to) return;
      const key = [from, to].sort().join();
      balance.set(key, (balance.get(key) ?? 0) + Math.sign(to - from));
    });
    // An edge from a vertex to itself is open for both.
    const collapsed = triangles.some((from, k) => from === triangles[k % 3 === 2 ? k - 2 : k + 1]);
    if (collapsed) continue;
    const expected = [...balance.values()].every((sum) => sum === 0);
    expect(isClosed(triangles)).toBe(expected);
    if (expected) closed++;
  }
  expect(closed).toBeGreaterThan(10);
});

test("open meshes with an odd number of triangles leave the library in order", async () => {
  const cache = new ShapeCache({ maxBytes: 1e5 });
  const points = "[[5,5,3],[6,6,6],[3,1,7],[3,2,2],[0,4,1],[6,4,5]]";
  for (let round = 0; round < 50; round++) {
    const open = `polyhedron(${points}, [[3,4,0],[1,3,0],[0,2,1],[3,1,0],[5,3,0]]);`;
    const { lines } = await evaluateShape(`cube(${round + 1}); ${open}`, { cache });
    expect(lines[0]).toStartWith("WARNING: PolySet -> Manifold conversion failed: NotManifold");
    await evaluateShape(`difference() { sphere(9, $fn = ${20 + round}); cube(20); }`, { cache });
  }
  expect(cache.engines.failed).toBe(false);
});
