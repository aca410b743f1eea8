// An assignment that replaces another one is reported at both places.
a = "first";
b = true;
a = assert(b) "second";
