// A range begins with its beginning as it is: a negative zero stays one.
z = -0;
echo([for (i = [-0 : 1]) 1 / i], [for (i = [-0 : 1 : 1]) 1 / i], [for (i = [z : 1]) 1 / i], [for (i = [z : 1 : 1]) 1 / i]);
echo([for (i = [z : 0.5 : 1]) 1 / i], [for (i = [-0 : 2 : 3]) 1 / i], [for (i = [z : -1 : -1]) 1 / i], [for (i = [0 : -1 : -1]) 1 / i]);
s = 1;
echo([for (i = [z : s : 1]) 1 / i], [for (i = [3 : s : 4]) i], [for (i = [3 : 1 : 4]) i], [for (i = [s : 1 : 3]) i]);
echo([each [z : 1]][0] == 0, 1 / [each [z : 1]][0]);
for (i = [z : 0]) echo(1 / i);
