// Letters on a rounded plate.
minkowski() {
  cube([70, 20, 2]);
  cylinder(r = 3, h = 1);
}
translate([4, 4, 2]) linear_extrude(2) text("moicad", size = 13);
