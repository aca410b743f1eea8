// A Menger sponge of the second level.
module cut(size, level) {
  third = size / 3;
  for (axis = [[0, 0, 0], [90, 0, 0], [0, 90, 0]]) rotate(axis) cube([third, third, size + 1], center = true);
  if (level > 1)
    for (x = [-1:1], y = [-1:1], z = [-1:1]) translate([x, y, z] * third) cut(third, level - 1);
}
difference() { cube(9, center = true); cut(9, 2); }
