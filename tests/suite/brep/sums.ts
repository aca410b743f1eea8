// hull(), minkowski() and what is beyond exact forms.
import { ball, cone, disc, type Model, PI, sqrt } from "./model.ts";

/** Everything nearer than r to a box (Steiner). */
const rounded = (a: number, b: number, c: number, r: number): number =>
  a * b * c + 2 * r * (a * b + b * c + c * a) + PI * r * r * (a + b + c) + ball(r);

export const sums: Readonly<Record<string, Model>> = {
  capsule: { source: "hull() { sphere(2); translate([7, 0, 0]) sphere(2); }", volume: ball(2) + disc(2) * 7, faces: 3 },
  "capsule askew": {
    source: "hull() { translate([1, 2, 3]) sphere(2); translate([4, 6, 15]) sphere(2); }",
    volume: ball(2) + disc(2) * 13,
  },
  drop: {
    // Balls of radius 3 and 1, 10 apart: two caps and the cone between the circles where it touches.
    source: "hull() { sphere(3); translate([0, 0, 10]) sphere(1); }",
    volume: dropVolume(3, 1, 10),
  },
  "ball around a ball": { source: "hull() { sphere(3); translate([1, 0, 0]) sphere(1); }", volume: ball(3) },
  "balls in a row": {
    source: "hull() for (x = [0, 3, 9]) translate([x, 0, 0]) sphere(2);",
    volume: ball(2) + disc(2) * 9,
  },
  "box of balls": {
    source: "hull() for (x = [0, 10], y = [0, 8], z = [0, 6]) translate([x, y, z]) sphere(1);",
    volume: rounded(10, 8, 6, 1),
    faces: 26,
  },
  slot: {
    source: "hull() { cylinder(r = 2, h = 5); translate([8, 0, 0]) cylinder(r = 2, h = 5); }",
    volume: (disc(2) + 32) * 5,
    faces: 6,
  },
  "plate of cylinders": {
    source: "hull() for (x = [0, 20], y = [0, 10]) translate([x, y, 0]) cylinder(r = 3, h = 2);",
    volume: (200 + 60 * 3 + disc(3)) * 2,
    faces: 10,
  },
  "plate of cylinders askew, each laid by itself": {
    source: `hull() { for (x = [0, 20], y = [0, 10]) rotate([25, 40, 10]) translate([x, y, 3]) cylinder(r = 3, h = 2);
      rotate([25, 40, 10]) translate([0, 0, 3]) cube([20, 10, 2]); }`,
    volume: (200 + 60 * 3 + disc(3)) * 2,
    faces: 10,
  },
  "cylinder and block": {
    source: "hull() { cylinder(r = 5, h = 2); translate([-5, 0, 0]) cube([10, 20, 2]); }",
    volume: (disc(5) / 2 + 200) * 2,
  },
  "cylinder to ball": {
    source: "hull() { cylinder(r = 3, h = 4); translate([0, 0, 4]) sphere(3); }",
    volume: disc(3) * 4 + ball(3) / 2,
  },
  "flat slot": {
    source: "linear_extrude(2) hull() { circle(3); translate([10, 0]) circle(3); }",
    volume: (disc(3) + 60) * 2,
  },
  "flat drop": {
    source: "linear_extrude(2) hull() { circle(3); translate([10, 0]) circle(1); }",
    volume: flatDrop(3, 1, 10) * 2,
  },
  "hull of cubes": { source: "hull() { cube(2); translate([4, 0, 0]) cube(2); }", volume: 24, faces: 6 },
  "hull of a ball and a cube": {
    source: "hull() { sphere(3); cube(10); }",
    volume: 1390,
    tolerance: 0.05,
    inexact: { hull: "mesh" },
  },
  "rounded box": { source: "minkowski() { cube([10, 8, 6]); sphere(1); }", volume: rounded(10, 8, 6, 1), faces: 26 },
  "ball on a box": { source: "minkowski() { sphere(1); cube([10, 8, 6]); }", volume: rounded(10, 8, 6, 1), faces: 26 },
  "rounded upright edges": {
    source: "minkowski() { cube([10, 8, 6]); cylinder(r = 1, h = 2); }",
    volume: (80 + 36 + disc(1)) * 8,
    faces: 10,
  },
  "sum of boxes": { source: "minkowski() { cube([10, 8, 6]); cube([1, 2, 3]); }", volume: 11 * 10 * 9, faces: 6 },
  "sum of balls": { source: "minkowski() { sphere(2); translate([1, 0, 0]) sphere(3); }", volume: ball(5), faces: 1 },
  "rounded square by a circle": {
    source: "linear_extrude(2) minkowski() { square(10); circle(1); }",
    volume: (100 + 40 + disc(1)) * 2,
    faces: 10,
  },
  "cylinder with a ball": {
    source: "minkowski() { cylinder(r = 4, h = 3); sphere(1); }",
    volume: disc(4) * 3 + (2 * PI * 4 * 3 + 2 * disc(4)) + PI * 3 + PI * 4 * PI + ball(1),
    tolerance: 1e-6,
  },
  "cone and ball": {
    source: "difference() { cylinder(r1 = 5, r2 = 2, h = 6); translate([0, 0, 6]) sphere(2); }",
    volume: cone(5, 2, 6) - ball(2) / 2,
    tolerance: 1e-7,
  },
  "sum with a cone": {
    source: "minkowski() { cube(4); cylinder(r1 = 1, r2 = 0.5, h = 1); }",
    volume: 161.4089930948885,
    tolerance: 1e-6,
    inexact: { minkowski: "mesh" },
  },
};

/** Hull of balls R > r at a distance d: the cone touches where the radius is R cos a, with sin a = (R − r) / d. */
function dropVolume(R: number, r: number, d: number): number {
  const s = (R - r) / d;
  const c = sqrt(1 - s * s);
  const capOf = (radius: number, height: number): number => (PI * height * height * (3 * radius - height)) / 3;
  const low = R * s;
  const high = d + r * s;
  return capOf(R, R + low) + cone(R * c, r * c, high - low) + capOf(r, r - r * s);
}

/** The same in the plane. */
function flatDrop(R: number, r: number, d: number): number {
  const a = Math.asin((R - r) / d);
  const c = Math.cos(a);
  return (R * R * (PI + 2 * a)) / 2 + (r * r * (PI - 2 * a)) / 2 + d * c * (R + r);
}
