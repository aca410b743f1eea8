// What children() instantiates.
module all() children();
module pick(i) children(i);
module reversed() for (i = [$children - 1:-1:0]) children(i);
module each_twice() {
  children([0, 0]);
}

all();
all() cube(1);
all() {
  cube(1);
  sphere(2);
}
pick(1) {
  cube(1);
  sphere(2);
}
pick([1, 0]) {
  cube(1);
  sphere(2);
}
pick([1:2]) {
  cube(1);
  sphere(2);
  square(3);
}
reversed() {
  cube(1);
  sphere(2);
  square(3);
}
each_twice() cube(1);

// Bad indexes.
pick(2) cube(1);
pick(-1) cube(1);
pick("x") cube(1);
pick([0, 5, "x"]) cube(1);

// Children of children, and a statement that makes no node.
module wrap() all() {
  children(0);
  children(1);
}
wrap() {
  cube(1);
  if (false) sphere(2);
}
all() echo("only echo");
children();
