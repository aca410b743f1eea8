// Bolts: threads as twisted extrusions cut to a cone, hexagonal heads, washers.
module thread(d, pitch, length) {
  intersection() {
    linear_extrude(length, twist = -360 * length / pitch, slices = ceil(length / pitch * 12), convexity = 10)
      translate([pitch / 6, 0]) circle(d = d - pitch / 3, $fn = 48);
    cylinder(d = d + pitch, h = length - d / 8, $fn = 48);
  }
}
module head(d) {
  intersection() {
    cylinder(d = d * 1.8, h = d * 0.65, $fn = 6);
    translate([0, 0, -d * 0.2]) cylinder(d1 = d * 3, d2 = d * 1.4, h = d, $fn = 48);
  }
}
module bolt(d, pitch, length) {
  head(d);
  translate([0, 0, d * 0.6]) thread(d, pitch, length);
}
module washer(d) {
  difference() {
    cylinder(d = d * 2.2, h = d / 5, $fn = 64);
    translate([0, 0, -1]) cylinder(d = d * 1.1, h = d + 2, $fn = 48);
  }
}
for (i = [0 : 5]) translate([28 * i, 0, 0]) {
  bolt(6 + i, 1 + i / 4, 24 + 2 * i);
  translate([0, 30, 0]) washer(6 + i);
}
