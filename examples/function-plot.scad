// A surface over a grid: a function literal is passed to a module that builds a solid below its graph.
wave = function (x, y) 6 + 3 * sin(sqrt(x * x + y * y) * 18) * exp(-(x * x + y * y) / 900);

module plot(f, extent, step) {
  n = round(2 * extent / step);
  at = function (i) -extent + i * step;
  top = [for (i = [0 : n], j = [0 : n]) [at(i), at(j), f(at(i), at(j))]];
  bottom = [for (p = top) [p.x, p.y, 0]];
  under = len(top);
  index = function (i, j) i * (n + 1) + j;
  rim = concat(
    [for (i = [0 : n - 1]) index(i, 0)],
    [for (j = [0 : n - 1]) index(n, j)],
    [for (i = [n : -1 : 1]) index(i, n)],
    [for (j = [n : -1 : 1]) index(0, j)]
  );
  faces = concat(
    [for (i = [0 : n - 1], j = [0 : n - 1]) each [
      [index(i, j), index(i, j + 1), index(i + 1, j)],
      [index(i + 1, j), index(i, j + 1), index(i + 1, j + 1)],
    ]],
    [for (i = [0 : n - 1], j = [0 : n - 1]) each [
      [under + index(i, j), under + index(i + 1, j), under + index(i, j + 1)],
      [under + index(i + 1, j), under + index(i + 1, j + 1), under + index(i, j + 1)],
    ]],
    [for (k = [0 : len(rim) - 1])
      let (a = rim[k], b = rim[(k + 1) % len(rim)])
        each [[a, b, under + a], [b, under + b, under + a]]]
  );
  polyhedron(concat(top, bottom), faces);
}

plot(wave, extent = 30, step = 3);
