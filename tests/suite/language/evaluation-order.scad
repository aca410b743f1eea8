// In which order parts of an expression are evaluated.
function v(x) = echo(x) x;
plus = v(1) + v(2) * v(3);
shift = v(4) << v(5);
list = [v(6), v(7)];
index = [10, 20][v(1)];
range = [v(0):v(1):v(2)];
logic = v(false) && v(1) || v(2);
choice = v(true) ? v(3) : v(4);
call = max(v(5), v(6));
comparison = v(7) < v(8);
power = v(2) ^ v(3) ^ v(0);
echo(plus, shift, list, index, range, logic, choice, call, comparison, power);
