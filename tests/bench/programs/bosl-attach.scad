// BOSL2: parts attached to each other, many times over. Needs the library (OPENSCADPATH).
include <BOSL2/std.scad>
module bracket(w)
  cuboid([w, 18, 8], rounding = 1.5, edges = "Z", $fn = 20) {
    attach(TOP, BOTTOM) cyl(h = 6, d = 8, rounding2 = 1, $fn = 20) attach(TOP) cyl(h = 2, d1 = 4, d2 = 2, $fn = 12);
    attach([FRONT, BACK], BOTTOM) prismoid([8, 5], [4, 3], h = 4);
    align(TOP, [LEFT, RIGHT]) cuboid([3, 6, 4], chamfer = 0.5);
    position(BOTTOM) tag("hole") cyl(h = 4, d = 3, $fn = 12, anchor = BOTTOM);
  }
for (i = [0 : 5], j = [0 : 4]) move([45 * i, 40 * j, 0]) bracket(24 + i);
echo("done");
