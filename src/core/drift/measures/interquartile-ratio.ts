import { type Estimate, estimateBetween } from './estimate.ts';
import { sumOf } from './totals.ts';

/** A ratio beyond 1000 either way says no more than 1000. */
const LARGEST = Math.log(1000);
/** A reference bin with more than this share within its 15–85 % range makes quartiles jump. */
const LARGEST_STEP = 0.1;

/**
 * Log of the current over the reference interquartile range, quartiles interpolated within bins; interval by the delta method
 * with Siddiqui's (1960) sparsity over ± 5 % of rank. Null where either side is empty, or where the reference's middle is made
 * of point masses: its quartiles then jump from value to value with no change of spread.
 */
export function measureInterquartileRatio(
  edges: readonly number[],
  reference: readonly number[],
  current: readonly number[],
): Estimate | null {
  const m = sumOf(reference);
  const n = sumOf(current);
  if (m === 0 || n === 0 || hasSteps(reference, m)) return null;
  const before = spreadOf(edges, reference, m);
  const now = spreadOf(edges, current, n);
  if (!(before.range > 0)) return null;
  const logRatio = now.range > 0 ? Math.log(now.range / before.range) : -LARGEST;
  return estimateBetween(logRatio, Math.hypot(before.relativeError, now.relativeError), -LARGEST, LARGEST);
}

function hasSteps(counts: readonly number[], total: number): boolean {
  let before = 0;
  for (const count of counts) {
    const after = before + count;
    if (after > 0.15 * total && before < 0.85 * total && count > LARGEST_STEP * total) return true;
    before = after;
  }
  return false;
}

function spreadOf(edges: readonly number[], counts: readonly number[], total: number): { range: number; relativeError: number } {
  const at = (share: number): number => quantileOf(edges, counts, share * total);
  const range = at(0.75) - at(0.25);
  const low = (at(0.3) - at(0.2)) / 0.1;
  const high = (at(0.8) - at(0.7)) / 0.1;
  // Var of a sample quantile: u(1 − u)·sparsity²/n; the quartiles' covariance: (1/4)²·both sparsities/n.
  const variance = (0.1875 * (low * low + high * high) - 0.125 * low * high) / total;
  return { range, relativeError: range > 0 ? Math.sqrt(variance) / range : 1 };
}

function quantileOf(edges: readonly number[], counts: readonly number[], rank: number): number {
  let before = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i];
    if (count > 0 && before + count >= rank) return edges[i] + ((rank - before) / count) * (edges[i + 1] - edges[i]);
    before += count;
  }
  return edges[edges.length - 1];
}
