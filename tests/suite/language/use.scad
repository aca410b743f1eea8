// Used files: what is visible, in which order, and what their scopes see.
use <lib/first.scad>
use <lib/second.scad>
include <lib/included.scad>
$special = "main";
variable = "main";
echo(name());
echo(from_first(), from_second());
echo(own_and_special());
echo(counter());
echo(not_a_function());
module_of_second();
module_of_second($special = "argument");
echo(variable_of_include, function_of_include());
echo(used_by_included());
