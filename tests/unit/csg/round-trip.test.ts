// The text of a tree is a program that evaluates to the same tree: same text, same key.
import { describe, expect, test } from "bun:test";
import { keyOf } from "../../../backend/csg/key.ts";
import { MemoryWorld } from "../../../backend/shared/memory-world.ts";
import { evaluate } from "../compile-walk/evaluate.ts";

const files = { "/a.stl": "solid", "/lib/b.svg": "<svg/>", "/c.dat": "1 2" };
const world = new MemoryWorld({ main: "", files: new Map(Object.entries(files)) });

const programs = [
  "",
  "cube(); cube([1,2,3], center=true); sphere(2); sphere(d=3, $fn=7); cylinder(3,1,2); cylinder(h=2,r=0.5,center=true);",
  "cube(0); sphere(-1); cylinder(h=0, r1=0); square([1e-7, 1234560]); circle(r=1e20);",
  "polyhedron([[0,0,0],[1,0,0],[0,1,0],[0,0,1]], [[0,1,2],[0,3,1],[0,2,3],[1,3,2]], convexity=3); polyhedron([],[]);",
  "polygon([[0,0],[1,0],[0,-0.25]]); polygon([[0,0],[1,0],[1,1],[0,1]], [[0,1,2,3],[]], 4); polygon([]);",
  "translate([1,2.5,-3]) rotate([90,180,270]) mirror([0,1,0]) scale([-1,2,0]) multmatrix([[1,2],[3,4,-0,6]]) cube();",
  "rotate(180) rotate([0,-90,0]) mirror([1,0,0]) scale(-1) rotate(90,[0,0,-1]) cube();",
  'color("red") color([0.5,0.25,0.125,0.75]) color(alpha=0.5) color("nope") color([2,-1]) cube();',
  "union(){cube();} difference(){cube(); %sphere(); #cylinder();} intersection(){group(){} cube();} hull(){} fill() square();",
  "minkowski(){cube();sphere();} minkowski(convexity=7) cube(); render(convexity=5) cube(); projection(cut=true) cube();",
  "resize([4,0,2], auto=[false,true,false], convexity=3) cube(); resize(5,true) cube();",
  "offset(2) square(); offset(delta=-1) square(); offset(delta=2, chamfer=true, $fn=8) square(); offset(r=-1) square();",
  "linear_extrude(5) square(); linear_extrude(h=5, center=true, twist=-90, scale=[0.5,2], slices=4, convexity=3) square();",
  "linear_extrude(3, slices=2, segments=5, $fn=50) square(); linear_extrude(3, scale=0, segments=0) square(); linear_extrude(0) square();",
  "linear_extrude(v=[3,0,4]) square();",
  "rotate_extrude() square(); rotate_extrude(90) square(); rotate_extrude(start=45, $fn=3) square(); rotate_extrude(-30, 15) square();",
  'text("Hi", 5, "Liberation Sans:style=Bold", halign="center", spacing=1.5, $fn=4); text("سلام"); text(""); text("1", direction="ttb");',
  'import("a.stl", center=true, convexity=4); import("lib/b.svg", id="x\\"\\\\\\t", dpi=96); import("gone.dxf", "L", 2, [1,2], 3);',
  'surface("c.dat", center=true, invert=true, convexity=5); surface("gone.png");',
  "module m(n) { if (n > 0) { m(n-1); translate([n,0]) children(); } } m(3) for (i=[0:2]) rotate(i*90) square(i);",
  "$fn=6; $fa=3; $fs=0.5; circle(3); module n() circle(1, $fn=0); #n(); %n(); !translate([1,0]) n();",
];

describe("a printed tree", () => {
  test.each(programs)("%s", (source) => {
    const first = evaluate(source, { files });
    const second = evaluate(first.csg, { files });
    expect(second.csg).toBe(first.csg);
    expect(keyOf(second.root, world)).toBe(keyOf(first.root, world));
  });

  test("roof, behind its feature", () => {
    const options = { features: new Set(["roof"] as const) };
    const first = evaluate('roof("straight", convexity=2) square(); roof($fn=9) square();', { options });
    const second = evaluate(first.csg, { options });
    expect(second.csg).toBe(first.csg);
    expect(keyOf(second.root, world)).toBe(keyOf(first.root, world));
  });
});
