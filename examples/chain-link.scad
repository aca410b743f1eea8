// Three chain links that interlock without touching: separate bodies in one file.
links = 3;
wire = 3;
length = 18;
$fn = 32;

module link() {
  for (side = [-1, 1]) {
    translate([0, side * 6, 0]) rotate([0, 90, 0]) cylinder(r = wire / 2, h = length, center = true);
    translate([side * length / 2, 0, 0]) rotate(side > 0 ? -90 : 90)
      rotate_extrude(angle = 180) translate([6, 0]) circle(r = wire / 2);
  }
}

for (i = [0 : links - 1])
  translate([i * (length + 12 - 2 * wire), 0, 0]) rotate([90 * (i % 2), 0, 0]) link();
