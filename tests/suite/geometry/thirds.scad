// Coordinates that no binary number hits, small steps on a large body.
difference() {
  cube([100, 100, 1 / 3]);
  translate([1 / 3, 1 / 7, 1 / 3 - 1e-5]) cube([50, 50, 1]);
}
