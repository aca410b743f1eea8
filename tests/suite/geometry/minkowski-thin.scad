// Lines and points, and flat operands that lie in one direction, make OpenSCAD begin again without what encloses nothing.
minkowski() {
  cube(1);
  scale([0, 0, 1]) cube(1);
}
translate([5, 0, 0]) minkowski() {
  scale([1, 1, 0]) cube(1);
  scale([0, 0, 1]) cube(1);
  cube(1);
}
translate([10, 0, 0]) minkowski() {
  scale([1, 1, 0]) cube(1);
  scale([2, 1, 0]) cube(1);
  cube(1);
}
translate([15, 0, 0]) minkowski() {
  scale([1, 1, 0]) cube(1);
  scale([0, 1, 1]) cube(1);
  cube(1);
}
