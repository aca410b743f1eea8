// A body and a drawing from files, cut by one another.
difference() {
  import("lib/wedge.off");
  translate([1, 1, -1]) linear_extrude(10) import("lib/frame.svg");
}
