use <first.scad>
function name() = "second";
function from_second() = [name(), from_first()];
module module_of_second() {
  echo(parent_module(0), $special, $children);
}
