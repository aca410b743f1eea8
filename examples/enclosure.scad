// A parametric enclosure for a circuit board: box, lid, screw posts, vents and an engraved title.

/* [Board] */
board_length = 70;   // [30:150]
board_width = 50;    // [30:150]
parts_height = 18;   // [5:60]

/* [Case] */
wall = 2;            // [1.2:0.4:4]
clearance = 0.8;     // [0.2:0.1:2]
corner = 4;          // [1:10]
title = "sensor";
part = "both";       // [both, box, lid]

/* [Screws] */
screw = 2.5;         // [2:0.5:4]

/* [Hidden] */
$fn = 32;
inner = [board_length + 2 * clearance, board_width + 2 * clearance];
outer = inner + 2 * wall * [1, 1];
height = parts_height + wall;
post = screw + 2 * wall;

module outline(size) {
  offset(r = corner) offset(delta = -corner) square(size, center = true);
}

module at_corners(inset) {
  for (x = [-1, 1], y = [-1, 1])
    translate([x * (inner.x / 2 - inset), y * (inner.y / 2 - inset), 0]) children();
}

module vents(count, pitch) {
  for (i = [0 : count - 1])
    translate([(i - (count - 1) / 2) * pitch, 0, 0])
      hull() for (z = [0, parts_height / 3]) translate([0, 0, z]) rotate([90, 0, 0]) cylinder(d = 2, h = outer.y + 2, center = true);
}

module box() {
  assert(wall < corner + 4, "the wall is too thick for this corner");
  difference() {
    linear_extrude(height) outline(outer);
    translate([0, 0, wall]) linear_extrude(height) outline(inner);
    translate([0, 0, wall + parts_height / 3]) vents(floor(inner.x / 8) - 2, 6);
  }
  at_corners(post / 2)
    difference() {
      cylinder(d = post, h = height - 1.5);
      translate([0, 0, wall]) cylinder(d = screw * 0.85, h = height);
    }
}

module lid() {
  difference() {
    union() {
      linear_extrude(wall) outline(outer);
      translate([0, 0, wall]) linear_extrude(1.4)
        difference() {
          outline(inner - clearance / 2 * [1, 1]);
          outline(inner - 4 * [1, 1]);
          at_corners(post / 2) circle(d = post + clearance);
        }
    }
    at_corners(post / 2) translate([0, 0, -1]) cylinder(d = screw * 1.1, h = wall + 4);
    translate([0, 0, 0.6]) mirror([0, 0, 1]) mirror([1, 0, 0])
      linear_extrude(1) text(title, size = inner.y / 6, halign = "center", valign = "center");
  }
}

if (part != "lid") box();
if (part != "box") translate([part == "both" ? outer.x + 10 : 0, 0, 0]) lid();
