// Rings of equal angles: no vertex at the poles.
sphere(r = 10, $fn = 32);
