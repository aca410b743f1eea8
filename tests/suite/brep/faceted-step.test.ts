// STEP files of planar faces that are written without the library: it reads them as what they were.
import { expect, test } from "bun:test";
import type { Mesh } from "../../../backend/csg/geometry.ts";
import { ShapeCache } from "../../../backend/kernel/cache.ts";
import type { Brep } from "../../../backend/kernel/occt/brep.ts";
import { closedMesh } from "../../../backend/kernel/occt/exact-shape.ts";
import { facetedStepText } from "../../../backend/kernel/occt/faceted-step.ts";
import { solidOfMesh } from "../../../backend/kernel/occt/polyhedron.ts";
import { checkSolidFile, readSolidFile } from "../../../backend/kernel/occt/solid-files.ts";
import { isValid, partsOf, volumeOf } from "../../../backend/kernel/occt/topology.ts";
import { commandLineLimits } from "../../../backend/shared/limits.ts";
import { evaluateShape } from "../../contract/evaluate-shape.ts";
import { makeContext } from "../../unit/polygon/shapes.ts";

const cache = new ShapeCache();
const header = "ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION((''),'2;1');\nFILE_NAME('','',(''),(''),'','','');\n";

test.each([
  [
    "a cavity, two colors, two solids",
    'difference() { color("red") cube(10, center = true); color([0, 0.5, 1, 0.5]) cube(4, center = true); } translate([9, 9, 9]) sphere(3, $fn = 8);',
  ],
  [
    "holes through faces",
    "linear_extrude(2) difference() { square(10); translate([2, 2]) square(3); translate([6, 6]) circle(1); }",
  ],
  [
    "an empty middle",
    "difference() { cube(9, center = true); cube([4, 4, 20], center = true); } translate([20, 0, 0]) cube(1e-3);",
  ],
])(
  "%s",
  async (_name, source) => {
    const { geometry } = await evaluateShape(source, { cache, triangles: true });
    const occt = await cache.engines.loadOcct();
    await occt.loadSupplement();
    await cache.engines.load({ clipper: false, manifold: true });
    const brep = solidOfMesh(occt, closedMesh(makeContext().ctx, cache.engines, geometry as Mesh));
    const { facets } = brep;
    if (facets === undefined) throw new Error("a mesh has facets");
    const bytes = new TextEncoder().encode(header + facetedStepText([{ name: "it's", facets }]));
    checkSolidFile("step", bytes, commandLineLimits);
    const read = readSolidFile(occt, "step", bytes);
    const factsOf = ({ shape, paints }: Brep) =>
      occt.run((keep, oc) => ({
        valid: isValid({ keep, oc }, shape),
        volume: Math.round(1e9 * volumeOf({ keep, oc }, shape)) / 1e9,
        solids: partsOf({ keep, oc }, shape, "SOLID").length,
        shells: partsOf({ keep, oc }, shape, "SHELL").length,
        faces: partsOf({ keep, oc }, shape, "FACE").length,
        paints: paints
          .map(({ color, faces }) => `${color.map((value) => Math.round(1e4 * value))} ${faces?.length}`)
          .sort(),
      }));
    expect(factsOf(read)).toEqual(factsOf(brep));
    expect(factsOf(read).valid).toBe(true);
    occt.sweep();
  },
  120_000,
);
