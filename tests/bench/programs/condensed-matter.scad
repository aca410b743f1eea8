// Condensed matter: a face-centered lattice of atoms of two kinds with bonds between near ones.
a = 10;
n = 3;
corners = [for (x = [0 : n], y = [0 : n], z = [0 : n]) [x, y, z]];
faces = [for (x = [0 : n - 1], y = [0 : n - 1], z = [0 : n - 1]) each [[x + 0.5, y + 0.5, z], [x + 0.5, y, z + 0.5], [x, y + 0.5, z + 0.5]]];
module bond(p, q) {
  d = q - p;
  translate(p) rotate([0, acos(d[2] / norm(d)), atan2(d[1], d[0])]) cylinder(r = 0.7, h = norm(d), $fn = 16);
}
for (p = corners) translate(a * p) sphere(2.2, $fn = 32);
for (p = faces) color("SteelBlue") translate(a * p) sphere(1.7, $fn = 28);
for (p = corners, q = faces) if (norm(q - p) < 0.75) bond(a * p, a * q);
