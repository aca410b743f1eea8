// args: --trace-usermodule-parameters=false
// Endless recursion through two functions: only what does not depend on the depth is visible.
function f(n) =
  [f(n)];
module m() echo(f(0));
m();
