import { testLinearRank } from './linear-rank.ts';
import type { TestResult } from './test-result.ts';

/**
 * Mood's test (1954) over ordered cells: squared distance of the rank from the pooled median, averaged over ties (Mielke 1967).
 * z > 0 = the current values are wider. Chosen over Klotz (more power on Gaussians) because a few outliers weigh less.
 */
export function testScale(reference: readonly number[], current: readonly number[]): TestResult | null {
  return testLinearRank(reference, current, (first, count, total) => {
    const distance = first + (count - 1) / 2 - (total + 1) / 2;
    return (distance / total) ** 2 + ((count / total) ** 2 - (1 / total) ** 2) / 12;
  });
}
