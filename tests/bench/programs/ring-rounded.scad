// Minkowski sums of a ring, which no plane of its facets cuts into convex pieces, and of a frame with two fine balls.
minkowski() {
  rotate_extrude($fn = 48) translate([10, 0]) circle(3, $fn = 24);
  sphere(1, $fn = 20);
}
translate([30, 0, 0]) minkowski() {
  sphere(4, $fn = 64);
  sphere(2, $fn = 64);
  difference() {
    cube([20, 20, 5]);
    translate([5, 5, -1]) cube([10, 10, 7]);
  }
}
