// Facts of 3D results: volume, area, box and genus, never stored meshes.
import { describe, expect, test } from "bun:test";
import { facetCount, type Mesh } from "../../../backend/csg/geometry.ts";
import { type Facts, factsOf, run, runMesh } from "./helpers.ts";

const cases: readonly (readonly [source: string, facts: Partial<Facts>])[] = [
  ["cube(2);", { volume: 8, area: 24, genus: 0 }],
  ["cube([1,2,3], center=true);", { volume: 6, box: [-0.5, -1, -1.5, 0.5, 1, 1.5] }],
  ["cylinder(h=3, r1=2, r2=0, $fn=4);", { volume: 8, genus: 0 }],
  ["cylinder(h=3, r1=0, r2=2, $fn=4);", { volume: 8, box: [-2, -2, 0, 2, 2, 3] }],
  ["union(){cube(2);translate([1,1,1])cube(2);}", { volume: 15, genus: 0 }],
  ["difference(){cube(2);translate([1,1,1])cube(2);}", { volume: 7, area: 24, genus: 0 }],
  ["intersection(){cube(2);translate([1,1,1])cube(2);}", { volume: 1, area: 6, genus: 0 }],
  ["difference(){cube(3);translate([1,1,-1])cube([1,1,5]);}", { volume: 24, area: 64, genus: 1 }],
  ["union(){cube(1);translate([5,0,0])cube(1);}", { volume: 2, genus: -1 }],
  ["difference(){cube(4);for(i=[0:2])translate([1+i,1,1])cube([0.5,0.5,0.5]);}", { volume: 64 - 3 / 8 }],
  ["cube(1);translate([1,0,0])cube(1);", { volume: 2, area: 10, box: [0, 0, 0, 2, 1, 1] }],
  ["mirror([1,0,0]) difference(){cube(2);translate([1,1,1])cube(2);}", { volume: 7, box: [-2, 0, 0, 0, 2, 2] }],
  ["mirror([1,1,0]) cube([1,2,3]);", { volume: 6, box: [-2, -1, 0, 0, 0, 3] }],
  ["multmatrix([[1,0.5,0,0],[0,1,0,0],[0,0,1,0]]) cube(2);", { volume: 8, box: [0, 0, 0, 3, 2, 2] }],
  ["resize([4,0,2],auto=[false,true,false]) cube([1,2,3]);", { volume: 64, box: [0, 0, 0, 4, 8, 2] }],
  [
    "resize([0,0,10],auto=true) difference(){cube(4);translate([1,1,1])cube(2);}",
    { volume: 56 * 2.5 ** 3, box: [0, 0, 0, 10, 10, 10] },
  ],
  ["hull(){cube(1);translate([2,0,0])cube(1);}", { volume: 3, area: 14 }],
  ["hull(){cube(1);translate([0,0,2])difference(){cube(1);cube(0.5);}}", { volume: 3 }],
  // What only a hull needs is not united for it; elsewhere it is.
  ["hull() for(i=[0:2]) translate([i,0,0]) cube(2);", { volume: 16, genus: 0 }],
  ["hull() translate([0,1,0]) {cube(2);union(){translate([1,0,0])cube(2);translate([2,0,0])cube(2);}}", { volume: 16 }],
  ["module u(){cube(2);translate([1,0,0])cube(2);}hull()u();translate([9,0,0])u();", { volume: 24, area: 64 }],
  ["module u(){cube(2);translate([1,0,0])cube(2);}u();translate([9,0,0])hull()u();", { volume: 24, area: 64 }],
  ["hull() difference(){union(){cube(2);translate([1,0,0])cube(2);}translate([1,-1,-1])cube(9);}", { volume: 4 }],
  [
    "hull() polyhedron([[0,0,0],[1,0,0],[0,1,0],[0,0,1],[9,9,9]],[[0,1,2],[0,2,3],[0,3,1],[1,3,2]]);",
    { volume: 1 / 6 },
  ],
  ["minkowski(){cube(1);cube([1,2,3]);}", { volume: 24, box: [0, 0, 0, 2, 3, 4] }],
  ["minkowski(){cube(1);translate([5,5,5])cube(1);cube(1);}", { volume: 27, box: [5, 5, 5, 8, 8, 8] }],
  // A sum does not care where the other operand lies.
  [
    "minkowski(){union(){cube([3,1,1]);cube([1,3,1]);}translate([10,0,0])cube(1);}",
    { volume: 24, box: [10, 0, 0, 14, 4, 2] },
  ],
  [
    "minkowski(){difference(){cube(14,center=true);cube(10,center=true);}cube(4,center=true);}",
    { volume: 18 ** 3 - 6 ** 3 },
  ],
  ["minkowski(){difference(){cube(14,center=true);cube(10,center=true);}cube(10,center=true);}", { volume: 24 ** 3 }],
  ["linear_extrude(2)square(3);", { volume: 18 }],
  ["union(){cube(1);rotate_extrude(angle=90,$fn=4)translate([3,0])square(1);}", { genus: -1 }],
  // The axis is part of the solid: its doubled vertices become one.
  ["difference(){rotate_extrude($fn=8)square([2,3]);translate([0,0,1])cube([9,9,1]);}", { genus: 0 }],
  ["render() { cube(1); cube(2); }", { volume: 8 }],
  // Copies in several places, turned and mirrored ones among them.
  ["for(x=[0:9])translate([3*x,0,0])cube(2);", { volume: 80, genus: -9, box: [0, 0, 0, 29, 2, 2] }],
  ["for(a=[0:90:270])rotate([0,0,a])linear_extrude(1)translate([2,-1])square(2);", { volume: 16, genus: -3 }],
  [
    "for(s=[-1,1])scale([s,2,1])linear_extrude(1)polygon([[1,0],[2,0],[1,1]]);",
    { volume: 2, box: [-2, 0, 0, 2, 2, 1] },
  ],
  // Bodies that stand beside one another, and what is then done with all of them.
  [
    "mirror([1,0,0])rotate(90)for(x=[0:2])translate([3*x,0,0])difference(){cube(2);cube(1);}",
    { volume: 21, genus: -2 },
  ],
  ["difference(){for(x=[0:2])translate([3*x,0,0])cube(2);translate([-1,1,1])cube([20,5,5]);}", { volume: 18 }],
  ["difference(){cube([8,2,2]);for(x=[0:2])translate([3*x,1,1])cube(2);}", { volume: 26, genus: 0 }],
  ["intersection(){for(x=[0:2])translate([3*x,0,0])cube(2);translate([1,0,0])cube(6);}", { volume: 16, genus: -2 }],
  ["hull()for(x=[0:2])translate([3*x,0,0])render(){cube(2);cube([1,1,2]);}", { volume: 32 }],
  ["minkowski(){for(x=[0:1])translate([3*x,0,0])difference(){cube(2);cube(1);}cube(0.5);}", { genus: -1 }],
  ["resize([16,0,0])for(x=[0:2])translate([3*x,0,0])difference(){cube(2);cube(1);}", { volume: 42 }],
  ["linear_extrude(1)projection()for(x=[0:2])translate([3*x,0,0])difference(){cube(2);cube(1);}", { volume: 12 }],
  ['color("red")for(x=[0:2])translate([3*x,0,0])difference(){cube(2);cube(1);}', { volume: 21, genus: -2 }],
  // Some touch.
  ["for(x=[0:5])translate([2*x+floor(x/2),0,0])cube(2);", { volume: 48, genus: -2, area: 120 }],
  ["for(x=[0:39],y=[0:29])translate([2*x,2*y,0])cube(1);", { volume: 1200, genus: -1199 }],
  ["difference(){cube(1/3);cube([1/3,1/3,1/9]);}", { volume: 2 / 81, box: [0, 0, 1 / 9, 1 / 3, 1 / 3, 1 / 3] }],
];

