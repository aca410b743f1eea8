// A sum of two bodies that are not convex: an angle and a cross.
minkowski() {
  difference() { cube(10); translate([3, 3, -1]) cube(12); }
  union() { cube([3, 1, 1], center = true); cube([1, 3, 1], center = true); }
}
