// A ring with a grip: rotate_extrude of a rounded profile over part of a turn, hulled grips, and a drilled tab.
ring_radius = 18;
section = 4;
$fn = 48;

module profile() {
  translate([ring_radius, 0]) scale([1, 1.5]) circle(r = section);
}

module grip(angle) {
  rotate(angle) translate([ring_radius + section, 0, 0]) sphere(r = 1.5, $fn = 16);
}

union() {
  rotate_extrude(angle = 300) profile();
  for (angle = [20 : 20 : 280]) grip(angle);
  for (angle = [0, 300]) rotate(angle) translate([ring_radius, 0, 0]) scale([1, 1, 1.5]) sphere(r = section);
  difference() {
    hull() {
      rotate(150) translate([ring_radius + section, 0, 0]) cylinder(r = 5, h = 3, center = true);
      rotate(150) translate([ring_radius + section + 8, 0, 0]) cylinder(r = 4, h = 3, center = true);
    }
    rotate(150) translate([ring_radius + section + 8, 0, 0]) cylinder(d = 4, h = 10, center = true);
  }
}
