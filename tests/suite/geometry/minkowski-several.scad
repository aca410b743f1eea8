// Three operands, the bent one first: a ring, grown by a ball and a brick.
minkowski() {
  rotate_extrude($fn = 8) translate([6, 0]) circle(2, $fn = 5);
  sphere(1, $fn = 6);
  cube([1, 2, 1]);
}
