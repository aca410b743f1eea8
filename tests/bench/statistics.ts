// Numbers from samples. Medians and quantiles, because a busy machine makes outliers; a rank test, because their
// distribution is not known.

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Linear between the two nearest samples. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)] as number;
  const high = sorted[Math.ceil(at)] as number;
  return low + (high - low) * (at - Math.floor(at));
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/**
 * How probable it is that two lists of samples differ this much although nothing differs: the two-sided rank sum test of
 * Mann and Whitney (1947), exact by enumeration for short lists without ties, else by the normal distribution with
 * corrections for ties and continuity. Lists of fewer than four samples cannot tell: 1.
 */
export function rankSumProbability(a: readonly number[], b: readonly number[]): number {
  const [n, m] = [a.length, b.length];
  if (n < 4 || m < 4) return 1;
  const all = [...a, ...b].sort((x, y) => x - y);
  const rankOf = new Map<number, number>();
  let ties = 0;
  for (let k = 0; k < all.length; ) {
    let end = k;
    while (end < all.length && all[end] === all[k]) end++;
    rankOf.set(all[k] as number, (k + 1 + end) / 2);
    ties += (end - k) ** 3 - (end - k);
    k = end;
  }
  const u = a.reduce((sum, value) => sum + (rankOf.get(value) as number), 0) - (n * (n + 1)) / 2;
  const distance = Math.abs(u - (n * m) / 2);
  if (ties === 0 && n * m <= 400) return exactProbability(n, m, distance);
  const total = n + m;
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)));
  return variance === 0 ? 1 : 2 * normalTail(Math.max(0, distance - 0.5) / Math.sqrt(variance));
}

/** The share of all arrangements whose U is at least `distance` from its mean. */
function exactProbability(n: number, m: number, distance: number): number {
  // counts[i][j][u]: arrangements of i of one kind and j of the other with the sum u.
  let row: number[][] = Array.from({ length: m + 1 }, () => [1]);
  for (let i = 1; i <= n; i++) {
    const next: number[][] = [[1]];
    for (let j = 1; j <= m; j++) {
      const counts = new Array<number>(i * j + 1).fill(0);
      for (const [u, count] of (row[j] as number[]).entries()) counts[u + j] = (counts[u + j] ?? 0) + count;
      for (const [u, count] of (next[j - 1] as number[]).entries()) counts[u] = (counts[u] ?? 0) + count;
      next.push(counts);
    }
    row = next;
  }
  const counts = row[m] as number[];
  const far = counts.reduce((sum, count, u) => (Math.abs(u - (n * m) / 2) >= distance ? sum + count : sum), 0);
  return far / counts.reduce((sum, count) => sum + count, 0);
}

/** P(Z > z) of the normal distribution (Abramowitz and Stegun 26.2.17; the error is below 1e-7). */
function normalTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const sum = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}