describe("facts", () => {
  for (const [source, expected] of cases) {
    test(source, async () => {
      const facts = factsOf(await runMesh(source));
      for (const [name, value] of Object.entries(expected)) {
        const actual = facts[name as keyof Facts];
        if (typeof value === "number") expect(actual as number).toBeCloseTo(value, 9);
        else
          for (const [k, part] of (value as number[]).entries()) expect((actual as number[])[k]).toBeCloseTo(part, 12);
      }
    });
  }
});

describe("doubles", () => {
  test("come out of a Boolean as they went in", async () => {
    const third = 1 / 3;
    const { positions } = await runMesh("translate([1/3,0,0])cube(1);translate([7,0,0])cube(1/3);");
    const values = new Set(positions);
    for (const value of [third, 1 + third, 7 + third]) expect(values.has(value)).toBe(true);
    expect([...values].every((value) => [0, 1, third, 1 + third, 7, 7 + third].includes(value))).toBe(true);
  });

  test("a step of a millionth on a large block stays", async () => {
    const mesh = await runMesh("cube(100);translate([0,0,100])linear_extrude(1e-6)square(50);");
    expect(factsOf(mesh).box[5]).toBe(100 + 1e-6);
    expect(factsOf(mesh).volume).toBeCloseTo(1e6 + 2500e-6, 7);
  });

  test("meshes that are not convex keep every vertex", async () => {
    const source =
      "for(x=[0,50])translate([x,0,0])linear_extrude(1/3)difference(){circle(10,$fn=64);circle(7,$fn=48);}";
    const { positions } = await runMesh(source);
    const radii = new Set<string>();
    for (let k = 0; k < positions.length; k += 3) {
      const x = positions[k] as number;
      radii.add(Math.hypot(x > 25 ? x - 50 : x, positions[k + 1] as number).toFixed(7));
      expect([0, 1 / 3]).toContain(positions[k + 2] as number);
    }
    expect([...radii].sort()).toEqual(["10.0000000", "7.0000000"]);
  });
});

