// A name tag: raised text on a plate with rounded corners and a hole for the ring.
label = "moicad";
height = 2;       // plate
relief = 1.2;     // letters above the plate
margin = 5;
width = 62;
depth = 18;

module plate() {
  offset(r = margin) offset(delta = -margin) square([width, depth], center = true);
}

difference() {
  linear_extrude(height) plate();
  translate([-width / 2 + margin, 0, -1]) cylinder(d = 4, h = height + 2, $fn = 32);
}
color("orange")
  translate([margin / 2, 0, height])
    linear_extrude(relief) text(label, size = 10, halign = "center", valign = "center");
