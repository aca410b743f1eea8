// Boxes with lids, rounded by minkowski, hollow, with fingers and vents cut in.
module rounded(size, r) translate([r, r, r]) minkowski() {
  cube(size - 2 * r * [1, 1, 1]);
  sphere(r, $fn = 32);
}
module box(w, d, h, r) {
  difference() {
    rounded([w, d, h], r);
    translate([2, 2, 2]) rounded([w - 4, d - 4, 2 * h], r - 1);
    translate([-1, -1, h - r]) cube([w + 2, d + 2, h]);
    for (i = [1 : 8]) translate([i * w / 9 - 1, -1, h / 3]) cube([2, d + 2, h / 4]);
  }
  translate([0, d + 6, 0]) intersection() {
    rounded([w, d, h], r);
    difference() {
      cube([w, d, r + 2]);
      translate([3, 3, 2]) rounded([w - 6, d - 6, 2 * h], r - 1);
    }
  }
}
for (i = [0 : 3]) translate([80 * i, 0, 0]) box(60 + 4 * i, 40, 24 + i, 5);
