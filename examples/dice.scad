// A die: a cube with rounded corners (cube ∩ sphere) and pips cut out of its faces.
size = 16;        // edge length
pip = 1.6;        // radius of a pip
spread = size / 4;

module face(count) {
  places = [
    [[0, 0]],
    [[-1, -1], [1, 1]],
    [[-1, -1], [0, 0], [1, 1]],
    [[-1, -1], [-1, 1], [1, -1], [1, 1]],
    [[-1, -1], [-1, 1], [0, 0], [1, -1], [1, 1]],
    [[-1, -1], [-1, 0], [-1, 1], [1, -1], [1, 0], [1, 1]],
  ];
  for (place = places[count - 1])
    translate([place.x * spread, place.y * spread, size / 2])
      sphere(r = pip, $fn = 20);
}

difference() {
  intersection() {
    cube(size, center = true);
    sphere(d = size * 1.45, $fn = 64);
  }
  face(1);
  rotate([90, 0, 0]) face(2);
  rotate([0, 90, 0]) face(3);
  rotate([0, -90, 0]) face(4);
  rotate([-90, 0, 0]) face(5);
  rotate([180, 0, 0]) face(6);
}
