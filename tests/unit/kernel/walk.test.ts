// The walk over the tree: caching, memory, budgets, depth.
import { describe, expect, test } from "bun:test";
import { makeCube, makeGroup } from "../../../backend/csg/build.ts";
import type { CsgNode } from "../../../backend/csg/nodes.ts";
import { ShapeCache } from "../../../backend/kernel/cache.ts";
import { KernelError } from "../../../backend/kernel/kernel.ts";
import { loadKernel } from "../../../backend/kernel/load.ts";
import { realize } from "../../../backend/kernel/realize.ts";
import { serverLimits } from "../../../backend/shared/limits.ts";
import { makeContext, run } from "./helpers.ts";

describe("messages of cached nodes (spec/geometry.md §5.4)", () => {
  const warning = "Ignoring 3D child object for 2D operation";
  const count = async (source: string) => (await run(source)).lines.filter((line) => line.includes(warning)).length;

  test("equal siblings warn one by one", async () => {
    expect(await count("offset(1){cube(1);} offset(1){cube(1);}")).toBe(2);
  });

  test("what is needed for a hull and elsewhere warns once", async () => {
    const part = "module u(){cube(1);translate([1,0,0])cube(1);multmatrix([[1/0]])cube(3);}";
    const { lines } = await run(`${part} hull()u(); translate([9,0,0])u();`);
    expect(lines.filter((line) => line.includes("Transformation matrix"))).toHaveLength(1);
    const { lines: reversed } = await run(`${part} u(); translate([9,0,0])hull()u();`);
    expect(reversed.filter((line) => line.includes("Transformation matrix"))).toHaveLength(1);
  });

  test("what is said for a hull and not again does not silence what comes next", async () => {
    const part = "module u(){union(){cube(1);square(1);}}";
    for (const calls of ["hull()u(); translate([9,0,0])u();", "translate([9,0,0])u(); hull()u();"]) {
      const { lines } = await run(
        `${part} ${calls} union(){sphere(2);circle(3);} rotate_extrude()translate([-1,0])square(9);`,
      );
      expect(lines.filter((line) => line.includes("Mixing 2D and 3D"))).toHaveLength(2);
      expect(lines.filter((line) => line.includes("may not lie across the Y axis"))).toHaveLength(1);
    }
  });

  test("what lies within the union is not kept for a hull without end", async () => {
    const source =
      "module s(n) { if (n == 0) sphere(1, $fn = 20); else { s(n - 1); translate([n / 90, 0, 0]) s(n - 1); } } hull() s(6);";
    const { outcome } = await run(source, { limits: { triangles: 15_000 } });
    expect(outcome.status).toBe("done");
  });

  test("what is known from an earlier parent is silent", async () => {
    expect(await count("module m() offset(1){cube(1);} translate([1,0]) m(); translate([2,0]) m();")).toBe(1);
  });
});

describe("a cache that outlives the evaluation", () => {
  const source = (n: number) =>
    `difference(){cube(10,center=true);for(i=[0:${n}])rotate([0,0,i*7])translate([4,0,0])cube([1,1,99],center=true);}`;

  test("gives the same solid again", async () => {
    const cache = new ShapeCache();
    const first = await run(source(3), { cache });
    const bytes = cache.bytes;
    const second = await run(source(3), { cache });
    expect(second.geometry).toEqual(first.geometry);
    expect(cache.bytes).toBe(bytes);
    expect(bytes).toBeGreaterThan(0);
    cache.clear();
    expect(cache.bytes).toBe(0);
  });

  test("keeps within its bound and stays usable", async () => {
    const cache = new ShapeCache({ maxBytes: 20_000 });
    for (let n = 0; n < 20; n++) await run(source(n), { cache });
    expect(cache.bytes).toBeLessThanOrEqual(2 * 20_000);
    const { geometry } = await run(source(5));
    expect((await run(source(5), { cache })).geometry).toEqual(geometry);
  });

  test("says of a result again what was said when it was made", async () => {
    const cache = new ShapeCache();
    const program = "translate([3,0,0]) { offset(1) { cube(1); } cube(2); } translate([9,0,0]) cube(2);";
    const fresh = await run(program);
    for (let round = 0; round < 3; round++) {
      const { lines, geometry } = await run(program, { cache });
      expect([lines, geometry]).toEqual([fresh.lines, fresh.geometry]);
    }
    expect(fresh.lines).toContain("WARNING: Ignoring 3D child object for 2D operation in file t.scad, line 1");
  });

  test("says when a node does not fit", async () => {
    const { lines } = await run(source(3), { cache: new ShapeCache({ warnBytes: 500 }) });
    expect(lines).toContain("WARNING: GeometryEvaluator: Node didn't fit into cache.");
  });
});

