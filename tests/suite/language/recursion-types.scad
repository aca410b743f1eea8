// Functions that call themselves in tail position: rounds in which parameters are numbers and vectors, and others between.
function sum(v, i = 0, s = 0) = i >= len(v) ? s : sum(v, i + 1, s + v[i]);
echo(sum([1, 2, 3.5]), sum([]), sum([[1, 2], [3, 4]], s = [0, 0]), sum([1, "a", 3]), sum([1, undef]));
echo(sum("abc"), sum("", 0, "none"));

// Parameters change places, and one stays.
function swap(a, b, n) = n <= 0 ? [a, b] : swap(b, a + 1, n - 1);
echo(swap(1, 2, 0), swap(1, 2, 5), swap("x", 2, 3), swap([1], 2, 1), swap(undef, 1, 2));

// A number becomes a vector, a text and a number again.
function turn(x, n) = n == 0 ? x : turn(n == 4 ? [x] : n == 3 ? str(x, "!") : n == 2 ? len(x) * 2 : x + n, n - 1);
echo(turn(1, 7), turn(1, 4), turn(0.5, 3), turn([1, 2], 6));

// What is indexed becomes shorter, becomes a text, and ends as undef.
function walk(v, i, out = []) = i > 6 ? [out, v] : walk(i == 3 ? "text" : i == 5 ? undef : v, i + 1, concat(out, [v[i], v[-1], v[i / 2]]));
echo(walk([10, 20, 30], 0));

// A round leaves out an argument that has a default, one that is noticed among them.
function again(n, from = 10) = n < 0 ? from : n > 2 ? again(n - 1) : again(n - 1, from + 1);
echo(again(5), again(1), again(1, 3), again(4, "a"));
function told(x) = echo("told", x) x;
function default(n, d = told(7)) = n == 0 ? d : n == 2 ? default(n - 1) : default(n - 1, d * 2);
echo(default(0), default(3), default(1, 1), default(4, 2));
function ignored(n, d = told(8)) = n == 0 ? d : ignored(n - 1);
echo(ignored(2), ignored(1, 3));

// Variables of a round that a function holds stay those of that round.
function collect(n, fs = []) = n == 0 ? [for (f = fs) f(1)] : collect(n - 1, concat(fs, [function(x) x + n]));
echo(collect(3));

// Special variables are those of the round.
$k = 1;
function special(n, $k = 5) = n == 0 ? $k : let($k = $k + n) special(n - 1, $k);
function inherited(n) = n == 0 ? $k : let($k = $k * 2) inherited(n - 1);
echo(special(3), special(0), inherited(4));

// Loops in loops.
function outer(n, s = 0) = n == 0 ? s : outer(n - 1, s + inner(n, 0));
function inner(n, t) = n <= 0 ? t : inner(n - 1, t + n * n);
echo(outer(6), inner(-1, 2), inner(0.5, 2));
function power(x, n, p = 1) = n == 0 ? p : power(x * x, floor(n / 2), n % 2 == 1 ? p * x : p);
echo(power(3, 13), power(2, 0), power([1, 2], 1));

// Vectors in the file, read by what counts rounds and by others.
points = [[1, 2, 3], [4, 5, 6], [7, 8, 9]];
steps = [for (i = [0 : len(points) - 1]) points[i] - points[(i + 1) % len(points)]];
beyond = [for (i = [0 : 4]) points[i]];
echo(steps, beyond, points[1.9], points[-1], points[3], points["x"]);

// Matrices of three rows and what is none.
echo([[1, 2, 3], [4, 5, 6], [7, 8, 9]] * [1, 0, -1], [[0, 0, 0], [0, 0, 0], [0, 0, 0]] * [-1, -1, -1]);
echo([[1, 2, 3], [4, 5, 6], [7, 8]] * [1, 0, -1]);
echo([[1, 2, 3], [4, "x", 6], [7, 8, 9]] * [1, 0, -1], [[1, 2, 3], [4, 5, 6], [7, 8, 9]] * [1, undef, -1]);
