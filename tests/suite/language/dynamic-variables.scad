// Special variables follow the calls, not the text.
$depth = 0;
function depth() = $depth;
module show(label) echo(label, $depth, depth());

show("file");
show("argument", $depth = 1);
let($depth = 2) show("let");
for ($depth = [3, 4]) show("for");
intersection_for($depth = [5]) show("intersection_for");
union($depth = 6) show("union");
translate([0, 0, 0], $depth = 7) show("translate");
module set() {
  $depth = 8;
  children();
  children($depth = 9);
}
set() show("children");
echo(depth($depth = 10), let($depth = 11) depth(), [for ($depth = [12:14]) depth()]);

// They end with what set them.
show("file again");
f = let($inner = 1) function() is_undef($inner);
echo(f(), let($inner = 2) f());

// They survive tail calls, ordinary variables do not.
function chain(n) = n == 0 ? [$depth, is_undef(m)] : let($depth = n, m = n) chain(n - 1);
echo(chain(3));
echo(depth());

// Functions and modules with such names are found the same way.
module with_tools() {
  function $scale(x) = x * 10;
  module $mark(x) echo("mark", x, $scale(x));
  children();
}
with_tools() $mark(1);
with_tools() {
  echo($scale(2));
  let($scale = function(x) x * 100) echo($scale(2));
}

// $children belongs to the text, $parent_modules to the calls.
module outer() {
  module nested() {
    echo("nested", $children, $parent_modules);
    children();
  }
  nested() {
    echo("in nested", $children, $parent_modules);
    children(0);
  }
}
outer() {
  echo("leaf", $parent_modules, parent_module(0), parent_module(1));
  echo("second");
}
