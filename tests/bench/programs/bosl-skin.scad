// BOSL2: surfaces between profiles of different kinds, and parts attached to each other. Needs the library (OPENSCADPATH).
include <BOSL2/std.scad>
skin([circle(r = 10, $fn = 40), rect(16, rounding = 3, $fn = 24), star(5, r = 12, ir = 6), circle(r = 4, $fn = 20)],
     z = [0, 12, 24, 40], slices = 8, method = "reindex");
right(50) diff()
  cuboid([30, 20, 10], rounding = 2, $fn = 16) {
    tag("remove") attach(TOP) cyl(h = 12, d = 6, $fn = 24);
    attach([LEFT, RIGHT], BOTTOM) prismoid([10, 10], [4, 4], h = 8);
    edge_mask(TOP) chamfer_edge_mask(l = 50, chamfer = 1);
  }
