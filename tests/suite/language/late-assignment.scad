// A variable that its scope has not assigned yet is looked up further out, by nested functions too.
c = "outer";
module nested_function() {
  c = f();
  function f() = c;
  echo(c, f());
}
nested_function();
module literal() {
  g = function() c;
  x = g();
  c = "later";
  echo(x, g());
}
literal();
module parameter(c) {
  x = f();
  c = "assigned";
  function f() = c;
  echo(x, c, f());
}
parameter("given");
module block() children();
block() {
  h = function() c;
  x = h();
  c = "in the block";
  echo(x, h());
}
echo(let(h = function() c, x = h(), c = "in let") [x, h()]);
a = b();
function b() = is_undef(z) ? "not yet" : z;
z = 5;
echo(a, b());
