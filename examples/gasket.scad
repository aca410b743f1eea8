// A flat gasket, the 2D example: outlines with offset(), a ring of holes, and the result as SVG or DXF.
bolt_circle = 60;
bolts = 6;
bolt = 6.5;
port = 32;
$fn = 96;

difference() {
  offset(r = -6) offset(r = 6) {
    circle(d = bolt_circle - 8);
    for (i = [0 : bolts - 1])
      rotate(360 * i / bolts) translate([bolt_circle / 2, 0]) circle(r = bolt / 2 + 4);
  }
  circle(d = port);
  for (i = [0 : bolts - 1])
    rotate(360 * i / bolts) translate([bolt_circle / 2, 0]) circle(d = bolt);
}
