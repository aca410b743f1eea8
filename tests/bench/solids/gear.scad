// A spur gear with a hub, a bore and lightening holes.
teeth = 24;
module tooth() polygon([[29, -3.2], [36, -1.4], [36, 1.4], [29, 3.2]]);
difference() {
  union() {
    linear_extrude(8) {
      circle(30);
      for (k = [0:teeth - 1]) rotate(360 * k / teeth) tooth();
    }
    cylinder(r = 10, h = 14);
  }
  translate([0, 0, -1]) cylinder(r = 5, h = 16);
  for (k = [0:5]) rotate(60 * k) translate([19, 0, -1]) cylinder(r = 4, h = 10);
}
