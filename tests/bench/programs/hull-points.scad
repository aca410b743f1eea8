// The hull of fifty thousand points, few of which are its corners, and of many that are.
points = rands(-50, 50, 150000, 42);
hull() polyhedron([for (i = [0 : 49999]) [points[3 * i], points[3 * i + 1], points[3 * i + 2]]], [for (i = [0 : 3 : 49997]) [i, i + 1, i + 2]]);
translate([150, 0, 0]) hull() for (i = [0 : 19]) rotate(i * 17) translate([10, i / 5, i]) sphere(r = 30, $fn = 60);
