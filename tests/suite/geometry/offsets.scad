// Outwards and inwards: round, sharp and cut corners.
offset(r = 1, $fn = 24) square(4);
translate([10, 0]) offset(delta = 1) square(4);
translate([20, 0]) offset(delta = 1, chamfer = true) square(4);
translate([30, 0]) offset(r = -1) square(4);
translate([0, 10]) offset(delta = -3) square(4);
translate([10, 10]) minkowski() { square(3); circle(r = 1, $fn = 8); }
translate([20, 10]) fill() difference() { square(4); translate([1, 1]) square(2); }
