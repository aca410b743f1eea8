// Vector arithmetic: a random walk's statistics with matrices and cross products.
n = 100000;
turn = [[cos(7), -sin(7), 0], [sin(7), cos(7), 0], [0, 0, 1]];
steps = rands(-1, 1, 3 * n, 5);
function walk(i, p, total) =
  i == n ? [p, total]
  : let (s = [steps[3 * i], steps[3 * i + 1], steps[3 * i + 2]], q = turn * p + s)
    walk(i + 1, q, total + norm(cross(p, q)) + p * q);
echo(walk(0, [1, 0, 0], 0));
