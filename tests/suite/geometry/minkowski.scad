// A box with rounded edges.
minkowski() {
  cube([10, 8, 6]);
  sphere(r = 1, $fn = 16);
}
