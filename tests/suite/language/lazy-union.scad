// args: --enable lazy-union
// Control statements make lists that vanish; modules and group() stay.
module m() children();
for (i = [1, 2]) cube(i);
if (true) {
  cube(3);
  let(x = 4) cube(x);
}
m() for (i = [5:6]) cube(i);
group() echo() cube(7);
intersection_for(i = [8, 9]) cube(i);
%for (i = [1]) translate([i, 0, 0]) cube(10);
