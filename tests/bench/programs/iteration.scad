// Numbers only: a fixed number of Newton steps for every point of a grid, by tail recursion.
function steps(x, y, n = 0) =
  let (d = 9 * (x * x + y * y) * (x * x + y * y), u = x * x - y * y)
  n == 40 || d < 1e-12 ? n
  : let (p = (2 * x + 3 * u / d) / 3, q = (2 * y - 6 * x * y / d) / 3)
    abs(p - x) + abs(q - y) < 1e-9 ? n : steps(p, q, n + 1);
function sum(list, i = 0, total = 0) = i == len(list) ? total : sum(list, i + 1, total + list[i]);
rows = [for (j = [0 : 119]) sum([for (i = [0 : 159]) steps(i / 80 - 0.99, j / 60 - 0.99)])];
echo(sum(rows), max(rows));
