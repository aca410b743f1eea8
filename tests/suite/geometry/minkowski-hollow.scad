// The cavity of the first body shrinks but stays.
minkowski() {
  difference() { cube(10, center = true); cube(6, center = true); }
  cube(1, center = true);
}
