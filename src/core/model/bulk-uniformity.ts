import { BugError } from '../errors.ts';
import { kolmogorovSurvival } from '../profile/distributions.ts';
import { largestRankWithin } from './calibration.ts';

export interface BulkUniformity {
  /** Kolmogorov's statistic: distance × √(effective n). */
  readonly ks: number;
  /** Its asymptotic p-value. */
  readonly p: number;
  /** Largest difference between the p-values' distribution and the uniform one, 0 … 1. */
  readonly distance: number;
  /** Rows of the batch in the bulk. */
  readonly bulkRows: number;
  /** Those below it, and the share of the calibration set that lies there. */
  readonly highRows: number;
  readonly highShare: number;
  /** Significant and large: the calibration does not describe this batch. */
  readonly deviates: boolean;
}

export interface BulkUniformityOptions {
  /** The bulk are the p-values above: anomalies sit below and must not trip the test. */
  above?: number;
  alpha?: number;
  minDistance?: number;
}

/**
 * Kolmogorov-Smirnov test that a batch's conformal p-values above .1 are uniform, from the counts of ranks (`rankCounts[k]`, k = 1 … n + 1).
 * The calibration set is finite, so it is the two-sample test: effective n = m n' / (m + n'), both counted in the bulk. The two
 * distributions are compared only at ranks that a score can take (tied calibration scores skip some), which is conservative, as is
 * the asymptotic law (Smirnov 1948) without small-sample correction.
 */
export function bulkUniformity(
  calibration: Float32Array,
  rankCounts: Uint32Array | Float64Array,
  { above = 0.1, alpha = 0.01, minDistance = 0.05 }: BulkUniformityOptions = {},
): BulkUniformity {
  const n = calibration.length;
  if (rankCounts.length !== n + 2) throw new BugError(`expected ${n + 2} rank counts, got ${rankCounts.length}`);
  let first = largestRankWithin(n, above);
  while (first > 0 && !isAttainable(calibration, first)) first--;
  let highRows = 0;
  for (let rank = 1; rank <= first; rank++) highRows += rankCounts[rank];
  let bulkRows = 0;
  for (let rank = first + 1; rank <= n + 1; rank++) bulkRows += rankCounts[rank];
  const bulkReference = n - first;
  const rows = { bulkRows, highRows, highShare: first / (n + 1) };
  if (bulkRows === 0 || bulkReference < 1) return { ks: 0, p: 1, distance: 0, ...rows, deviates: false };

  let distance = 0;
  let seen = 0;
  for (let rank = first + 1; rank <= n; rank++) {
    seen += rankCounts[rank];
    if (!isAttainable(calibration, rank)) continue;
    const difference = Math.abs(seen / bulkRows - (rank - first) / (n + 1 - first));
    if (difference > distance) distance = difference;
  }
  const ks = distance * Math.sqrt((bulkRows * bulkReference) / (bulkRows + bulkReference));
  const p = kolmogorovSurvival(ks);
  return { ks, p, distance, ...rows, deviates: p < alpha && distance >= minDistance };
}

/** Rank k needs a score above exactly all but the k − 1 largest: there is none inside a group of ties. */
function isAttainable(calibration: Float32Array, rank: number): boolean {
  const n = calibration.length;
  return rank <= 1 || rank > n || calibration[n - rank + 1] !== calibration[n - rank];
}
