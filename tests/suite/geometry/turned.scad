// A quarter turn of an outline with a hole, to the left of the axis.
rotate_extrude(angle = -90, $fn = 24) translate([-8, 0]) difference() { square(4); translate([1, 1]) square(2); }
