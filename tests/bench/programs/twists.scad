// Fine twisted extrusions that cut one another.
difference() {
  linear_extrude(100, twist = 360, slices = 400) for (a = [0 : 60 : 300]) rotate(a) translate([10, 0]) circle(r = 6, $fn = 60);
  translate([0, 0, -1]) linear_extrude(102, twist = -360, slices = 300, scale = 0.5) circle(r = 6, $fn = 6);
}
