// BOSL2: threads, cut and whole. Needs the library (OPENSCADPATH).
include <BOSL2/std.scad>
include <BOSL2/threading.scad>
threaded_rod(d = 12, l = 30, pitch = 2, $fn = 48);
right(25) threaded_nut(nutwidth = 18, id = 12, h = 10, pitch = 2, $fn = 48);
right(55) diff() cuboid(20, rounding = 2, $fn = 24) attach(TOP) tag("remove") threaded_rod(d = 8, l = 30, pitch = 1.25, internal = true, $fn = 32);
