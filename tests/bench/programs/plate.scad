// A plate with a grid of holes: one difference with many operands.
difference() {
  cube([200, 200, 5]);
  for (x = [0 : 5], y = [0 : 5]) translate([20 + x * 32, 20 + y * 32, -1]) cylinder(d = 16, h = 7, $fn = 24);
}
