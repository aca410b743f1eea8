// Function calls: a doubly recursive function, no memory.
function f(n) = n < 2 ? n : f(n - 1) + f(n - 2);
echo(f(25));
