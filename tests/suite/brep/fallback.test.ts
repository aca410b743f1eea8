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

interface Repaired {
  readonly source: string;
  readonly volume: number;
  readonly faces: number;
  readonly healed?: readonly string[];
}

const repaired: Readonly<Record<string, Repaired>> = {
  "a wall thinner than the library can tell is left out": {
    source: `difference() {
      cube(10, center = true);
      translate([6, 5.5, 0]) cube(11, center = true);
      translate([6, -5.500000000088, 0]) cube(11, center = true);
    }`,
    volume: 550,
    faces: 6,
  },
  "a triangle without area in a closed surface": {
    // Point 4 stands on an edge of the base: one triangle is only a line.
    source: `polyhedron(
      [[0, 0, 0], [4, 0, 0], [0, 4, 0], [0, 0, 3], [2, 0, 0]],
      [[0, 4, 2], [4, 1, 2], [4, 0, 1], [0, 3, 1], [1, 3, 2], [2, 3, 0]]);`,
    volume: 8,
    faces: 4,
  },
  "a surface that is inside out": {
    source: `polyhedron(
      [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], [[0, 2, 1], [0, 1, 3], [1, 2, 3], [0, 3, 2]]);`,
    volume: 1 / 6,
    faces: 4,
    healed: ["turned outside out"],
  },
  "faces with mixed directions are compared as the mesh kernel repairs them": {
    source: `polyhedron(
      [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], [[0, 1, 2], [0, 1, 3], [1, 2, 3], [0, 3, 2]]);`,
    volume: 1 / 6,
    faces: 4,
  },
};

test.each(Object.entries(repaired))(
  "%s",
  async (_name, { source, volume, faces, healed }) => {
    const { gate, counts } = await reportOf(source);
    expect([counts.mesh, gate.solids]).toEqual([0, 1]);
    expect(gate.volume).toBeCloseTo(volume, 6);
    expect(gate.faces).toBe(faces);
    if (healed !== undefined) expect(gate.healed).toEqual(healed);
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
