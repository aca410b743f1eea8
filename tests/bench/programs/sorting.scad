// Lists: a merge sort of numbers in no order, and a search in the result.
function scramble(n, x = 1) = [for (i = 0; i < n; i = i + 1, x = (x * 16807) % 2147483647) x];
function merged(a, b) =
  [for (i = 0, j = 0; i + j < len(a) + len(b);
        left = j >= len(b) || (i < len(a) && a[i] <= b[j]), i = left ? i + 1 : i, j = left ? j : j + 1)
     j >= len(b) || (i < len(a) && a[i] <= b[j]) ? a[i] : b[j]];
function part(list, from, to) = [for (i = [from : 1 : to - 1]) list[i]];
function sorted(list) =
  len(list) < 2 ? list
  : let (middle = floor(len(list) / 2)) merged(sorted(part(list, 0, middle)), sorted(part(list, middle, len(list))));
function rank(list, x, low, high) =
  high - low < 2 ? low : let (middle = floor((low + high) / 2)) list[middle] <= x ? rank(list, x, middle, high) : rank(list, x, low, middle);
numbers = scramble(12000);
list = sorted(numbers);
echo(list[0], list[len(list) - 1], max([for (x = numbers) rank(list, x, 0, len(list))]));
