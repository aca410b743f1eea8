// BOSL2: rounded corners, offset sweeps and rounded prisms. Needs the library (OPENSCADPATH).
include <BOSL2/std.scad>
include <BOSL2/rounding.scad>
base = round_corners(star(5, r = 30, ir = 18), method = "smooth", joint = 4, $fn = 16);
swept = offset_sweep(base, height = 14, bottom = os_chamfer(width = 1), top = os_circle(r = 2), steps = 5);
prism = rounded_prism(rect([30, 20]), apply(right(4), rect([22, 14])), height = 16, joint_top = 3, joint_bot = 2, joint_sides = 4, splinesteps = 5);
frames = [for (d = [1 : 1 : 3]) offset(base, r = -d / 2, closed = true, $fn = 16)];
echo(len(swept[0]), len(prism[0]), [for (f = frames) len(f)]);
