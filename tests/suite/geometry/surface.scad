// A height map as text.
surface("lib/heights.dat", center = true, convexity = 3);
