// A soap dish: minkowski() rounds every edge, children() repeats whatever is given to a module.
length = 90;
width = 60;
height = 22;
rounding = 4;
wall = 3;

module rounded_box(size) {
  minkowski() {
    translate([rounding, rounding, rounding])
      cube([size.x - 2 * rounding, size.y - 2 * rounding, size.z - rounding]);
    sphere(r = rounding, $fn = 24);
  }
}

// Copies its children on a grid over the floor.
module grid(columns, rows, pitch) {
  for (x = [0 : columns - 1], y = [0 : rows - 1])
    translate([(x - (columns - 1) / 2) * pitch, (y - (rows - 1) / 2) * pitch, 0])
      children();
}

difference() {
  rounded_box([length, width, height]);
  translate([wall, wall, wall]) rounded_box([length - 2 * wall, width - 2 * wall, height]);
  translate([-1, -1, height]) cube([length + 2, width + 2, rounding + 2]);
  translate([length / 2, width / 2, -1]) grid(5, 3, 12) cylinder(d = 6, h = wall + 2, $fn = 6);
}
