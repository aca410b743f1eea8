// Extruded along a vector.
linear_extrude(v = [3, 0, 4], center = true) square([2, 5]);
