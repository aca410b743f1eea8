// Chain mail: rings that run through their neighbors without touching them.
module ring(r, wire) {
  rotate_extrude($fn = 40) translate([r, 0]) circle(wire, $fn = 14);
}
for (x = [0 : 13], y = [0 : 13])
  translate([x * 7.2, y * 7.2, 0]) rotate([0, (x + y) % 2 == 0 ? 32 : -32, 0]) ring(5, 0.9);
