// Primitives, transforms and Booleans.
import { ball, cap, cone, disc, type Model, ngon, PI, sqrt } from "./model.ts";

/** Two equal cylinders that cross at a right angle have this in common. */
const steinmetz = (16 / 3) * 2 ** 3;

export const primitives: Readonly<Record<string, Model>> = {
  cube: { source: "cube(10);", volume: 1000, faces: 6 },
  box: { source: "cube([1, 2, 3], center = true);", volume: 6, faces: 6 },
  "tiny cube": { source: "cube(0.01);", volume: 1e-6, faces: 6 },
  "large cube": { source: "cube(1000);", volume: 1e9, faces: 6 },
  sphere: { source: "sphere(5);", volume: ball(5), faces: 1 },
  "sphere of many facets": { source: "sphere(5, $fn = 100);", volume: ball(5), faces: 1 },
  "sphere by diameter": { source: "sphere(d = 3);", volume: ball(1.5) },
  cylinder: { source: "cylinder(r = 3, h = 7);", volume: disc(3) * 7, faces: 3 },
  "centered cylinder": { source: "cylinder(d = 4, h = 5, center = true);", volume: disc(2) * 5 },
  "cylinder of 12 facets is round": { source: "cylinder(r = 3, h = 7, $fn = 12);", volume: disc(3) * 7, faces: 3 },
  cone: { source: "cylinder(r1 = 3, r2 = 0, h = 7);", volume: cone(3, 0, 7), faces: 2 },
  "cone on its tip": { source: "cylinder(r1 = 0, r2 = 2, h = 3);", volume: cone(0, 2, 3), faces: 2 },
  frustum: { source: "cylinder(r1 = 3, r2 = 1, h = 4);", volume: cone(3, 1, 4), faces: 3 },
  "hexagonal prism": {
    source: "cylinder(r = 5, h = 4, $fn = 6);",
    volume: ngon(6, 5) * 4,
    faces: 8,
    inexact: { cylinder: "faceted" },
  },
  pyramid: {
    source: "cylinder(r1 = 5, r2 = 0, h = 6, $fn = 4);",
    volume: (ngon(4, 5) * 6) / 3,
    faces: 5,
    inexact: { cylinder: "faceted" },
  },
  octahedron: { source: "sphere(1, $fn = 4);", volume: sqrt(2), inexact: { sphere: "faceted" } },
  tetrahedron: {
    source: "polyhedron([[0,0,0],[1,0,0],[0,1,0],[0,0,1]], [[0,1,2],[0,3,1],[1,3,2],[0,2,3]]);",
    volume: 1 / 6,
    faces: 4,
  },
  "polyhedron with triangles of one plane": {
    source:
      "polyhedron([[0,0,0],[2,0,0],[2,2,0],[0,2,0],[0,0,2],[2,0,2],[2,2,2],[0,2,2]], [[0,1,2],[0,2,3],[4,6,5],[4,7,6],[0,4,5],[0,5,1],[1,5,6],[1,6,2],[2,6,7],[2,7,3],[3,7,4],[3,4,0]]);",
    volume: 8,
    faces: 6,
  },
  translated: { source: "translate([1, 2, 3]) sphere(2);", volume: ball(2) },
  rotated: { source: "rotate([10, 20, 30]) cylinder(r = 2, h = 5);", volume: disc(2) * 5, faces: 3 },
  "far away": { source: "translate([1e4, 1e4, 1e4]) sphere(1);", volume: ball(1) },
  "scaled alike": { source: "scale(3) sphere(2);", volume: ball(6) },
  "scaled along the axis": { source: "scale([1, 1, 2]) cylinder(r = 2, h = 5);", volume: disc(2) * 10, faces: 3 },
  "scaled across the axis": {
    source: "scale([2, 2, 1]) cylinder(r1 = 2, r2 = 1, h = 5);",
    volume: cone(4, 2, 5),
    faces: 3,
  },
  ellipsoid: { source: "scale([1, 2, 3]) sphere(2);", volume: ball(2) * 6, tolerance: 1e-6 },
  sheared: {
    source: "multmatrix([[1, 0.3, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]) cylinder(r = 2, h = 5);",
    volume: disc(2) * 5,
    tolerance: 1e-6,
  },
  "sheared cube": {
    source: "multmatrix([[1, 0.3, 0, 0], [0, 1, 0.5, 0], [0, 0, 1, 0]]) cube(3);",
    volume: 27,
    faces: 6,
  },
  mirrored: {
    source: "mirror([1, 1, 0]) translate([5, 0, 0]) cylinder(r1 = 2, r2 = 1, h = 3);",
    volume: cone(2, 1, 3),
  },
  "turned inside out twice": { source: "scale([-1, -1, -1]) sphere(2);", volume: ball(2) },
  resized: { source: "resize([8, 8, 8]) sphere(1);", volume: ball(4) },
  "resized one way": { source: "resize([0, 0, 20]) cylinder(r = 2, h = 5);", volume: disc(2) * 20 },
  colored: { source: 'color("red") sphere(2);', volume: ball(2) },
  "two colors": {
    source: 'color("red") cube(4); translate([2, 2, 0]) color("blue") cylinder(r = 1, h = 8);',
    volume: 64 + disc(1) * 4,
  },
  rendered: { source: "render() cylinder(r = 1, h = 1);", volume: disc(1) },
  "union of cubes": { source: "cube(2); translate([1, 0, 0]) cube(2);", volume: 12, faces: 6 },
  "cubes side by side": { source: "cube(2); translate([2, 0, 0]) cube(2);", volume: 16, faces: 6 },
  "objects apart": { source: "cube(2); translate([9, 0, 0]) sphere(1);", volume: 8 + ball(1), solids: 2 },
  "balls that overlap": { source: "sphere(2); translate([2, 0, 0]) sphere(2);", volume: 2 * ball(2) - 2 * cap(2, 1) },
  "ball through the faces of a cube": {
    source: "cube(15, center = true); sphere(10);",
    volume: 3375 + 6 * cap(10, 2.5),
  },
  "pin in a cube": {
    source: "cube(4, center = true); cylinder(r = 1, h = 10, center = true);",
    volume: 64 + disc(1) * 6,
  },
  "cylinders of one axis": {
    source: "cylinder(r = 2, h = 3); translate([0, 0, 3]) cylinder(r = 2, h = 3);",
    volume: disc(2) * 6,
    faces: 3,
  },
  "drilled cube": {
    source: "difference() { cube(10); translate([5, 5, -1]) cylinder(r = 2, h = 12); }",
    volume: 1000 - disc(2) * 10,
    faces: 7,
  },
  "blind hole": {
    source: "difference() { cube(10); translate([5, 5, 5]) cylinder(r = 2, h = 12); }",
    volume: 1000 - disc(2) * 5,
    faces: 8,
  },
  cavity: { source: "difference() { cube(10, center = true); sphere(4); }", volume: 1000 - ball(4), faces: 7 },
  "cubic cavity": {
    source: "difference() { cube(10, center = true); cube(4, center = true); }",
    volume: 936,
    faces: 12,
  },
  shell: { source: "difference() { sphere(5); sphere(4); }", volume: ball(5) - ball(4), faces: 2 },
  dimple: {
    source: "difference() { cube(10); translate([5, 5, 10]) sphere(3); }",
    volume: 1000 - ball(3) / 2,
    faces: 7,
  },
  "ball cut by a cube": {
    source:
      "intersection() { sphere(5); translate([0, 0, 3]) cube(20, center = true); translate([0,0,10]) cube(20, center = true); }",
    volume: ball(5) / 2,
  },
  "crossed cylinders": {
    source:
      "intersection() { cylinder(r = 2, h = 10, center = true); rotate([90, 0, 0]) cylinder(r = 2, h = 10, center = true); }",
    volume: steinmetz,
    tolerance: 1e-6,
  },
  "tube with a slot": {
    source:
      "difference() { cylinder(r = 5, h = 10); translate([0, 0, -1]) cylinder(r = 4, h = 12); translate([0, -1, 5]) cube([1, 2, 9]); }",
    volume: (disc(5) - disc(4)) * 10,
  },
  "background and disabled parts do not count": { source: "sphere(2); %cube(9); *cube(8);", volume: ball(2) },
  "loop of holes": {
    source: "difference() { cube([40, 10, 2]); for (x = [5:10:35]) translate([x, 5, -1]) cylinder(r = 2, h = 4); }",
    volume: 800 - 4 * disc(2) * 2,
    faces: 10,
  },
  "half of a half": {
    source: "difference() { cylinder(r = 3, h = 2); translate([0, -5, -1]) cube([9, 10, 4]); }",
    volume: disc(3),
    faces: 4,
  },
  "quarter turn": {
    source: "intersection() { cylinder(r = 3, h = 4); cube(9); }",
    volume: (disc(3) * 4) / 4,
    faces: 5,
  },
  "unit check": { source: "cylinder(r = 1, h = 1);", volume: PI, faces: 3 },
};
