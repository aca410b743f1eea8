// A used file is evaluated again for every call into it: what depends on the call tells.
use <lib/steady.scad>
use <lib/calm.scad>
$k = 1;
module first() echo(get_steady(), get_special(), get_called(), get_nested());
module second() echo(get_steady(), get_special($k = 3), get_called(), get_nested($k = 4));
first();
second();
first($k = 2);
echo(get_drawn() == get_drawn());
echo(get_values(), of_unsteady(), of_unsteady($k = 5));
show_values();
show_values($k = 6);
