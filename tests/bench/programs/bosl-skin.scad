// BOSL2: surfaces between profiles of different kinds, copied and joined. Needs the library (OPENSCADPATH).
include <BOSL2/std.scad>
profiles = [for (k = [0 : 29]) path3d(zrot(5 * k, p = resample_path(
  k % 3 == 0 ? circle(r = 8 + k % 5, $fn = 48) : k % 3 == 1 ? rect(14 + k % 4, rounding = 2, $fn = 16) : star(5, r = 11, ir = 7),
  n = 48, closed = true)), 2.5 * k)];
column = skin(profiles, slices = 5, method = "reindex");
ring = vnf_join([for (a = [0 : 24 : 336]) zrot(a, p = right(60, p = column))]);
echo(len(column[0]), len(ring[0]), len(ring[1]), pointlist_bounds(ring[0]));