describe("what passes through", () => {
  test("a single child keeps its facets", async () => {
    for (const source of [
      "cube(10);",
      "union() render() cube(10);",
      "union(){cube(10);cube(0);}",
      "module m()cube(10);m();",
    ])
      expect(facetCount(await runMesh(source))).toBe(6);
  });

  test("two operands go through the kernel, even if one is empty", async () => {
    expect(facetCount(await runMesh("difference(){cube(2);cube(0);}"))).toBe(12);
  });

  test("minkowski drops empty operands", async () => {
    expect(facetCount(await runMesh("minkowski(){cube(2);cube(0);}"))).toBe(6);
  });
});

describe("nothing and empty", () => {
  const empty = async (source: string) => (await run(source)).lines.at(-1);
  test("an empty first operand of a difference leaves nothing", async () => {
    expect(await empty("difference(){group(){}cube(4);}")).toBe("Current top level object is empty.");
    expect(await empty("difference(){for(i=[])cube(1);cube(4);}")).toBe("Current top level object is empty.");
    expect(await empty("difference(){cube(0);cube(4);}")).toBe("Current top level object is empty.");
  });

  test("an empty operand of an intersection leaves nothing", async () => {
    expect(await empty("intersection(){cube(4);group(){}}")).toBe("Current top level object is empty.");
    expect(await empty("intersection(){cube(1);translate([5,5,5])cube(1);}")).toBe(
      "Current top level object is empty.",
    );
  });

  test("a statement without a node is no operand", async () => {
    expect(factsOf(await runMesh("difference(){if(false)sphere();cube(4);}")).volume).toBe(64);
    expect(factsOf(await runMesh("intersection(){cube(4);if(false)cube(1);}")).volume).toBe(64);
  });

  test("background children do not count at all", async () => {
    expect(factsOf(await runMesh("difference(){%cube(4);cube(1);}")).volume).toBe(1);
  });

  test("a transform that is not finite removes the object", async () => {
    const { lines } = await run("rotate([0,0,1/0])cube(1);");
    expect(lines).toContain(
      "WARNING: Transformation matrix contains Not-a-Number and/or Infinity - removing object. in file t.scad, line 1",
    );
  });

  test("fill is not for solids", async () => {
    const { lines, geometry } = await run("fill(){cube(2);\nsphere(1);}");
    expect(lines.slice(0, 3)).toEqual([
      "WARNING: fill() not yet implemented for 3D in file t.scad, line 1",
      "WARNING: fill() not yet implemented for 3D in file t.scad, line 2",
      "ERROR: Unsupported CGAL operator: 5",
    ]);
    expect(geometry?.dimension).toBe(3);
  });

  test("fill takes the first that is a body", async () => {
    const open = "polyhedron([[0,0,0],[9,0,0],[0,9,0],[0,0,9]],[[0,1,2],[0,3,1]]);";
    const { lines, geometry } = await run(`fill(){${open}cube(2);sphere(1);}`);
    expect(lines.filter((line) => line.startsWith("ERROR"))).toEqual([
      "ERROR: [manifold] Input mesh is not closed!",
      "ERROR: [manifold] Surface_mesh -> Manifold conversion failed: NotManifold",
      "ERROR: Unsupported CGAL operator: 5",
    ]);
    expect(factsOf(geometry as Mesh).volume).toBeCloseTo(8);
  });

  test("vertices without facets count in the size of a polyhedron", async () => {
    const tip = "polyhedron([[0,0,0],[1,0,0],[0,1,0],[0,0,1],[5,5,5]],[[0,1,2],[0,3,1],[0,2,3],[1,3,2]]);";
    expect(factsOf(await runMesh(`resize([1,0,0])${tip}`)).volume).toBeCloseTo(1 / 30);
  });

  test("a flat body is an empty operand", async () => {
    expect(factsOf(await runMesh("scale([1,1,0])cube(4);translate([0,0,2])cube(1);")).volume).toBeCloseTo(1);
    expect((await run("difference(){scale([1,1,0])cube(4);cube(1);}")).lines).toContain(
      "Current top level object is empty.",
    );
    expect(factsOf(await runMesh("scale([1,1,0])cube(4);")).box).toEqual([0, 0, 0, 4, 4, 0]);
  });
});

