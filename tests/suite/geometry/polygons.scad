// Outlines with a hole, with a crossing, and with an island in a hole.
polygon([[0, 0], [10, 0], [10, 10], [0, 10], [2, 2], [8, 2], [8, 8], [2, 8]], [[0, 1, 2, 3], [4, 5, 6, 7]]);
translate([20, 0]) polygon([[0, 0], [4, 4], [4, 0], [0, 4]]);
translate([3, 3]) square(4);
