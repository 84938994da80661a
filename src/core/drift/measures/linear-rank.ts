import { normalTwoSided } from '../../profile/distributions.ts';
import type { TestResult } from './test-result.ts';
import { sumOf } from './totals.ts';

/** Mean score of the ranks `first` … `first + count − 1` (1-based) of `total`; ties share it. */
export type RankScore = (first: number, count: number, total: number) => number;

/**
 * Two-sample linear rank test over ordered cells: the current sample's mean score against its permutation mean, in units of its
 * permutation standard deviation given the ties (Hájek & Šidák 1967, II.3.1); two-sided, by the normal law of the statistic without
 * its permutation skewness (`removeSkewness`): where most values are tied or the samples small, the tails differ by a factor of two.
 * Positive = the current sample scores higher. All tied: 0 with p = 1. Null where either side is empty.
 */
export function testLinearRank(reference: readonly number[], current: readonly number[], score: RankScore): TestResult | null {
  const m = sumOf(reference);
  const n = sumOf(current);
  if (m === 0 || n === 0) return null;
  const total = m + n;
  const scores: number[] = [];
  let first = 1;
  let mean = 0;
  for (let i = 0; i < reference.length; i++) {
    const count = reference[i] + current[i];
    scores[i] = count > 0 ? score(first, count, total) : 0;
    mean += (scores[i] * count) / total;
    first += count;
  }
  // Deviations of both samples sum to 0: the smaller one's sum has the fewer digits to lose.
  const [smaller, sign] = n <= m ? [current, 1] : [reference, -1];
  let sum = 0;
  let square = 0;
  let cube = 0;
  for (let i = 0; i < reference.length; i++) {
    const deviation = scores[i] - mean;
    sum += sign * smaller[i] * deviation;
    square += (reference[i] + current[i]) * deviation * deviation;
    cube += (reference[i] + current[i]) * deviation ** 3;
  }
  const variance = ((n / total) * m * square) / (total - 1);
  if (!(variance > 0)) return { statistic: 0, p: 1 };
  const z = sum / Math.sqrt(variance);
  // Third moment of a sum drawn without replacement; with two values there is no third.
  const third = total > 2 ? ((n / total) * m * (m - n) * cube) / ((total - 1) * (total - 2)) : 0;
  return { statistic: z, p: normalTwoSided(removeSkewness(z, third / variance ** 1.5)) };
}

/** Hall's (1992) monotone cubic transformation of a standardised statistic to one without skewness. */
function removeSkewness(z: number, skewness: number): number {
  return z - (skewness * (z * z - 1)) / 6 + (skewness * skewness * z ** 3) / 108;
}
