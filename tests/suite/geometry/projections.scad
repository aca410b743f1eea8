// A cut and a shadow of the same body.
module body() rotate([0, 30, 0]) difference() { cube(10, center = true); cylinder(h = 20, r = 3, center = true, $fn = 12); }
projection(cut = true) body();
translate([30, 0]) projection() body();
