// Two hundred balls that run into one another: one union with many operands of many facets.
for (i = [0 : 199]) translate([12 * cos(i * 137.5) * sqrt(i), 12 * sin(i * 137.5) * sqrt(i), i % 7]) sphere(r = 15, $fn = 64);
