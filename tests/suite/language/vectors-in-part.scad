// A vector that stops being numbers halfway: what came before it is taken all the same, except for a place or a length.
cube([4, "a", 3]);
cube([4, 5, undef]);
cube(["a", 5, 3]);
cube([4, 5]);
square([4, "a"]);
translate([1, 2, "a"]);
scale([2, 3, "a"]);
mirror([0, 1, "a"]);
rotate(30, [0, 1, "a"]);
rotate(30, [1, "a", 1]);
rotate(30, ["a", 1, 1]);
rotate(30, ["a", "b"]);
rotate(30, "x");
linear_extrude(v = [3, 4, "a"]);
linear_extrude(5, v = [3, "a", 2]);
linear_extrude(5, v = [3, 4]);
