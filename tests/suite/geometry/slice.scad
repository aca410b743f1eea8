// From 3D to 2D and back.
linear_extrude(2) projection(cut = true) translate([0, 0, -2]) sphere(r = 5, $fn = 30);
translate([0, 0, 2]) linear_extrude(1) projection() cylinder(h = 4, r1 = 1, r2 = 3, $fn = 9);
