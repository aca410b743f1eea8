// A Menger sponge of level 3: nested differences over shared parts.
module bar(n, size) {
  for (x = [0 : n - 1], y = [0 : n - 1])
    translate([(x + 0.5) * size / n - size / 2, (y + 0.5) * size / n - size / 2, 0])
      cube([size / n / 3, size / n / 3, size * 1.01], center = true);
}
module bars(size) {
  for (n = [1, 3, 9]) bar(n, size);
}
difference() {
  cube(27, center = true);
  bars(27);
  rotate([90, 0, 0]) bars(27);
  rotate([0, 90, 0]) bars(27);
}
