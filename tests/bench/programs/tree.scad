// Modules and children: a tree of transforms, forty bodies, one union.
module branch(level, size) {
  translate([0, 0, size]) children();
  if (level > 0)
    for (turn = [0, 120, 240])
      rotate([30, 0, turn]) translate([0, 0, size / 2]) branch(level - 1, size * 0.7) children();
}
branch(3, 20) cube(1);
