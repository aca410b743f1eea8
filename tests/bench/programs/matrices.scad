// Matrices: products, powers, a determinant by elimination.
n = 110;
a = [for (i = [0 : n - 1]) [for (j = [0 : n - 1]) 1 / (i + j + 1) + (i == j ? 1 : 0)]];
function power(m, k) = k == 1 ? m : k % 2 == 0 ? power(m * m, k / 2) : m * power(m, k - 1);
function eliminated(m, k) =
  [for (i = [0 : len(m) - 1]) i <= k ? m[i] : m[i] - m[k] * (m[i][k] / m[k][k])];
function triangle(m, k = 0) = k == len(m) ? m : triangle(eliminated(m, k), k + 1);
function product(v, i = 0, p = 1) = i == len(v) ? p : product(v, i + 1, p * v[i]);
p = power(a / 3, 60);
t = triangle(a);
echo(norm(p[0]), product([for (i = [0 : n - 1]) t[i][i]]));
