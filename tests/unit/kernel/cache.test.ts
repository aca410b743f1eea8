// What the cache of shapes keeps, and what it gives up first.
import { describe, expect, test } from "bun:test";
import { makeCube, makeGroup } from "../../../backend/csg/build.ts";
import { type Made, ShapeCache } from "../../../backend/kernel/cache.ts";
import { loadKernel } from "../../../backend/kernel/load.ts";
import { makeCube as cubeMesh } from "../../../backend/kernel/mesh/primitives.ts";
import { realize } from "../../../backend/kernel/realize.ts";
import { sizeOf } from "../../../backend/kernel/shape.ts";
import { Shelf } from "../../../backend/kernel/shelf.ts";
import { EvictionHeap, type Ranked } from "../../../backend/shared/eviction-heap.ts";
import { Cancelled } from "../../../backend/shared/limits.ts";
import { makeContext, run } from "./helpers.ts";

const shape = cubeMesh(makeCube({ modifiers: 0, position: 0 }, [1, 1, 1], false));

test("the heap has the least worthy on top, whatever changes", () => {
  const heap = new EvictionHeap<Ranked>();
  const worths = Array.from({ length: 500 }, (_, k) => (k * 7919) % 503);
  const entries = worths.map((worth) => ({ worth, place: 0 }));
  for (const entry of entries) heap.add(entry);
  for (const [k, entry] of entries.entries()) {
    if (k % 3 === 0) {
      entry.worth = (k * 104_729) % 509;
      heap.moved(entry);
    }
    if (k % 7 === 0) heap.remove(entry);
  }
  const left = entries.filter((_, k) => k % 7 !== 0).map(({ worth }) => worth);
  const drawn: number[] = [];
  for (let least = heap.least; least !== undefined; least = heap.least) {
    drawn.push(least.worth);
    heap.remove(least);
  }
  expect(drawn).toEqual(left.sort((a, b) => a - b));
});

describe("a shelf", () => {
  const { bytes } = sizeOf(shape);

  test("gives up what is cheap to make before what is dear", () => {
    const shelf = new Shelf(10_000);
    shelf.put("dear", shape, bytes, 500);
    for (let k = 0; k < 100; k++) shelf.put(`cheap ${k}`, shape, bytes, 0.01);
    expect(shelf.get("dear")).toBe(shape);
    expect(shelf.bytes).toBeLessThanOrEqual(10_000);
    expect(shelf.evictions).toBe(101 - shelf.entries);
  });

  test("gives up what is seldom used before what is often used", () => {
    const shelf = new Shelf(10_000);
    shelf.put("often", shape, bytes, 1);
    for (let k = 0; k < 100; k++) {
      shelf.put(`once ${k}`, shape, bytes, 1);
      shelf.get("often");
    }
    expect(shelf.get("often")).toBe(shape);
    expect(shelf.get("once 0")).toBeUndefined();
  });

  test("gives up what was dear once and is not used any more", () => {
    const shelf = new Shelf(10_000);
    shelf.put("old", shape, bytes, 20);
    for (let k = 0; k < 2000; k++) shelf.put(`new ${k}`, shape, bytes, 1);
    expect(shelf.get("old")).toBeUndefined();
  });

  test("keeps what came last, and nothing that is larger than itself", () => {
    const shelf = new Shelf(10_000);
    for (let k = 0; k < 100; k++) {
      shelf.put(`${k}`, shape, bytes, 100 - k);
      expect(shelf.get(`${k}`)).toBe(shape);
    }
    expect(shelf.put("large", shape, 10_001, 1e9)).toBe(false);
    expect(shelf.get("large")).toBeUndefined();
  });

  test("bounds even results that are nothing", () => {
    const shelf = new Shelf(10_000);
    for (let k = 0; k < 1000; k++) shelf.put(`${k}`, null, 0, 1);
    expect(shelf.entries).toBeLessThan(100);
    expect(shelf.get("999")).toBeNull();
  });
});

describe("the cache", () => {
  const made = (kind: Made["kind"], noisy = false): Made => ({ kind, shape, cost: 1, noisy });

  test("keeps the last hundred primitives, whatever else comes", () => {
    const cache = new ShapeCache({ maxBytes: 10_000 });
    for (let k = 0; k < 100; k++) cache.put(`cube ${k}`, made("cube"));
    for (let k = 0; k < 500; k++) cache.put(`hull ${k}`, made("hull"));
    const known = Array.from({ length: 100 }, (_, k) => cache.get(`cube ${k}`, "cube"));
    expect(known.every((found) => found === shape)).toBe(true);
    expect(cache.counts.primitives).toMatchObject({ hits: 100, misses: 0, entries: 100 });
    for (let k = 100; k < 400; k++) cache.put(`cube ${k}`, made("cube"));
    expect(cache.counts.primitives.entries).toBe(100);
    expect(cache.get("cube 399", "cube")).toBe(shape);
    expect(cache.bytes).toBeLessThan(2 * 10_000 + 100 * sizeOf(shape).bytes);
  });

  test("counts lookups of primitives apart", async () => {
    const cache = new ShapeCache();
    const program = "difference() { cube(10); translate([1,1,1]) sphere(3); }";
    await run(program, { cache });
    const first = cache.counts;
    await run(`${program} cube(10);`, { cache });
    const second = cache.counts;
    expect(first.primitives.hits + first.shapes.hits).toBe(0);
    expect(second.primitives.hits - first.primitives.hits).toBe(1);
    expect(second.shapes.hits - first.shapes.hits).toBe(1);
    expect(second.shapes.entries).toBeGreaterThan(0);
  });

  test("knows what a walk had made when it was given up", async () => {
    const at = { modifiers: 0, position: 0 };
    const cubes = Array.from({ length: 5 }, (_, k) => makeGroup("hull", at, [makeCube(at, [k + 1, 1, 1], false)]));
    const root = makeGroup("root", at, cubes);
    const { ctx } = makeContext();
    const cache = new ShapeCache();
    const kernel = await loadKernel(ctx, root, { engines: cache.engines });
    let left = 6;
    const progress = (): void => {
      left -= 1;
      if (left === 0) throw new Cancelled();
    };
    await expect(realize(ctx, root, kernel, { cache, progress })).rejects.toThrow(Cancelled);
    // Three cubes and their hulls.
    expect([cache.counts.primitives.entries, cache.counts.shapes.entries]).toEqual([3, 3]);
    const before = cache.counts.shapes.misses;
    await realize(ctx, root, kernel, { cache });
    expect(cache.counts.shapes.misses - before).toBe(2);
  });

  test("forgets noisy results when the next evaluation begins", () => {
    const cache = new ShapeCache();
    cache.put("noisy", made("hull", true));
    cache.put("quiet", made("hull"));
    expect([cache.get("noisy", "hull"), cache.isNoisy("noisy"), cache.isNoisy("quiet")]).toEqual([shape, true, false]);
    cache.begin();
    expect([cache.get("noisy", "hull"), cache.get("quiet", "hull")]).toEqual([undefined, shape]);
  });
});
