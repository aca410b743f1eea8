// Strings: building, searching, splitting.
function repeat(text, n) = n == 0 ? "" : str(text, repeat(text, n - 1));
words = [for (i = [0 : 3000]) str("word", i % 97, "-", i)];
function join(list, from, to) =
  to - from == 1 ? list[from] : str(join(list, from, floor((from + to) / 2)), join(list, floor((from + to) / 2), to));
line = join(words, 0, len(words));
echo(len(line), len(search("7", line, 0)[0]), ord(line[1000]), repeat("ab", 500)[999]);
