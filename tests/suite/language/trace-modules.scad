// The way out of nested modules.
module leaf(value, label = "none", $hidden = 1) {
  assert(value < 3, str("value ", value));
}
module branch(value) {
  for (i = [value:value + 1])
    let(j = i)
      if (j > 0)
        translate([j, 0, 0])
          leaf(j, $hidden = [j]);
}
module tree() {
  x = 5;
  children();
}
cube(1);
tree() {
  branch(1);
  union() branch(2);
}
echo("never");
