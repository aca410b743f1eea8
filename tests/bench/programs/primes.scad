// Comprehensions and indexing: primes by trial division, and sums over ranges.
function prime(n) = len([for (d = [2 : sqrt(n)]) if (n % d == 0) d]) == 0;
primes = [for (n = [2 : 20000]) if (prime(n)) n];
echo(len(primes), primes[len(primes) - 1]);
