/** Score interval of a share of `k` in `n` (Wilson 1927, JASA 22:209); `z` is the normal quantile. With n = 0: 0 to 1. */
export function wilsonInterval(k: number, n: number, z: number): { low: number; high: number } {
  if (n === 0) return { low: 0, high: 1 };
  const share = k / n;
  const z2 = z * z;
  const center = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (z / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  return { low: k === 0 ? 0 : Math.max(0, center - half), high: k === n ? 1 : Math.min(1, center + half) };
}
