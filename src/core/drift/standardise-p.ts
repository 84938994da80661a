/** Good's sample size: the p-value of so many values stays as it is. */
const STANDARD_SIZE = 100;

/**
 * p · √(N / 100), the p-value standardised to a sample of 100 (Good 1982, J. Stat. Comput. Simul. 16:65), with N = nm / (n + m), the
 * size of one sample that tells as much as two of n and m. The same p says less in a larger sample; there power is plenty, and
 * what is significant by chance becomes rarer than the level. A smaller sample stays as it is.
 */
export function standardiseP(p: number | null, m: number, n: number): number | null {
  if (p === null) return null;
  const size = (n / (n + m)) * m;
  return Math.min(1, p * Math.sqrt(Math.max(1, size / STANDARD_SIZE)));
}
