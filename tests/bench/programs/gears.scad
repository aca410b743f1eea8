// Toothed wheels: outlines made of many parts in the plane, extruded with a twist, bored and stacked.
module gear(teeth, height, twist) {
  linear_extrude(height, twist = twist, slices = 20) {
    circle(teeth, $fn = 4 * teeth);
    for (i = [0 : teeth - 1])
      rotate(360 * i / teeth) translate([teeth, 0]) polygon([[-1, -1.6], [1, -1.2], [2.2, -0.5], [2.2, 0.5], [1, 1.2], [-1, 1.6]]);
  }
}
for (i = [0 : 5])
  translate([0, 0, i * 8]) difference() {
    union() {
      gear(20 + 6 * i, 8, 15);
      gear(20 + 6 * i, 8, -15);
    }
    for (k = [0 : 5]) rotate(60 * k) translate([12, 0, -1]) cylinder(r = 4, h = 10, $fn = 32);
  }
