// Scale mail: bent scales, each a difference of hulls with two eyes, linked by rings.
module blade(r, grow) {
  hull() {
    cylinder(r = r + grow, h = 1.2, $fn = 40);
    translate([0, -1.6 * r, 2]) cylinder(r = r / 8 + grow, h = 1, $fn = 16);
    translate([0, 0, 1.5]) scale([1, 1, 0.15]) sphere(r + grow, $fn = 32);
  }
}
module scale_part(r) {
  difference() {
    blade(r, 0);
    translate([0, 0, -1]) blade(r, -0.6);
    for (side = [-1, 1]) translate([side * r / 2, r / 2, -2]) cylinder(r = r / 6, h = 10, $fn = 20);
  }
}
module ring(r) rotate_extrude($fn = 24) translate([r, 0]) circle(r / 5, $fn = 8);
for (x = [0 : 8], y = [0 : 8]) translate([x * 11 + (y % 2) * 5.5, y * 7, y * 0.4]) rotate([12, 0, 0]) {
  scale_part(6);
  translate([3, 3.4, 0.6]) rotate([90, 0, 45]) ring(1.7);
}
