// The way out of nested functions and assignments.
function check(x) = assert(x > 0, "must be positive") x;
function through(x) = check(x);
function sum(v) = len(v) == 0 ? 0 : through(v[0]) + sum([for (i = [1:1:len(v) - 1]) v[i]]);
module m(v) {
  total = str(
    sum(v)
  );
  echo(total);
}
m([1, 2, 3]);
m([1, 2, -3]);
