// A box with rounded edges, hollow, with bosses and a hole for a cable. Needs --enable=brep; without it, edges are sharp.
module fillet(r, edges) children();
difference() {
  fillet(3, "convex") cube([80, 50, 30]);
  translate([2, 2, 2]) fillet(1, "z") cube([76, 46, 40]);
  translate([-1, 25, 15]) rotate([0, 90, 0]) cylinder(r = 4, h = 5);
}
for (x = [8, 72], y = [8, 42]) translate([x, y, 1]) difference() {
  cylinder(r = 4, h = 20);
  translate([0, 0, 5]) cylinder(r = 1.5, h = 20);
}
