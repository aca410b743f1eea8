// What is convex and was made flat enters a sum with all of its points.
minkowski() {
  scale([1, 1, 0]) cylinder(3, 2, 2, $fn = 8);
  cube(0.5);
}
translate([10, 0, 0]) minkowski() {
  scale([1, 0, 2]) linear_extrude(2) circle(3, $fn = 12);
  scale([1, 1, 0]) cube(1);
}
