// A spring: a polyhedron whose vertices run along a helix; faces are written out from indices.
turns = 5;
coil_radius = 10;
wire_radius = 1.5;
pitch = 5;
sides = 10;           // corners of the wire's section
segments = 24;        // sections per turn

count = turns * segments;

function section(i) =
  let (angle = 360 * i / segments)
    [for (k = [0 : sides - 1])
      let (a = 360 * k / sides, r = coil_radius + wire_radius * cos(a))
        [r * cos(angle), r * sin(angle), pitch * i / segments + wire_radius * sin(a)]];

points = [for (i = [0 : count]) each section(i)];
sides_faces = [
  for (i = [0 : count - 1], k = [0 : sides - 1])
    let (a = i * sides + k, b = i * sides + (k + 1) % sides)
      each [[a, b, a + sides], [b, b + sides, a + sides]]
];
start = [for (k = [sides - 1 : -1 : 0]) k];
end = [for (k = [0 : sides - 1]) count * sides + k];

polyhedron(points, concat(sides_faces, [start, end]), convexity = 10);
