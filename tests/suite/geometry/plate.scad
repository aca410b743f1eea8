// A plate with nine holes: genus 9.
difference() {
  cube([40, 40, 4]);
  for (x = [10, 20, 30], y = [10, 20, 30]) translate([x, y, -1]) cylinder(h = 6, r = 3, $fn = 16);
}
