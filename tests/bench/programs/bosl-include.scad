// BOSL2: nothing but the library. What is measured is parsing it. Needs the library (OPENSCADPATH).
include <BOSL2/std.scad>
echo(UP);
