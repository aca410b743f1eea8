// 2D shapes and the nodes that lead from them to solids.
import { ball, cone, disc, type Model, ngon, PI, sqrt } from "./model.ts";

/** Ring of a circle of radius r about an axis at the distance R, turned by an angle in degrees (Pappus). */
const ring = (R: number, r: number, angle = 360): number => (disc(r) * 2 * PI * R * angle) / 360;

export const flat: Readonly<Record<string, Model>> = {
  "extruded square": { source: "linear_extrude(3) square([2, 4]);", volume: 24, faces: 6 },
  "extruded circle": { source: "linear_extrude(3) circle(2);", volume: disc(2) * 3, faces: 3 },
  "extruded circle off the axis": {
    source: "linear_extrude(3, center = true) translate([5, 1]) circle(2);",
    volume: disc(2) * 3,
  },
  "extruded hexagon": {
    source: "linear_extrude(3) circle(2, $fn = 6);",
    volume: ngon(6, 2) * 3,
    inexact: { circle: "faceted" },
  },
  "extruded ring": {
    source: "linear_extrude(3) difference() { circle(5); circle(3); }",
    volume: (disc(5) - disc(3)) * 3,
    faces: 4,
  },
  "extruded polygon": { source: "linear_extrude(2) polygon([[0, 0], [4, 0], [0, 3]]);", volume: 12, faces: 5 },
  "polygon with a hole": {
    source: "linear_extrude(2) polygon([[0,0],[6,0],[6,6],[0,6],[2,2],[4,2],[4,4],[2,4]], [[0,1,2,3],[4,5,6,7]]);",
    volume: 64,
    faces: 10,
  },
  "extruded along a slant": {
    source: "linear_extrude(v = [1, 0, 4]) circle(2);",
    volume: disc(2) * 4,
    tolerance: 1e-8,
  },
  "extruded to a smaller top": { source: "linear_extrude(4, scale = 0.5) circle(2);", volume: cone(2, 1, 4), faces: 3 },
  "extruded square to a smaller top": {
    source: "linear_extrude(6, scale = 0.5) square(4, center = true);",
    volume: 2 * (16 + 8 + 4),
    faces: 6,
  },
  "extruded to a point": { source: "linear_extrude(6, scale = 0) square(4, center = true);", volume: 32, faces: 5 },
  "extruded circle to a point": { source: "linear_extrude(6, scale = 0) circle(2);", volume: cone(2, 0, 6), faces: 2 },
  "oblique frustum": {
    source: "linear_extrude(4, scale = 0.5) translate([3, 0]) circle(2);",
    volume: cone(2, 1, 4),
    tolerance: 1e-6,
  },
  "stretched on the way": {
    source: "linear_extrude(10, scale = [2, 1]) circle(5);",
    volume: 250 * PI * 1.5,
    tolerance: 1e-6,
  },
  "narrowed on the way": {
    // The longer axis of the upper ellipse is not that of the lower one.
    source: "linear_extrude(3, scale = [0.5, 1]) difference() { circle(2); translate([0.5, 0]) circle(1); }",
    volume: 3 * PI * 3 * 0.75,
    tolerance: 1e-6,
  },
  "twisted square": {
    source: "linear_extrude(10, twist = 90) square(4, center = true);",
    volume: 160,
    tolerance: 1e-6,
  },
  "twisted ring": {
    source: "linear_extrude(10, twist = 45) difference() { square(6, center = true); square(2, center = true); }",
    volume: 320,
    tolerance: 1e-6,
  },
  "twisted circle off the axis": {
    source: "linear_extrude(10, twist = 180) translate([4, 0]) circle(1);",
    volume: disc(1) * 10,
    tolerance: 1e-4,
  },
  "twisted by request in facets": {
    source: "linear_extrude(10, twist = 90, $fn = 4) square(4);",
    volume: 160,
    tolerance: 0.02,
    inexact: { linear_extrude: "faceted" },
  },
  torus: { source: "rotate_extrude() translate([10, 0]) circle(3);", volume: ring(10, 3), faces: 1 },
  "quarter of a torus": {
    source: "rotate_extrude(angle = 90) translate([10, 0]) circle(3);",
    volume: ring(10, 3, 90),
    faces: 3,
  },
  "turned backwards": {
    source: "rotate_extrude(angle = -60, start = 20) translate([10, 0]) circle(3);",
    volume: ring(10, 3, 60),
  },
  "left of the axis": { source: "rotate_extrude() translate([-10, 0]) circle(3);", volume: ring(10, 3) },
  "disc by turning": { source: "rotate_extrude() square([5, 2]);", volume: disc(5) * 2, faces: 3 },
  "tube by turning": {
    source: "rotate_extrude() translate([3, 0]) square([2, 4]);",
    volume: (disc(5) - disc(3)) * 4,
    faces: 4,
  },
  "ball by turning": {
    source: "rotate_extrude() intersection() { circle(4); translate([0, -5]) square(10); }",
    volume: ball(4),
  },
  "square by turning in four steps": {
    source: "rotate_extrude($fn = 4) square([2, 3]);",
    volume: ngon(4, 2) * 3,
    inexact: { rotate_extrude: "faceted" },
  },
  ellipse: { source: "linear_extrude(3) scale([2, 1]) circle(5);", volume: 150 * PI, tolerance: 1e-6 },
  "mirrored outline": { source: "linear_extrude(3) mirror([1, 0]) translate([3, 0]) circle(2);", volume: disc(2) * 3 },
  "resized outline": { source: "linear_extrude(3) resize([10, 10]) circle(1);", volume: disc(5) * 3 },
  "rounded square": { source: "linear_extrude(3) offset(2) square(10);", volume: (100 + 80 + disc(2)) * 3, faces: 10 },
  "sharp offset": { source: "linear_extrude(3) offset(delta = 2) square(10);", volume: 196 * 3, faces: 6 },
  "cut offset of a square": {
    source: "linear_extrude(3) offset(delta = 2, chamfer = true) square(10);",
    volume: (180 + 4 * (4 - (2 * sqrt(2) - 2) ** 2)) * 3,
    tolerance: 1e-7,
  },
  "offset inwards": { source: "linear_extrude(3) offset(-1) square(10);", volume: 64 * 3, faces: 6 },
  "circle grown": { source: "linear_extrude(3) offset(2) circle(3);", volume: disc(5) * 3, faces: 3 },
  "circle grown sharply": { source: "linear_extrude(3) offset(delta = 2) circle(3);", volume: disc(5) * 3, faces: 3 },
  "outline wall": {
    source: "linear_extrude(3) difference() { offset(2) square(10); square(10); }",
    volume: (80 + disc(2)) * 3,
  },
  "filled ring": {
    source: "linear_extrude(3) fill() difference() { circle(5); circle(3); }",
    volume: disc(5) * 3,
    faces: 3,
  },
  "cut of a ball": {
    source: "linear_extrude(2) projection(cut = true) translate([0, 0, 3]) sphere(5);",
    volume: disc(4) * 2,
  },
  "shadow of a ball": { source: "linear_extrude(2) projection() translate([0, 0, 3]) sphere(5);", volume: disc(5) * 2 },
  "shadow of a tube": {
    source:
      "linear_extrude(2) projection() difference() { cylinder(r = 5, h = 9); translate([0, 0, -1]) cylinder(r = 3, h = 11); }",
    volume: (disc(5) - disc(3)) * 2,
  },
  "shadow of a cube": { source: "linear_extrude(2) projection() translate([0, 0, 7]) cube(3);", volume: 18 },
};
