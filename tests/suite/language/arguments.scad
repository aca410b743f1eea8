// How arguments find their parameters.
function f(a, b, c = 7) = [a, b, c];
echo(f(), f(1), f(1, 2), f(1, 2, 3), f(b = 1), f(c = 1, 2), f(1, c = 2));
echo(f(a = 1, 2));
echo(f(2, a = 1));
echo(f(a = 1, a = 2));
echo(f(1, 2, 3, 4, 5));
echo(f(undef, 2, undef));

function unknown(p) = is_undef(q) ? p : [p, q];
echo(unknown(1), unknown(1, q = 2));
module mod(x, y = x) echo(x, y, is_undef(z) ? "-" : z, $s);
$s = 0;
mod(1);
mod(1, 2, z = 3);
mod(y = 4, $s = 5);
mod(1, 2, 3);

// Defaults see the definition's scope, and are evaluated only when they are needed.
d = "definition";
function default(d, e = echo("default of e") d) = [d, e];
echo(default("argument"), default("argument", "given"));

// The first default of a name that is declared twice.
function twice(r = 1, r = 2) = r;
echo(twice(), twice(5), twice(5, 6));

// Built-in modules check their arguments, built-in functions ignore names.
cube(1, true, 3);
cube(size = 1, size = 2);
sphere(1, radius = 2);
echo(sin(x = 90), max(b = 1, a = 2));

// is_undef evaluates nothing when the number of its arguments is wrong.
echo(is_undef(echo("first") 1, echo("second") 2), is_undef(unset, unset));
echo(is_undef(echo("only") 1), is_undef(x = unset));
