// A plate with 10 × 10 holes.
difference() {
  cube([110, 110, 5]);
  for (x = [10:10:100], y = [10:10:100]) translate([x, y, -1]) cylinder(r = 3, h = 7);
}
