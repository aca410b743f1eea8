// A coaster with the outline of Koch's snowflake: a recursive function over a list of points.
depth = 3;
radius = 45;
thickness = 4;

function subdivide(a, b) =
  let (p = a + (b - a) / 3, q = b - (b - a) / 3, d = q - p)
    [a, p, p + [d.x * cos(60) + d.y * sin(60), d.y * cos(60) - d.x * sin(60)], q];

function koch(points, level) =
  level == 0 ? points
  : koch([for (i = [0 : len(points) - 1]) each subdivide(points[i], points[(i + 1) % len(points)])], level - 1);

corners = [for (i = [0 : 2]) radius * [cos(90 + 120 * i), sin(90 + 120 * i)]];
outline = koch(corners, depth);
echo(points = len(outline));

difference() {
  linear_extrude(thickness) polygon(outline);
  translate([0, 0, thickness - 1]) linear_extrude(2) offset(delta = -4) polygon(outline);
}
