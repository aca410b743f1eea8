// Solids that the library cannot take as they come: they become facets, and every one passes the gate. What takes long
// only with MOICAD_BREP=all.
import { expect, test } from "bun:test";
import { ShapeCache } from "../../../backend/kernel/cache.ts";
import type { ExactReport } from "../../../backend/kernel/occt/report.ts";
import { evaluateShape } from "../../contract/evaluate-shape.ts";

const cache = new ShapeCache();
const seconds = 120_000;

async function reportOf(source: string): Promise<ExactReport> {
  const outcome = await evaluateShape(source, { formats: ["step"], cache });
  const { exactness, lines } = outcome;
  if (outcome.outputs.get("step") === undefined || exactness === undefined) throw new Error(lines.join("\n"));
  expect(exactness.gate.passed).toBe(true);
  expect(exactness.gate.problems).toEqual([]);
  return exactness;
}

test(
  "a wall thinner than the library can tell is left out",
  async () => {
    const { gate, counts } = await reportOf(`difference() {
      cube(10, center = true);
      translate([6, 5.5, 0]) cube(11, center = true);
      translate([6, -5.500000000088, 0]) cube(11, center = true);
    }`);
    expect(counts.mesh).toBe(0);
    expect(gate.faces).toBe(6);
    expect(gate.volume).toBeCloseTo(550, 6);
  },
  seconds,
);

test(
  "a triangle without area in a closed surface",
  async () => {
    // Point 4 stands on an edge of the base: one triangle is only a line.
    const { gate, counts } = await reportOf(`polyhedron(
      [[0, 0, 0], [4, 0, 0], [0, 4, 0], [0, 0, 3], [2, 0, 0]],
      [[0, 4, 2], [4, 1, 2], [4, 0, 1], [0, 3, 1], [1, 3, 2], [2, 3, 0]]);`);
    expect(counts.mesh).toBe(0);
    expect([gate.faces, gate.solids]).toEqual([4, 1]);
    expect(gate.volume).toBeCloseTo(8, 9);
  },
  seconds,
);

test(
  "a surface that is inside out",
  async () => {
    const { gate } = await reportOf(`polyhedron(
      [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], [[0, 2, 1], [0, 1, 3], [1, 2, 3], [0, 3, 2]]);`);
    expect(gate.healed).toEqual(["turned outside out"]);
    expect(gate.volume).toBeCloseTo(1 / 6, 9);
  },
  seconds,
);

test(
  "an outline beside a curve of a letter is a spline in the file",
  async () => {
    const { counts, gate } = await reportOf('linear_extrude(1) offset(0.5) text("C");');
    expect([counts.mesh, gate.healed]).toEqual([0, []]);
  },
  seconds,
);

test(
  "edges that do not fit or do not exist are told with their line",
  async () => {
    const source = "fillet(50) cube(10);\nfillet(1, [[[50, 50, 50], [60, 60, 60]]]) cube(10);\n";
    const { lines, outputs } = await evaluateShape(source, { formats: ["step"], cache, features: ["brep"] });
    expect(outputs.has("step")).toBe(true);
    expect(lines.filter((line) => line.startsWith("WARNING"))).toEqual([
      "WARNING: fillet() leaves the edges as they are: fillet() does not fit in file main.scad, line 1",
      "WARNING: fillet() finds no edge that meets its conditions in file main.scad, line 2",
    ]);
  },
  seconds,
);

test.if(process.env.MOICAD_BREP === "all")(
  "threads that cross are too much for exact surfaces",
  async () => {
    const { nodes, counts } = await reportOf(`module thread() linear_extrude(80, twist = 7200) circle(5, $fn = 3);
      thread();
      translate([2, 0, 0]) thread();`);
    expect(counts.mesh).toBe(1);
    expect(nodes.find(({ exactness }) => exactness === "mesh")?.reason).toBe("too many free-form surfaces meet");
  },
  seconds,
);

test(
  "faces with mixed directions are compared as the mesh kernel repairs them",
  async () => {
    const { gate } = await reportOf(`polyhedron(
      [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], [[0, 1, 2], [0, 1, 3], [1, 2, 3], [0, 3, 2]]);`);
    expect(gate.volume).toBeCloseTo(1 / 6, 9);
  },
  seconds,
);
