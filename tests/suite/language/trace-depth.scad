// More frames than are printed: the first twelve and the last twelve, equal lines at most five times in a row.
function a(n) = n == 0 ? assert(false) 0 :
  1 + b(n - 1);
function b(n) = n == 0 ? assert(false) 0 :
  1 + a(n - 1);
echo(a(41));
