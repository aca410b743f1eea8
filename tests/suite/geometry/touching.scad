// Cubes that share a face become one, cubes that share an edge stay two.
cube(2);
translate([2, 0, 0]) cube(2);
translate([10, 0, 0]) { cube(2); translate([2, 2, 0]) cube(2); }
