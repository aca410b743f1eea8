// Text and outlines: the fonts and the 2D kernel; the result is flat.
difference() {
  offset(r = 3) for (i = [0 : 19]) translate([0, 16 * i]) text(str("line ", i, " of the benchmark"), size = 10);
  for (i = [0 : 19]) translate([0, 16 * i]) offset(delta = -0.2) text(str("line ", i, " of the benchmark"), size = 10);
}
