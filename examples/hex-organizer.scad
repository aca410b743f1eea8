// A desk organizer of hexagonal tubes; the heights come from a seeded random list, so it is the same every time.
cell = 22;         // distance between flat sides
wall = 1.6;
rows = 2;
columns = 3;
heights = rands(35, 80, rows * columns, 42);

radius = cell / sqrt(3);

module tube(height) {
  difference() {
    cylinder(r = radius + wall / 2, h = height, $fn = 6);
    translate([0, 0, wall]) cylinder(r = radius - wall / 2, h = height, $fn = 6);
  }
}

for (row = [0 : rows - 1], column = [0 : columns - 1])
  translate([column * 1.5 * radius, (row + (column % 2) / 2) * cell, 0])
    tube(round(heights[row * columns + column]));
