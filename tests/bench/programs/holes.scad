// A plate with nine hundred holes: one difference with very many operands.
difference() {
  cube([310, 310, 5]);
  for (x = [0 : 29], y = [0 : 29]) translate([10 + x * 10, 10 + y * 10, -1]) cylinder(d = 6, h = 7, $fn = 32);
}
