// Mirrored, sheared, turned and scaled.
mirror([1, 1, 0]) translate([3, 0, 0]) rotate([30, 40, 50])
  multmatrix([[1, 0.5, 0, 0], [0, 1, 0.25, 0], [0, 0, 2, 0]]) scale([1, -2, 3]) difference() { cube(2); cube(1); }
