import { BugError } from '../errors.ts';
import { betaQuantile } from './beta-quantile.ts';
import { largestRankWithin } from './calibration.ts';

/**
 * Upper bound of the false positive rate that a calibration set of `n` scores realises at p ≤ `t`, on `confidence` of all such sets:
 * quantile of Beta(l, n + 1 − l), l = ⌊t (n + 1)⌋ (Bates et al. 2023, section 2; ties make it conservative). 0 if nothing can reach t.
 */
export function upperFalsePositiveRate(n: number, t: number, confidence = 0.95): number {
  if (!(n >= 1 && t >= 0 && t <= 1)) throw new BugError(`expected n >= 1 and 0 <= t <= 1, got n = ${n}, t = ${t}`);
  const rank = largestRankWithin(n, t);
  if (rank === 0) return 0;
  return rank > n ? 1 : betaQuantile(confidence, rank, n + 1 - rank);
}