describe("mixed dimensions", () => {
  const mixing = "WARNING: Mixing 2D and 3D objects is not supported in file t.scad, line";
  test("the first child decides", async () => {
    const { lines } = await run("intersection(){cube(1);\nsquare(1);}");
    expect(lines).toEqual([
      `${mixing} 2`,
      "WARNING: Ignoring 2D child object for 3D operation in file t.scad, line 2",
      "Current top level object is empty.",
    ]);
  });

  test("even if it is empty", async () => {
    const { lines, geometry } = await run("square(0);\ncube(1);\nsphere(1);");
    expect(lines.filter((line) => line.startsWith(mixing))).toEqual([`${mixing} 2`]);
    expect(lines.filter((line) => line.includes("Ignoring 3D"))).toHaveLength(2);
    expect(geometry?.dimension).toBe(2);
  });

  test("an empty object of the other dimension is no reason to warn", async () => {
    const { lines } = await run("cube(1); square(0); translate([2,0,0]) cube(1);");
    expect(lines).toEqual(["WARNING: Ignoring 2D child object for 3D operation in file t.scad, line 1"]);
  });

  test("extrusions and projections take one dimension only", async () => {
    expect((await run("linear_extrude(5){cube(1);square(2);}")).lines).toEqual([
      "WARNING: Ignoring 3D child object for 2D operation in file t.scad, line 1",
    ]);
    expect((await run("projection()square(1);")).lines[0]).toBe(
      "WARNING: Ignoring 2D child object for 3D operation in file t.scad, line 1",
    );
  });
});
