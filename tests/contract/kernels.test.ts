// One table of cases for every kernel: each kind of node with no child, one, several, empty ones, and ones of the other
// dimension (spec/geometry.md §5.1, §5.2). A new kind of node is a compile error here until it has cases.
import { describe, expect, test } from "bun:test";
import { type Geometry, isEmpty } from "../../backend/csg/geometry.ts";
import type { CsgKind } from "../../backend/csg/nodes.ts";
import { ShapeCache } from "../../backend/kernel/cache.ts";
import { evaluateShape } from "./evaluate-shape.ts";
import { measure } from "./measure.ts";

/** Programs and what they give: `3D volume`, `2D area`, `empty 2D`, `empty 3D`, `nothing`, or several for a list. */
type Cases = Readonly<Record<string, string>>;

const cases: Readonly<Record<CsgKind, Cases>> = {
  root: {
    "": "nothing",
    "cube(2);": "3D 8",
    "cube(2); translate([1,0,0]) cube(2);": "3D 12",
    "square(2); translate([1,0]) square(2);": "2D 6",
    "square(2); cube(2);": "2D 4",
    "cube(2); square(2);": "3D 8",
    "cube(0); cube(2);": "3D 8",
    "union() {} cube(2);": "3D 8",
    "%cube(5);": "nothing",
    "#cube(2); *cube(5);": "3D 8",
    "cube(9); !cube(2);": "3D 8",
  },
  list: {
    "for (i = [0:1]) translate([3*i,0,0]) cube(1);": "3D 1 | 3D 1",
    "difference() { for (i = [0:1]) translate([i,0,0]) cube(2); }": "3D 4",
    "union() { if (true) { cube(1); translate([3,0,0]) cube(1); } }": "3D 2",
    "cube(1); square(1);": "3D 1",
    "module none() {} none();": "nothing",
  },
  group: {
    "module m() {} m();": "nothing",
    "module m() { cube(2); translate([4,0,0]) cube(1); } m();": "3D 9",
    "for (i = [0:2]) translate([i*2,0]) square(1);": "2D 3",
    "if (true) { cube(2); }": "3D 8",
  },
  union: {
    "union() {}": "nothing",
    "union() cube(2);": "3D 8",
    "union() { cube(2); cube(2); }": "3D 8",
    "union() { cube(0); cube(0); }": "nothing",
    "union() { square(2); union() {} }": "2D 4",
    // An empty polygon fixes the dimension of those beside it; alone it becomes nothing.
    "square(0); circle(0);": "empty 2D",
    "square(0); cube(2);": "empty 2D",
    "union() square(0); cube(2);": "3D 8",
    "union() cube(0); square(2);": "nothing",
    "linear_extrude(1) square(0); square(2);": "2D 4",
    "minkowski() { square(0); square(0); } cube(2);": "3D 8",
  },
  difference: {
    "difference() {}": "nothing",
    "difference() cube(2);": "3D 8",
    "difference() { cube(2); cube(1); }": "3D 7",
    "difference() { cube(2); cube(1); translate([1,1,1]) cube(1); }": "3D 6",
    "difference() { cube(0); cube(1); }": "nothing",
    "difference() { cube(2); cube(0); union() {} }": "3D 8",
    "difference() { union() {} cube(2); }": "nothing",
    "difference() { cube(2); square(9); }": "3D 8",
    "difference() { square(2); cube(9); square(1); }": "2D 3",
    "difference() { square(2); square(3); }": "nothing",
    "difference() { cube(2); cube(3); }": "empty 3D",
    "difference() { %cube(4); cube(2); }": "3D 8",
  },
  intersection: {
    "intersection() {}": "nothing",
    "intersection() cube(2);": "3D 8",
    "intersection() { cube(2); translate([1,1,1]) cube(2); }": "3D 1",
    "intersection() { cube(2); union() {} }": "nothing",
    "intersection() { cube(2); translate([5,0,0]) cube(2); }": "empty 3D",
    "intersection() { square(2); square([1,9]); square([9,1]); }": "2D 1",
    "intersection() { square(2); union() {} }": "nothing",
    "intersection_for (i = [0:1]) translate([i,0,0]) cube(3);": "3D 18",
  },
  hull: {
    "hull() {}": "nothing",
    "hull() cube(2);": "3D 8",
    "hull() { cube(1); translate([2,0,0]) cube(1); }": "3D 3",
    "hull() { square(1); translate([1,1]) square(1); }": "2D 3",
    "hull() { square(1); cube(1); }": "2D 1",
    "hull() { cube(0); cube(1); }": "3D 1",
    "hull() square(0);": "nothing",
  },
  fill: {
    "fill() {}": "nothing",
    "fill() difference() { square(4); translate([1,1]) square(2); }": "2D 16",
    "fill() { square(2); translate([4,0]) square(1); }": "2D 5",
    "fill() cube(2);": "3D 8",
  },
  minkowski: {
    "minkowski() {}": "nothing",
    "minkowski() cube(2);": "3D 8",
    "minkowski() { cube(1); cube([1,2,3]); }": "3D 24",
    "minkowski() { cube(1); cube(1); cube(1); }": "3D 27",
    "minkowski() { cube(2); cube(0); }": "3D 8",
    "minkowski() { square(2); square(1); }": "2D 9",
    "minkowski() { square(2); square(0); }": "nothing",
    "minkowski() { difference() { cube(3); translate([1,1,-1]) cube(9); } cube(1); }": "3D 48",
  },
  transform: {
    "translate([1,2,3]) {}": "nothing",
    "rotate([10,20,30]) cube(2);": "3D 8",
    "scale([2,-1,1]) cube(2);": "3D 16",
    "mirror([1,1]) square([1,3]);": "2D 3",
    "scale([2,2]) { square(1); translate([2,0]) square(1); }": "2D 8",
    "multmatrix([[1,1,0],[0,1,0],[0,0,1]]) cube(1);": "3D 1",
    "multmatrix([[1,0,0,0/0]]) cube(2);": "nothing",
    "scale(1/0) cube(2);": "nothing",
    "scale([1,0]) square(2);": "nothing",
    "rotate([60,0,0]) square(2);": "2D 2",
  },
  color: {
    'color("red") {}': "nothing",
    'color("red") { cube(2); translate([1,0,0]) cube(2); }': "3D 12",
    'color("red") square(2);': "2D 4",
  },
  resize: {
    "resize([1,1,1]) {}": "nothing",
    "resize([4,0,1]) cube(2);": "3D 8",
    "resize([4,0,0], auto=true) cube(2);": "3D 64",
    "resize([4,0], auto=true) square(2);": "2D 16",
    "resize([4,4,4]) { cube(1); translate([1,0,0]) cube(1); }": "3D 64",
  },
  offset: {
    "offset(1) {}": "nothing",
    "offset(delta=1) square(2);": "2D 16",
    "offset(delta=-2) square(2);": "nothing",
    "offset(delta=1) { square(2); translate([2,0]) square(2); }": "2D 24",
    "offset(1) cube(2);": "nothing",
  },
  linear_extrude: {
    "linear_extrude(2) {}": "nothing",
    "linear_extrude(2) square(3);": "3D 18",
    "linear_extrude(2) { square(2); translate([1,0]) square(2); }": "3D 12",
    "linear_extrude(0) square(2);": "empty 3D",
    "linear_extrude(2) cube(2);": "nothing",
    "linear_extrude(3, scale=0) square(2);": "3D 4",
    "linear_extrude(2, center=true) difference() { square(3); translate([1,1]) square(1); }": "3D 16",
  },
  rotate_extrude: {
    "rotate_extrude() {}": "nothing",
    "rotate_extrude($fn=4) square([1,2]);": "3D 4",
    "rotate_extrude(90, $fn=4) square([1,2]);": "3D 1",
    "rotate_extrude(0) square(1);": "nothing",
    "rotate_extrude() square(2, center=true);": "nothing",
    "rotate_extrude($fn=4) translate([1,0]) square(1);": "3D 6",
  },
  projection: {
    "projection() {}": "nothing",
    "projection(cut=true) {}": "nothing",
    "projection() cube([1,2,3]);": "2D 2",
    "projection(cut=true) translate([0,0,-1]) cube([1,2,3]);": "2D 2",
    "projection(cut=true) translate([0,0,1]) cube(2);": "nothing",
    "projection() { cube(2); translate([1,0,0]) cube(2); }": "2D 6",
    "projection() square(2);": "nothing",
  },
  render: {
    "render() {}": "nothing",
    "render() { cube(2); translate([1,0,0]) cube(2); }": "3D 12",
    "render() square(2);": "2D 4",
  },
  // The mesh kernel leaves edges alone; with a feature that is off, there is no such module at all.
  fillet: { "fillet(0.1) cube(1);": "nothing" },
  chamfer: { "chamfer(0.1) cube(1);": "nothing" },
  roof: {
    "roof() {}": "nothing",
    'roof("straight") square([4,2]);': "3D 3.33333",
    "roof() square([4,2]);": "3D 3.33333",
    "roof() cube(1);": "nothing",
  },
  cube: { "cube();": "3D 1", "cube([1,2,3], true);": "3D 6", "cube(0);": "empty 3D", "cube([1,1,1/0]);": "empty 3D" },
  sphere: { "sphere(1, $fn=4);": "3D 1.41421", "sphere(0);": "empty 3D", "sphere(-1);": "empty 3D" },
  cylinder: {
    "cylinder(h=3, r=1, $fn=4);": "3D 6",
    "cylinder(h=3, r1=1, r2=0, $fn=4);": "3D 2",
    "cylinder(h=0, r=1);": "empty 3D",
    "cylinder(h=1, r1=-1, r2=1);": "empty 3D",
  },
  polyhedron: {
    "polyhedron([[0,0,0],[1,0,0],[0,1,0],[0,0,1]], [[0,1,2],[0,3,1],[0,2,3],[1,3,2]]);": "3D 0.166667",
    "polyhedron([], []);": "empty 3D",
  },
  square: { "square();": "2D 1", "square([2,3], true);": "2D 6", "square(0);": "nothing", "square(-1);": "nothing" },
  circle: { "circle(1, $fn=4);": "2D 2", "circle(0);": "nothing", "circle(1, $fn=3);": "2D 1.29904" },
  polygon: {
    "polygon([[0,0],[2,0],[0,2]]);": "2D 2",
    "polygon([[0,0],[4,4],[4,0],[0,4]]);": "2D 8",
    "polygon([]);": "nothing",
    "polygon([[0,0],[4,0],[4,4],[0,4],[1,1],[2,1],[2,2],[1,2]], [[0,1,2,3],[4,5,6,7]]);": "2D 15",
  },
  text: {
    'text("");': "nothing",
    'text("I", size=10, font="Liberation Sans");': "2D 12.3754",
    'text(" ");': "nothing",
  },
  import: {
    'import("/t.off");': "3D 0.166667",
    'import("/none.stl");': "empty 3D",
    'import("/none.svg");': "nothing",
    'import("/s.dxf");': "2D 1",
    'import("/s.what");': "empty 3D",
  },
  surface: { 'surface("/h.dat");': "3D 1", 'surface("/none.dat");': "empty 3D" },
};

