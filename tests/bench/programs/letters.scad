// Raised text on a plate, as on labels.
difference() {
  cube([260, 130, 4]);
  translate([5, 5, 3]) linear_extrude(2) for (i = [0 : 9]) translate([0, 12 * i]) text(str("Engraved line ", i, ", &§ @"), size = 8);
}
translate([0, 0, 4]) linear_extrude(1) for (i = [0 : 9]) translate([140, 5 + 12 * i]) text(str("raised ", i), size = 8, font = "Liberation Serif", $fn = 32);
