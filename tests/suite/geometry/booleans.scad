// All three operations in one another, with faces that lie in one plane.
difference() {
  union() {
    cube(10);
    translate([5, 5, 0]) cube(10);
  }
  intersection() {
    cube(10);
    translate([5, 5, 5]) cube(10);
  }
  translate([-1, -1, -1]) cube([3, 3, 20]);
}