describe("memory", () => {
  test("stays flat over two hundred evaluations", async () => {
    const cache = new ShapeCache({ maxBytes: 1_000_000 });
    const program = (k: number) =>
      `difference(){union(){sphere(10,$fn=24);translate([${k / 100},0,0])cube(12);}cylinder(h=40,r=3,$fn=16);} minkowski(){cube(${1 + k / 100});sphere(1,$fn=8);} hull(){cube(1);translate([0,0,${k}])cube(1);}`;
    for (let k = 0; k < 20; k++) await run(program(k), { cache });
    const before = cache.engines.memoryBytes;
    for (let k = 20; k < 200; k++) await run(program(k), { cache });
    expect(cache.engines.memoryBytes).toBe(before);
  }, 60_000);

  test("is given back after an evaluation that failed", async () => {
    const cache = new ShapeCache({ maxBytes: 1_000_000 });
    const program = (k: number) =>
      `difference(){union(){sphere(10,$fn=80);translate([${k / 100},0,0])cube(12);}sphere(9,$fn=${100 + k});}`;
    const limits = { triangles: 9000 };
    for (let k = 0; k < 5; k++) expect((await run(program(k), { cache, limits })).outcome.status).toBe("limit");
    const before = cache.engines.memoryBytes;
    for (let k = 5; k < 40; k++) await run(program(k), { cache, limits });
    expect(cache.engines.memoryBytes).toBe(before);
  }, 60_000);

  test("beyond its cap is an error of its own kind, and the end of the engine", async () => {
    const cache = new ShapeCache({ memoryBytes: 32 * 2 ** 20 });
    const program = "difference(){sphere(10,$fn=400);translate([5,0,0])sphere(10,$fn=398);}";
    const error = await attempt(() => run(program, { cache }));
    expect(error).toBeInstanceOf(KernelError);
    expect((error as KernelError).reason).toBe("memory");
    expect(cache.engines.failed).toBe(true);
    expect(await attempt(() => run("difference(){cube(2);cube(1);}", { cache }))).toBe(error);
  });
});

async function attempt(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    return error;
  }
}

describe("budgets", () => {
  const limited = async (source: string, limits: object) => {
    const { outcome } = await run(source, { limits });
    return outcome.status === "limit" ? outcome.limit : outcome.status;
  };

  test("facets of a primitive, before anything is made", async () => {
    expect(await limited("sphere(1,$fn=1e6);", { facets: 100_000 })).toBe("facets");
    expect(await limited("sphere(1,$fn=1e308);", {})).toBe("facets");
    expect(await limited("cylinder(1,1,1,$fn=60000);", { facets: 100_000 })).toBe("facets");
    expect(await limited("polyhedron([for(i=[0:200])[i,0,0]],[[0,1,2]]);", { facets: 200 })).toBe("facets");
    expect(await limited("sphere(1,$fn=100);", { facets: 5000 })).toBe("done");
    // An isosurface of BOSL2's documentation, its triangles not joined.
    const { facets } = serverLimits;
    expect(await limited("polyhedron([for(i=[0:241727])[i,i%3,i%2]],[[0,1,2]]);", { facets })).toBe("done");
  });

  test("triangles of operands and of results", async () => {
    expect(await limited("union(){sphere(1,$fn=50);translate([9,0,0])sphere(1,$fn=51);}", { triangles: 4000 })).toBe(
      "triangles",
    );
    expect(await limited("union(){sphere(1,$fn=50);translate([9,0,0])sphere(1,$fn=51);}", { triangles: 6000 })).toBe(
      "done",
    );
  });

  test("are located at the node", async () => {
    const { lines } = await run("cube(1);\nunion(){sphere(1,$fn=50);translate([9,0,0])sphere(1,$fn=51);}", {
      limits: { triangles: 4000 },
    });
    expect(lines.at(-1)).toBe("ERROR: limit exceeded: triangles (4000 allowed) in file t.scad, line 2");
  });

  test("pairs of a Minkowski sum", async () => {
    expect(await limited("minkowski(){sphere(1,$fn=60);sphere(1,$fn=60);}", { minkowskiPairs: 10_000 })).toBe(
      "minkowskiPairs",
    );
  });

  test("time is checked after each node", async () => {
    const { outcome } = await run("for(i=[0:500])translate([i,0,0])sphere(1,$fn=64);", { limits: { time: 1 } });
    expect(outcome.limit).toBe("time");
  });
});

