// The hull of a ball and a far corner.
hull() {
  sphere(r = 5, $fn = 24);
  translate([20, 10, 5]) cube(1);
}
