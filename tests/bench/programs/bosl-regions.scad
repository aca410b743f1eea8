// BOSL2: regions, paths and sorting. Needs the library (OPENSCADPATH).
include <BOSL2/std.scad>
disks = [for (k = [0 : 7]) [move(14 * [cos(45 * k), sin(45 * k)], p = circle(r = 7, $fn = 36))]];
flower = union(disks);
plate = difference([[rect(70, rounding = 6, $fn = 32)], flower, [circle(r = 5, $fn = 24)]]);
stats = [for (k = [3 : 40]) let (p = resample_path(star(k, r = 20, ir = 12), n = 120, closed = true))
  [path_length(p, closed = true), polygon_area(p), is_path_simple(p, closed = true)]];
order = sort([for (k = [0 : 2400]) [(k * 5101) % 2401, -k]]);
echo(len(flower), [for (p = plate) len(p)], stats[7], order[100]);