test("a tree deeper than the stack is walked", async () => {
  const at = { modifiers: 0, position: 0 };
  let node: CsgNode = makeCube(at, [1, 1, 1], false);
  for (let depth = 0; depth < 200_000; depth++) node = makeGroup("union", at, [node]);
  const { ctx } = makeContext();
  const root = makeGroup("root", at, [node]);
  let done = 0;
  const kernel = await loadKernel(ctx, root);
  const { geometry } = await realize(ctx, root, kernel, { progress: () => done++ });
  expect(geometry?.dimension).toBe(3);
  expect(done).toBe(200_002);
});

describe("lazy union", () => {
  const lazily = (source: string) => run(source, { features: ["lazy-union"] });

  test("the root keeps its objects apart", async () => {
    const { geometry } = await lazily(
      "cube(1); translate([3,0,0]) cube(2); for(i=[0:1]) translate([9*i,0,0]) cube(0.5);",
    );
    expect(geometry?.dimension === "list" && geometry.items.length).toBe(4);
  });

  test("one object is itself, none is nothing", async () => {
    expect((await lazily("cube(1); cube(0);")).geometry?.dimension).toBe(3);
    expect((await lazily("cube(0);")).geometry).toBeNull();
  });

  test("an operation takes the objects of a list one by one", async () => {
    const { geometry } = await lazily("difference(){for(i=[0:1])translate([i,0,0])cube(2);}");
    expect(geometry?.dimension).toBe(3);
  });

  test("an object of the other dimension is the end", async () => {
    const { geometry, lines } = await lazily(
      "cube(1); cube(0); translate([3,0,0]) cube(2); square(1); square(2); cube(4);",
    );
    expect(lines).toEqual(["WARNING: Mixing 2D and 3D objects is not supported."]);
    expect(geometry?.dimension === "list" && geometry.items.length).toBe(2);
  });

  test("an empty first object fixes the dimension", async () => {
    const { geometry, lines } = await lazily("square(0); cube(1);");
    expect(lines[0]).toBe("WARNING: Mixing 2D and 3D objects is not supported.");
    expect(geometry).toBeNull();
  });
});

describe("statistics", () => {
  const counts = async (source: string) => {
    const { outcome } = await run(source);
    const { shapeCache, solidCache } = outcome.statistics ?? {};
    return [shapeCache?.entries, shapeCache?.bytes, solidCache?.entries, solidCache?.bytes];
  };

  test("are OpenSCAD's", async () => {
    expect(await counts("cube(1);")).toEqual([1, 856, 0, 0]);
    expect(await counts("square(1);")).toEqual([1, 144, 0, 0]);
    expect(await counts("circle(1,$fn=16);")).toEqual([1, 336, 0, 0]);
    expect((await counts("union(){cube(2);translate([1,1,1])cube(2);}")).slice(2)).toEqual([1, 5000]);
  });
});
