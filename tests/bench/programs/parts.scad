// Two hundred parts, all different, none touching another: the model of the edits. `lift` and the number beside "edited"
// change one of them; `detail` changes all.
lift = 4;
detail = 12;
module part(k, h, $fn) {
  difference() {
    union() {
      cube([8 + k % 3, 8, h], center = true);
      translate([0, 0, h / 2]) cylinder(r1 = 4, r2 = 2 + k % 2, h = 3 + k % 7 / 4);
    }
    translate([0, 0, -h]) cylinder(r = 1 + k / 200, h = 3 * h);
    rotate([90, 0, 0]) cylinder(r = 0.5 + k / 400, h = 30, center = true);
  }
}
for (k = [0 : 199]) translate([14 * (k % 20), 14 * floor(k / 20), 0])
  part(k, k == 77 ? lift : k == 133 ? 5 /* edited */ : 6, detail);