const files = new Map([
  ["/t.off", "OFF\n4 4 0\n0 0 0\n1 0 0\n0 1 0\n0 0 1\n3 0 2 1\n3 0 1 3\n3 0 3 2\n3 1 2 3\n"],
  [
    "/s.dxf",
    "0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n8\n0\n90\n4\n70\n1\n10\n0\n20\n0\n10\n1\n20\n0\n10\n1\n20\n1\n10\n0\n20\n1\n0\nENDSEC\n0\nEOF\n",
  ],
  ["/h.dat", "1 1\n1 1\n"],
]);

const cache = new ShapeCache();

describe.each(Object.entries(cases))("%s", (kind, table) => {
  test.each(Object.entries(table))("%s", async (source, expected) => {
    const features = kind === "list" ? (["lazy-union"] as const) : (["roof"] as const);
    const { geometry } = await evaluateShape(source, { files, features, cache });
    expect(summary(geometry ?? null)).toBe(expected);
  });
});

function summary(geometry: Geometry | null): string {
  if (geometry === null) return "nothing";
  if (geometry.dimension === "list") return geometry.items.map(summary).join(" | ");
  if (isEmpty(geometry)) return `empty ${geometry.dimension}D`;
  const facts = measure(geometry);
  if (facts.dimension === "list") throw new Error("a list in a list");
  const size = facts.dimension === 2 ? facts.area : facts.volume;
  return `${facts.dimension}D ${Number(size.toPrecision(6))}`;
}
