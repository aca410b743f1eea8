// Variables, functions and modules: what hides what, and when.
a = 1;
b = a + 1;
function f() = a;
module m(a) {
  b = a * 10;
  function f() = a + b;
  module inner() {
    a = 100;
    echo("inner", a, b, f());
  }
  inner();
  echo("m", a, b, f());
}
m(2);
m();
echo("file", a, b, f());

// A block of children sees where it is written.
module call() {
  a = 5;
  children();
}
call() echo("block", a);
call() {
  a = 6;
  echo("own", a);
  call() echo("nested", a);
}

// Bare blocks are no scopes.
{
  c = 3;
  {
    d = c + 1;
  }
}
echo(c, d);

// let, for and comprehensions open one scope per variable.
let(a = 10, b = a + 1) echo(a, b);
for (a = [7, 8], b = [a, a + 1]) echo(a, b);
echo([for (a = [1:3], b = [a:3]) if (a != b) [a, b]]);
echo(let(a = 20) [a, let(a = a + 1) a, a]);
echo(a, b);

// A parameter may be assigned again; its value is the old one on the right.
module again(x) {
  x = x + 1;
  echo(x);
}
again(4);

// One name in three namespaces.
n = "variable";
function n() = "function";
module n() echo(n, n());
n();
