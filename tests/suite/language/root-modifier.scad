// The first node marked with ! in pre-order is the only one.
cube(1);
module m() {
  sphere(1);
  !#union() {
    cube(2);
    %cube(3);
    !cylinder(1);
  }
}
translate([1, 0, 0]) m();
!cube(4);
!cube(5);
