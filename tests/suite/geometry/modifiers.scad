// A background object takes no part, a highlighted one does, a disabled one is not there.
difference() {
  cube(6);
  %translate([1, 1, 1]) cube(6);
  #translate([3, 3, 3]) cube(6);
  *translate([-3, -3, -3]) cube(6);
}
