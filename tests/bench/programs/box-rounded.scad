// Minkowski sums of convex bodies.
for (i = [0 : 9]) translate([60 * i, 0, 0]) minkowski() {
  cube([40, 30 + i, 20]);
  sphere(r = 4, $fn = 40 + 2 * i);
}
