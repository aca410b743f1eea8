// A million bodies without end.
function f(n) =
  let(m = n + 1) f(m);
echo("before");
x = 1 +
  f(0);
