// args: --enable=roof
// Roofs by both methods over the same outline.
module outline() difference() { square([10, 6]); translate([2, 2]) square([3, 2]); }
roof("straight") outline();
translate([20, 0, 0]) roof("voronoi", $fn = 12) outline();
