// Minkowski sum of a shape that is not convex, and a hull.
minkowski() {
  difference() {
    cube([40, 30, 10]);
    translate([10, 10, -1]) cube([20, 10, 12]);
  }
  sphere(2, $fn = 16);
}
translate([60, 0, 0]) hull() {
  sphere(8, $fn = 48);
  translate([20, 10, 5]) sphere(5, $fn = 48);
}
