// Colors of operands show on the surface.
difference() {
  color("red") cube(10);
  color("blue", 0.5) translate([5, 5, 5]) cube(10);
  translate([-1, -1, -1]) cube(3);
}
