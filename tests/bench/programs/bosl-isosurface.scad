// BOSL2: metaballs. Needs the library (OPENSCADPATH).
include <BOSL2/std.scad>
include <BOSL2/isosurface.scad>
balls = [left(7), mb_sphere(5), right(7), mb_cuboid(7), fwd(8), mb_capsule(h = 12, d = 4), up(6), mb_disk(h = 2, r = 6)];
surface = metaballs(balls, bounding_box = [[-16, -16, -10], [16, 12, 14]], voxel_size = 1.5);
echo(len(surface[0]), len(surface[1]));
