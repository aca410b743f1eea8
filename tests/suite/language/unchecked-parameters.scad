// args: --check-parameters=false
// Unknown and surplus arguments of user functions and modules are not reported; those of built-in modules are.
function f(a) = is_undef(b) ? a : b;
module m(a) echo(a, is_undef(b));
echo(f(1, 2), f(1, b = 3), f(a = 1, a = 2));
m(1, 2);
m(1, b = 2);
cube(1, true, 2);
