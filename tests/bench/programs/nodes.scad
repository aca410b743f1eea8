// A tree of about a hundred thousand nodes: modules, loops, transforms, children. It is printed, not realized.
module post(h) { translate([0, 0, h]) children(); cylinder(h = h, r = 0.4, $fn = 12); }
module cell(i, j) {
  $height = 1 + (i * 7 + j * 3) % 5;
  translate([i, j, 0]) {
    cube([0.9, 0.9, $height / 10]);
    if ((i + j) % 3 == 0) post($height) sphere(0.5, $fn = 8);
    else rotate([0, 0, 15 * (i - j)]) children();
  }
}
for (i = [0 : 119], j = [0 : 119]) cell(i, j) color([i / 120, j / 120, 0.5]) square($height / 8, center = true);
