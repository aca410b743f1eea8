// A twisted and tapered prism with a hole.
linear_extrude(height = 10, twist = 90, slices = 12, scale = [0.5, 0.75])
  difference() { square(8, center = true); circle(r = 2, $fn = 12); }
