// All three operations in the plane.
difference() {
  union() { square(10); translate([5, 5]) circle(r = 5, $fn = 24); }
  intersection() { square(6); translate([3, 3]) square(6); }
}
translate([20, 0]) hull() { circle(r = 1, $fn = 8); translate([5, 0]) square(2); }
