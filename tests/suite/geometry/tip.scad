// Scaled to a point.
linear_extrude(height = 5, scale = 0) circle(r = 3, $fn = 8);
