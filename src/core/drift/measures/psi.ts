import { type Estimate, estimateBetween } from './estimate.ts';
import { smoothShares } from './smooth-shares.ts';
import { sumOf } from './totals.ts';

/**
 * Population stability index Σ (p − q) ln(p / q) of two count vectors over the same groups, less what chance alone gives.
 * Without drift it is (1/n + 1/m) times a chi-square with B − 1 degrees of freedom (arXiv 2307.11878), so its mean
 * (B − 1)(1/n + 1/m) is subtracted (floor 0). Interval: delta method plus that law's variance.
 * Null where either side is empty.
 */
export function measurePsi(reference: readonly number[], current: readonly number[]): Estimate | null {
  const m = sumOf(reference);
  const n = sumOf(current);
  if (m === 0 || n === 0) return null;
  const q = smoothShares(reference, Math.min(m, n));
  const p = smoothShares(current, Math.min(m, n));
  let index = 0;
  let used = 0;
  const byCurrent = { mean: 0, square: 0 };
  const byReference = { mean: 0, square: 0 };
  for (let i = 0; i < p.length; i++) {
    if (reference[i] + current[i] > 0) used++;
    const logRatio = Math.log(p[i] / q[i]);
    index += (p[i] - q[i]) * logRatio;
    const slopeP = logRatio + 1 - q[i] / p[i];
    const slopeQ = 1 - logRatio - p[i] / q[i];
    byCurrent.mean += p[i] * slopeP;
    byCurrent.square += p[i] * slopeP * slopeP;
    byReference.mean += q[i] * slopeQ;
    byReference.square += q[i] * slopeQ * slopeQ;
  }
  const chance = 1 / n + 1 / m;
  const degrees = Math.max(0, used - 1);
  const variance =
    (byCurrent.square - byCurrent.mean ** 2) / n + (byReference.square - byReference.mean ** 2) / m + 2 * degrees * chance * chance;
  return estimateBetween(index - degrees * chance, Math.sqrt(Math.max(0, variance)), 0);
}
