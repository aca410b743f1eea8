// A vase: a star-shaped outline, twisted and widened on its way up, hollow above a solid floor.
points = 12;      // tips of the star
outer = 24;
inner = 20;
height = 90;
wall = 2;
floor_height = 3;

function star(count, r1, r2) = [
  for (i = [0 : 2 * count - 1])
    let (angle = 180 * i / count, r = i % 2 == 0 ? r1 : r2)
      r * [cos(angle), sin(angle)]
];

module body(shrink = 0) {
  linear_extrude(height, twist = 60, scale = 1.4, slices = 45)
    offset(delta = -shrink) polygon(star(points, outer, inner));
}

difference() {
  body();
  translate([0, 0, floor_height]) body(shrink = wall);
}
