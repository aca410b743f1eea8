// args: --hardwarnings
// The first warning ends the evaluation.
module m(x) {
  echo(x, missing);
}
echo("before");
m(1);
echo("after");
