// A cone with its tip up, and one cut off.
cylinder(h = 4, r1 = 3, r2 = 0, $fn = 12);
translate([10, 0, 0]) cylinder(h = 4, r1 = 1, r2 = 2, $fn = 6);
