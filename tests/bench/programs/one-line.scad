// The least that a program can be: what starting takes.
echo("done");
