// A bent tube of hulls between neighbors, as many programs draw curves.
module bead(t) translate([60 * cos(t), 60 * sin(t), t / 10]) rotate([0, t, 0]) cylinder(r1 = 3, r2 = 4, h = 4, $fn = 24);
for (t = [0 : 4 : 716]) hull() {
  bead(t);
  bead(t + 4);
}
