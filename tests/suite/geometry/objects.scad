// args: --enable=lazy-union
// Objects that stay apart.
color("red") cube(2);
translate([1, 1, 1]) cube(2);
translate([5, 0, 0]) difference() { cube(3); cube(2); }
