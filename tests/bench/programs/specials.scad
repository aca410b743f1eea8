// Special variables: set around calls, read far below.
function fragments(r) = $fn > 0 ? $fn : ceil(max(min(360 / $fa, r * 2 * PI / $fs), 5));
function ring(r) = let (n = fragments(r)) [for (i = [0 : n - 1]) r * [cos(360 * i / n), sin(360 * i / n)]];
function perimeter(points, i = 0, sum = 0) =
  i == len(points) ? sum : perimeter(points, i + 1, sum + norm(points[i] - points[(i + 1) % len(points)]));
function level(depth) = depth == 0 ? perimeter(ring(depth + $scale)) : let ($scale = $scale * 1.01) level(depth - 1);
$scale = 1;
echo(max([for (k = [1 : 4500]) let ($fn = 8 + k % 20) perimeter(ring(k))]),
     max([for (k = [1 : 2000]) perimeter(ring(k % 9, $fs = 0.3 + k % 4))]),
     level(3000));
