import { BugError } from '../errors.ts';

/**
 * Benjamini and Hochberg (1995) over conformal p-values, which take n + 1 values only: `rankCounts[k]` is the number of rows with
 * rank k (length n + 2, cell 0 unused), so that counts of parts add up and no sort is needed. `m` is the number of tests.
 * Returns the q-value of each rank, non-decreasing; rejecting q ≤ α keeps the false discovery rate ≤ α (Bates et al. 2023, theorem 2).
 */
export function benjaminiHochbergByRank(rankCounts: Uint32Array | Float64Array, m: number): Float64Array {
  const n = rankCounts.length - 2;
  const atMost = new Float64Array(n + 2);
  for (let rank = 1; rank <= n + 1; rank++) atMost[rank] = atMost[rank - 1] + rankCounts[rank];
  if (atMost[n + 1] > m) throw new BugError(`expected ranks of at most ${m} tests, got ${atMost[n + 1]}`);
  const q = new Float64Array(n + 2);
  let smallest = 1;
  for (let rank = n + 1; rank >= 1; rank--) {
    const expected = (rank * m) / (n + 1);
    if (atMost[rank] > 0) smallest = Math.min(smallest, expected / atMost[rank]);
    q[rank] = smallest;
  }
  return q;
}

/**
 * The fewest rows that can be discovered at all: with `n` calibration scores no p-value is below 1 / (n + 1), and m tests at the level
 * `target` ask for m / (target (n + 1)) rows that share it. Null without tests.
 */
export function leastDiscoveries(m: number, n: number, target: number): number | null {
  if (m === 0) return null;
  let least = Math.max(1, Math.ceil(m / (target * (n + 1))));
  // As `benjaminiHochbergByRank` computes it, whichever way the quotient above was rounded.
  const suffices = (count: number) => m / (n + 1) / count <= target;
  while (!suffices(least)) least++;
  while (least > 1 && suffices(least - 1)) least--;
  return least;
}
