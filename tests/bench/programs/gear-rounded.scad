// Minkowski sum of a toothed wheel, which is far from convex, and a ball.
minkowski() {
  difference() {
    linear_extrude(6) {
      circle(20, $fn = 48);
      for (i = [0 : 11]) rotate(30 * i) translate([19, -2.5]) square([7, 5]);
    }
    translate([0, 0, -1]) cylinder(r = 6, h = 8, $fn = 24);
  }
  sphere(r = 1, $fn = 12);
}
