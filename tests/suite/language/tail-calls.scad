// Calls in tail position do not nest, whatever stands around them.
function count(n, k = 0) = n == 0 ? k : count(n - 1, k + 1);
echo(count(100000));

function even(n) = n == 0 ? true : odd(n - 1);
function odd(n) = n == 0 ? false : even(n - 1);
echo(even(50000), odd(50000));

literal = function(n) n == 0 ? "done" : literal(n - 1);
echo(literal(50000));

function mixed(n) =
  let(m = n - 1)
  assert(m >= -1)
  n == 0 ? echo("bottom") "end" :
  n % 2 == 0 ? mixed(m) : let(z = m) mixed(z);
echo(mixed(20000));

// Each body has variables of its own.
function collect(n, fs = []) = n == 0 ? fs : collect(n - 1, concat(fs, [function() n]));
echo([for (f = collect(4)) f()]);

// A list is no tail position, nor are operands and arguments.
function sum(v, i = 0) = i == len(v) ? 0 : v[i] + sum(v, i + 1);
echo(sum([for (i = [1:500]) i]));
function nest(n) = n == 0 ? [] : [nest(n - 1)];
echo(nest(5));

// The passed function is the tail call.
function repeat(f, n, x) = n == 0 ? x : repeat(f, n - 1, f(x));
echo(repeat(function(x) x * 2, 10, 1));
function twice(f) = function(x) f(f(x));
echo(twice(twice(function(x) x + 1))(0));
