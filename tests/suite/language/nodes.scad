// Which statements make nodes.
module empty() {}
module one() cube(1);
empty();
one();
for (i = [1, 2], j = [3]) cube(i + j);
for (i = []) cube(1);
for () cube(1);
if (true) cube(2);
if (false) cube(2);
if (false) cube(2); else cube(3);
if (false) cube(2); else;
let(x = 1) cube(x);
let() {}
echo("no node");
echo("a node") cube(4);
assert(true);
assert(true) cube(5);
assert(true) if (false) cube(5);
intersection_for(i = [1, 2]) cube(i);
intersection_for() cube(1);
*cube(6);
%#cube(7);
#for (i = [1]) %cube(8);
unknown() cube(9);
group();
// Negative zero stays, an axis that is not a number turns nothing.
linear_extrude(5, scale = -0);
linear_extrude(5, scale = [-1, -0]);
rotate(30, [1, 2, 0 / 0]);
