// A spur gear with involute flanks, computed point by point from its module and number of teeth.
teeth = 18;
mod = 2;                 // pitch diameter = teeth * mod
pressure_angle = 20;
thickness = 8;
bore = 8;
steps = 6;               // points per flank

pitch_radius = teeth * mod / 2;
base_radius = pitch_radius * cos(pressure_angle);
tip_radius = pitch_radius + mod;
root_radius = pitch_radius - 1.25 * mod;

// Unwinding a string from the base circle: angle in degrees at which the involute reaches radius r.
function unwound(r) = r <= base_radius ? 0 : sqrt(pow(r / base_radius, 2) - 1) * 180 / PI;
function involute_angle(r) = unwound(r) - atan(unwound(r) * PI / 180);
function polar(r, angle) = r * [cos(angle), sin(angle)];

half_tooth = 90 / teeth + involute_angle(pitch_radius);
start_radius = max(base_radius, root_radius);

function flank() = [
  for (i = [0 : steps])
    let (r = start_radius + (tip_radius - start_radius) * i / steps)
      [r, half_tooth - involute_angle(r)]
];

function tooth(turn) = let (side = flank()) concat(
  [polar(root_radius, turn - half_tooth)],
  [for (p = side) polar(p[0], turn - p[1])],
  [for (i = [len(side) - 1 : -1 : 0]) polar(side[i][0], turn + side[i][1])],
  [polar(root_radius, turn + half_tooth)]
);

linear_extrude(thickness)
  difference() {
    polygon([for (i = [0 : teeth - 1]) each tooth(360 * i / teeth)]);
    circle(d = bore, $fn = 48);
  }
