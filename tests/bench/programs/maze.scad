// A maze: a depth-first walk over a grid with seeded random numbers, walls as one union on a base.
size = 24;
cells = size * size;
choices = rands(0, 1, 8 * cells, 11);
steps = [[1, 0], [0, 1], [-1, 0], [0, -1]];
function cell(p) = p[0] + size * p[1];
function inside(p) = p[0] >= 0 && p[0] < size && p[1] >= 0 && p[1] < size;
function set(list, at) = [for (i = [0 : len(list) - 1]) i == at ? true : list[i]];
function free(p, seen) = [for (s = steps) let (q = p + s) if (inside(q) && !seen[cell(q)]) q];
// Doors are pairs of neighbors.
function walk(stack, seen, doors, n = 0) =
  len(stack) == 0 ? doors
  : let (p = stack[len(stack) - 1], ways = free(p, seen))
    len(ways) == 0 ? walk([for (i = [0 : 1 : len(stack) - 2]) stack[i]], seen, doors, n + 1)
    : let (q = ways[floor(choices[n % len(choices)] * len(ways))])
      walk(concat(stack, [q]), set(seen, cell(q)), concat(doors, [[p, q]]), n + 1);
doors = walk([[0, 0]], set([for (i = [1 : cells]) false], 0), []);
rights = [for (d = doors) if (d[0][1] == d[1][1]) min(d[0][0], d[1][0]) + size * d[0][1]];
tops = [for (d = doors) if (d[0][0] == d[1][0]) d[0][0] + size * min(d[0][1], d[1][1])];
cube([10 * size + 2, 10 * size + 2, 2]);
for (x = [0 : size - 1], y = [0 : size - 1]) translate([10 * x, 10 * y, 1]) {
  if (x < size - 1 && len(search(x + size * y, rights)) == 0) translate([10, 0, 0]) cube([2, 12, 9]);
  if (y < size - 1 && len(search(x + size * y, tops)) == 0) translate([0, 10, 0]) cube([12, 2, 9]);
}
difference() {
  cube([10 * size + 2, 10 * size + 2, 10]);
  translate([2, 2, -1]) cube([10 * size - 2, 10 * size - 2, 12]);
}
