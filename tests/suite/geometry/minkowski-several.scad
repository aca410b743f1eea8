// Three operands, the bent one first: a ring, grown by a ball and a brick.
minkowski() {
  rotate_extrude($fn = 16) translate([6, 0]) circle(2, $fn = 8);
  sphere(1, $fn = 8);
  cube([1, 2, 1]);
}
