// Sizes given for two axes, the third in proportion.
resize([20, 0, 8], auto = [false, true, false]) difference() { sphere(r = 5, $fn = 20); cube(10); }
