// BOSL2: a housing of attached, rounded and cut parts. Needs the library (OPENSCADPATH).
include <BOSL2/std.scad>
diff("hollow")
  cuboid([80, 50, 30], rounding = 5, edges = [BOTTOM, "Z"], $fn = 32) {
    tag("hollow") up(3) cuboid([74, 44, 30], rounding = 3, $fn = 32);
    tag("hollow") attach([LEFT, RIGHT], CENTER) ycopies(12, n = 3) cyl(d = 6, h = 20, $fn = 24);
    attach(FRONT, BOTTOM) grid_copies([14, 8], n = [4, 2]) cyl(d1 = 5, d2 = 3, h = 4, $fn = 20);
    position(TOP) rect_tube(size = [80, 50], wall = 3, rounding = 5, h = 4, $fn = 32);
  }
right(70) prismoid(size1 = [30, 20], size2 = [16, 10], h = 25, rounding = 3, $fn = 24);
