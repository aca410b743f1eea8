// Function values: made, passed on, combined, called a hundred thousand times.
map = function(f, list) [for (x = list) f(x)];
fold = function(f, list, start, i = 0) i == len(list) ? start : fold(f, list, f(start, list[i]), i + 1);
after = function(f, g) function(x) f(g(x));
counter = function(step) function(n) n + step;
steps = map(counter, [1 : 8]);
all = fold(after, steps, function(x) x);
echo(fold(function(sum, x) sum + x, map(all, [1 : 12000]), 0));
