// fillet() and chamfer(), the extensions behind the feature `brep`.
import { disc, type Model, PI } from "./model.ts";

/** What a fillet takes from one straight edge of a right angle, per millimeter. */
const corner = (r: number): number => r * r * (1 - PI / 4);

/** A cube of side a with all edges rounded is a smaller one with everything nearer than r (Steiner). */
const roundCube = (a: number, r: number): number => {
  const b = a - 2 * r;
  return b ** 3 + 6 * b * b * r + 3 * PI * b * r * r + (4 / 3) * PI * r ** 3;
};

export const extensions: Readonly<Record<string, Model>> = {
  "all edges of a cube rounded": {
    source: "fillet(2) cube(20);",
    volume: roundCube(20, 2),
    faces: 26,
    tolerance: 1e-6,
  },
  "upright edges rounded": { source: 'fillet(2, "z") cube(20);', volume: 8000 - 4 * corner(2) * 20, faces: 10 },
  "edges along a direction": { source: "fillet(2, [0, 1, 0]) cube(20);", volume: 8000 - 4 * corner(2) * 20, faces: 10 },
  "edges in a box": {
    source: "fillet(1, [[[-1, -1, -1], [1, 1, 21]]]) cube(20);",
    volume: 8000 - corner(1) * 20,
    faces: 7,
  },
  "edges cut": { source: 'chamfer(1, "z") cube(20);', volume: 8000 - 4 * 0.5 * 20, faces: 10 },
  "top edge of a cylinder cut": {
    source: 'chamfer(1, "top") cylinder(r = 5, h = 4);',
    // The cut ring: a triangle turned about the axis (Pappus).
    volume: disc(5) * 4 - 0.5 * 2 * PI * (5 - 1 / 3),
    faces: 4,
  },
  "top edge of a cylinder rounded": {
    source: 'fillet(1, ["top", "convex"]) cylinder(r = 5, h = 4);',
    // Square less quarter disc, with the centroid of what is left.
    volume: disc(5) * 4 - 2 * PI * (4.5 - (PI / 4) * (4 + 4 / (3 * PI))),
    faces: 4,
    tolerance: 1e-7,
  },
  "only concave edges": {
    source: 'fillet(1, "concave") { cube([20, 20, 5]); cube([5, 20, 20]); }',
    volume: 2000 + 15 * 20 * 5 + corner(1) * 20,
    faces: 9,
  },
  "hole with a chamfer": {
    source:
      'chamfer(1, ["curved", "top"]) difference() { cube([20, 20, 5]); translate([10, 10, -1]) cylinder(r = 3, h = 9); }',
    volume: (400 - disc(3)) * 5 - 0.5 * 2 * PI * (3 + 1 / 3),
    faces: 8,
  },
  "no edge meets the conditions": { source: 'fillet(1, "concave") cube(5);', volume: 125, faces: 6 },
  "too large for its edge": { source: "fillet(30) cube(20);", volume: 8000, inexact: { fillet: "mesh" } },
  "a definition that stands in": {
    source: 'module fillet(r, edges) { children(); } fillet(2, "z") cube(20);',
    volume: 8000 - 4 * corner(2) * 20,
    faces: 10,
  },
  "a definition of one's own": {
    source: "module fillet(r) { translate([0, 0, r]) children(); } fillet(2) cube(20);",
    volume: 8000,
    faces: 6,
  },
  "fillet in a difference": {
    source: 'difference() { fillet(2, "z") cube(20); translate([10, 10, -1]) cylinder(r = 4, h = 30); }',
    volume: 8000 - 4 * corner(2) * 20 - disc(4) * 20,
    faces: 11,
  },
};
