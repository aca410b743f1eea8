// A million facets from a file, cut in half.
intersection() {
  import("scan.stl");
  translate([0, -100, -100]) cube(200);
}
