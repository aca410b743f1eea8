// Rounds of loops read elements and compute in place where they can: what they read and compute with is of all types here.
v = [3, "two", [1, 2, 3], undef, true, [0 : 2 : 6], 0 / 0, -0];

// An element that stays the same in all rounds, of a vector, a string, a range and of nothing.
function rows(m) = [for (i = [0 : 2]) [for (k = [0 : 2]) m[i][k]]];
echo(rows([[1, 2, 3], "abc", [0 : 3]]), rows("xyz"), rows(undef), rows([]), rows([[1], [[2]]]));
function firsts(m) = [for (i = [0 : 2]) m[1] == m[i]];
echo(firsts([0 / 0, 0 / 0, 1]), firsts("aba"), firsts([[1], [1], [0 / 0]]));
echo([for (i = []) undef[i]], [for (i = [1 : 0]) v[i]]);

// Indexes that are no whole numbers, are negative, or beyond the end.
echo([for (i = [-2 : 9]) v[i]], [for (i = [-0.5 : 3]) v[i]], [for (i = [0 : 0.5 : 2]) v[i]], [for (i = [3 : -1 : -1]) v[i]]);
echo([for (i = [0 : 2]) v[i - 1]], [for (i = [0 : 2]) v[i * 2 + 1]], [for (i = [0 : 2]) v[i / 2]], [for (i = [0 : 2]) v[-i]]);
echo([for (i = [0 : 2]) v[i % 0]], [for (i = ["x", undef, [0], true, 1.9]) v[i]]);
echo([for (i = [1e10 : 1e10 + 1]) v[i]], [for (i = [0 : 1]) "añ𝄞"[i + 1]]);

// Operators on all pairs of types, some of them not defined.
function pairs(a, b) = [for (x = a, y = b) [x + y, x - y, x < y, x == y]];
echo(pairs([1, [1, 2]], [2, [3, 4]]), pairs(["a", undef], ["b", 1]));
function scaled(a, f) = [for (x = a) x * f / 2 % 3];
echo(scaled([1, 2, 3], 4), scaled([[1, 2]], "x"));

// Variables that a round leaves to the next one: numbers always, sometimes, and what becomes something else.
echo([for (i = 0, x = 1; i < 5; i = i + 1, x = x * 2) [i, x, v[i]]]);
echo([for (i = 0, x = 1; i < 3; i = i + 1, x = [x]) x], [for (i = 0, x = 1; i < 4; i = i + 1, x = i == 2 ? "s" : x) x]);
echo([for (i = 0.5, k = 0; k < 3; i = i + 1, k = k + 1) v[i]], [for (i = 4; i > -2; i = i - 1) v[i]]);
echo([for (a = 0, b = 1; a < 30; c = a + b, a = b, b = c) a]);

// Rounds of a function that calls itself, and short functions whose arguments change their types.
function total(list, i = 0, sum = 0) = i < len(list) ? total(list, i + 1, sum + list[i]) : sum;
echo(total([1, 2, 3]), total([[1, 2], [3, 4]], 0, [0, 0]), total([1, "x", 2]), total("ab", 0, "c"), total([1, 2, 3], 0.5));
function half(a, b) = (a - b) / 2;
echo(half(3, 1), half([3, 1], [1, 1]), half("a", 1), half(undef, 1));
function nested(n) = n < 2 ? n : nested(n - 1) + nested(n - 2) * 2;
echo(nested(12), [for (i = [0 : 3]) nested(i) - nested(i + 1)]);

// Children are made later than the rounds that they stand in.
module show(d) { echo(d, $children); if (d > 0) children(); }
for (i = [0 : 1]) show(i) { show(v[i] == 3 ? i - 1 : 0); cube(i + v[0]); }
