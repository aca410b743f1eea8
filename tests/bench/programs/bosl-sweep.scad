// BOSL2: a star swept along a long knot. Needs the library (OPENSCADPATH).
include <BOSL2/std.scad>
knot = [for (a = [0 : 0.4 : 359.9]) [(40 + 12 * cos(3 * a)) * cos(2 * a), (40 + 12 * cos(3 * a)) * sin(2 * a), 12 * sin(3 * a)]];
tube = path_sweep(star(n = 12, r = 4, ir = 3), knot, closed = true);
echo(len(tube[0]), len(tube[1]), pointlist_bounds(tube[0]));
