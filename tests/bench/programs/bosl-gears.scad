// BOSL2: gears, a rack and a screw. Needs the library (OPENSCADPATH).
include <BOSL2/std.scad>
include <BOSL2/gears.scad>
include <BOSL2/screws.scad>
spur_gear(mod = 2, teeth = 31, thickness = 6, helical = 15, herringbone = true, slices = 8, shaft_diam = 6);
right(90) bevel_gear(mod = 2, teeth = 20, mate_teeth = 30, face_width = 12, shaft_diam = 5);
fwd(90) rack(mod = 2, teeth = 18, thickness = 6);
back(90) screw("M8", head = "hex", length = 20);
echo("done");
