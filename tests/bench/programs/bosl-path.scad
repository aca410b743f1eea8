// BOSL2: a profile swept along a curve. Needs the library (OPENSCADPATH).
include <BOSL2/std.scad>
include <BOSL2/beziers.scad>
curve = bezier_curve([[0, 0, 0], [40, 0, 0], [40, 40, 20], [0, 40, 40]], splinesteps = 40);
profile = round_corners(rect([6, 4]), radius = 1, $fn = 24);
path_sweep(profile, curve, twist = 180);
stroke(resample_path(curve, n = 60, closed = false), width = 1, $fn = 12);
