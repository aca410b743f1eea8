// Stamps of text: mirrored raised letters with a draft on a plate with a grip.
lines = ["PAID", "COPY No. 7", "URGENT!", "Répondu", "RECEIVED", "approved &"];
module plate(w, h) minkowski() {
  cube([w - 4, h - 4, 3]);
  cylinder(r = 2, h = 1, $fn = 24);
}
module grip() rotate_extrude($fn = 64) polygon([[0, 0], [9, 0], [6, 8], [5, 18], [9, 26], [7, 32], [0, 34]]);
for (i = [0 : 5]) translate([(i % 2) * 90, floor(i / 2) * 40, 0]) {
  translate([2, 2, 0]) plate(80, 24);
  translate([40, 12, -1.5]) mirror([1, 0, 0]) linear_extrude(2, scale = 0.98)
    text(lines[i], size = 11, halign = "center", valign = "center", font = i % 2 == 0 ? "Liberation Sans:style=Bold" : "Liberation Serif", $fn = 24);
  translate([40, 12, 3]) grip();
}
