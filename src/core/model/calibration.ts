import { BugError, ModelError } from '../errors.ts';
import { SortedIndex } from '../profile/sorted-index.ts';

/**
 * Conformal p-values: p = k / (n + 1), where the rank k = 1 + #{calibration scores ≥ score} is 1 … n + 1 (ties count as ≥).
 * If the score is exchangeable with the calibration scores, P(p ≤ t) ≤ t (Vovk et al. 2005; Bates et al. 2023, eq. 2).
 * Scores are oriented: higher = more anomalous.
 */
export function buildCalibration(scores: Float32Array): Float32Array {
  if (scores.length === 0) {
    throw new ModelError('OADS_MODEL_CALIBRATION', 'expected at least one calibration score, got none', {
      hint: 'give a larger reference',
    });
  }
  const bad = scores.find((score) => !Number.isFinite(score));
  if (bad !== undefined) {
    throw new ModelError('OADS_MODEL_CALIBRATION', `expected finite calibration scores, got ${bad}`, { hint: 'check the model' });
  }
  return scores.slice().sort();
}

/** The rank k of one score; `calibration` is sorted ascending. */
export function pValueRank(calibration: Float32Array, score: number): number {
  if (Number.isNaN(score)) throw new BugError('expected a score, got NaN');
  let low = 0;
  let high = calibration.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (calibration[middle] < score) low = middle + 1;
    else high = middle;
  }
  return 1 + calibration.length - low;
}

/** The rank k of every score. */
export function rankScores(calibration: Float32Array, scores: Float32Array): Uint32Array {
  const index = new SortedIndex(calibration);
  const ranks = new Uint32Array(scores.length);
  for (let i = 0; i < scores.length; i++) {
    if (scores[i] !== scores[i]) throw new BugError('expected a score, got NaN');
    ranks[i] = 1 + calibration.length - index.countBelow(scores[i]);
  }
  return ranks;
}

/** The largest rank k with k / (n + 1) ≤ `rate`, as floating point computes that quotient; 0 if there is none. */
export function largestRankWithin(n: number, rate: number): number {
  let rank = Math.floor(rate * (n + 1));
  // .29 × 100 is 28.999…, yet 29 / 100 ≤ .29.
  while (rank <= n && (rank + 1) / (n + 1) <= rate) rank++;
  while (rank > 0 && rank / (n + 1) > rate) rank--;
  return rank;
}

/**
 * The float32 threshold with `score >= threshold` ⇔ p ≤ `targetFalseAlarmRate` for every finite float32 score: the next float32
 * above the l-th largest calibration score, l = ⌊rate (n + 1)⌋. Undefined when even the smallest p, 1 / (n + 1), exceeds the rate.
 */
export function thresholdAt(calibration: Float32Array, targetFalseAlarmRate: number): number | undefined {
  if (!(targetFalseAlarmRate > 0 && targetFalseAlarmRate < 1)) {
    throw new BugError(`expected a false alarm rate between 0 and 1, got ${targetFalseAlarmRate}`);
  }
  const n = calibration.length;
  const rank = Math.min(n, largestRankWithin(n, targetFalseAlarmRate));
  return rank === 0 ? undefined : nextFloat32(calibration[n - rank]);
}

function nextFloat32(value: number): number {
  const float = Float32Array.of(value + 0); // + 0 turns −0 into 0
  const bits = new Int32Array(float.buffer);
  bits[0] += float[0] < 0 ? -1 : 1;
  return float[0];
}
