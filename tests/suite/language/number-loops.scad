// Loops whose parameters are numbers in some rounds and something else in others.
function total(v, i = 0, s = 0) = i >= len(v) ? s : total(v, i + 1, s + v[i]);
echo(total([1, 2, 3]), total([[1, 2], [3, 4]], s = [0, 0]), total([1, "a", 3]), total([1, [2], 3]));
function turn(x, n) = n <= 0 ? x : turn(n == 2 ? [x, x] : n == 1 ? x[0] * 2 : x + 1, n - 1);
echo(turn(1, 5), turn(0.5, 3), turn(undef, 1), turn("a", 2));
function nan(x, n = 3) = n < 1 ? x : nan(x - x / 0 * 0, n - 1);
echo(nan(1), nan(0), nan(-0, 0) == 0, 1 / nan(-0, 0));
function choose(x, n) = n == 0 ? (x ? "true" : "false") : let (y = -x, z = x % 3) choose(y * z, n - 1);
echo(choose(4, 0), choose(4, 1), choose(3, 1), choose(0 / 0, 1), choose(true, 0));
function special(n) = n > 2 ? $step + n : let ($step = is_undef($step) ? 1 : $step + 1) special(n + 1);
echo(special(0));
function extra(n) = n < 3 ? extra(n + 1, k = n) : k;
echo(extra(0), extra(0, k = 5));
function bits(n, s = "") = n < 1 ? s : bits(floor(n / 2), str(n % 2, s));
echo(bits(10), bits(0.5));
module nested() {
  base = 10;
  function up(n, m) = n >= base ? m : up(n + 1, m * 2);
  echo(up(5, 1), up(9, "m"), up(5, [1, 2]));
}
nested();
function power(x, n) = n < 2 ? x ^ n : power(x ^ 1.5, n - 1);
echo(power(4, 3), power([1, 2], 3));
function order(a, b, n) = n < 1 ? [a < b, a == b, a != b, a >= b] : order(b, a, n - 1);
echo(order(1, 2, 1), order("a", "b", 1), order(1, "b", 2));
