// Lists made of loops, conditions and parts.
echo([for (i = [0:2:6]) i], [for (c = "añ😀") c], [for (x = undef) x], [for (x = 5) x], [for (x = [[1, 2], [3]]) len(x)]);
echo([for (i = [1:3]) for (j = [1:i]) i * j]);
echo([for (i = [1:3], j = [i:3]) [i, j]]);
echo([for (i = [1:6]) if (i % 2 == 0) i else if (i % 3 == 0) -i]);
echo([for (i = [1:3]) let(s = i * i, t = s + 1) if (t > 2) each [s, t]]);
echo([each [1, 2], each [3:5], each "ab", each 6, each undef, each [[7]]]);
echo([each for (i = [1, [2, 3]]) i], [each each [[1], [2, [3]]]]);
echo([each if (true) [1, 2]], [each let(a = [1]) each [a, a]]);
echo([for () 1], [for (i = []) i]);

// C-style loops: what the update leaves out has its first value again.
echo([for (i = 0, s = 0; i < 5; i = i + 1, s = s + i) [i, s]]);
echo([for (i = 0, k = 10; i < 3; i = i + 1) k + i]);
n = 3;
echo([for (i = 0; i < n; i = i + 1, n = n - 0) n]);
echo([for (i = 1; false; i = i) i]);
echo([for (v = [1, 2, 3]; len(v) > 0; v = [for (i = [1:1:len(v) - 1]) v[i]]) v[0]]);
echo([for (i = 0, j = i + 1; i < 2; i = i + 1, j = i + 10) [i, j]]);

// Ranges with nothing in them, and ranges that are values.
echo([for (i = [3:1]) i], [for (i = [0:-1:-3]) i], [for (i = [0:0:0]) i]);
r = [1:0.5:3];
echo(r, r[0], r[1], r[2], [for (x = r) x]);
