// A body scaled to nothing in one direction encloses nothing: as an operand it is empty, alone it stays.
scale([1, 1, 0]) cube(4);
rotate([10, 20, 30]) scale([1, 0, 1]) sphere(3, $fn = 8);
resize([0, 0, 1e-13]) translate([20, 0, 0]) cylinder(2, 3, 1, $fn = 5);
translate([0, 0, 9]) {
  difference() {
    cube(2);
    scale([1, 1, 0]) cube(1);
  }
  translate([30, 0, 0]) polyhedron([[7, 1, 0], [3, 6, 0], [3, 6, 0], [4, 2, 6]], [[0, 1, 2], [0, 3, 1], [0, 2, 3], [1, 3, 2]]);
}
