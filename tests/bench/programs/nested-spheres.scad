// Nested loops of spheres: three nested loops, each sphere cut by the next smaller, shells within shells.
for (x = [0 : 5], y = [0 : 5], z = [0 : 3])
  translate([x * 9, y * 9, z * 9]) difference() {
    sphere(r = 5, $fn = 24 + 4 * z);
    sphere(r = 4, $fn = 24);
    translate([0, 0, 2]) cylinder(r = 1 + x / 4, h = 9, $fn = 16 + y);
  }
