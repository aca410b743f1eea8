// Function literals are values that remember where they were made.
add = function(x) function(y) x + y;
echo(add(1)(2), add(10)(20));
fact = function(n) n <= 1 ? 1 : n * fact(n - 1);
echo(fact(10));
compose = function(f, g) function(x) f(g(x));
inc = function(x) x + 1;
twice = function(x) x * 2;
echo(compose(inc, twice)(5), compose(twice, inc)(5));
table = [for (i = [1:3]) function(x = i) x * i];
echo([for (f = table) f()], [for (f = table) f(10)]);
echo(inc, function(a, b = [1, 2]) a + b, (function(x) x)(7));
same = inc;
echo(inc == same, inc == (function(x) x + 1));
module apply(f) echo(f(3));
apply(inc);
apply(function(x) x ^ 2);
apply(fact);
later_user = function() later;
later = "assigned later";
echo(later_user());
echo(3(1), "text"(), undef());
value = 5;
echo(value(1));
// A variable that holds no function is passed over in a call.
function shadowed(x) = x + 100;
module passes(shadowed) echo(shadowed, shadowed(1));
passes(2);
passes(function(x) x + 200);
