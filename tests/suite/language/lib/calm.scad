// Nothing here changes, but what is never called.
use <unsteady.scad>
values = [for (i = [1:3]) square_of(i)];
function square_of(i) = i * i;
function get_values() = values;
function of_unsteady() = from_unsteady();
module show_values() echo(values, of_unsteady());
