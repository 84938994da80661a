import { testLinearRank } from './linear-rank.ts';
import type { TestResult } from './test-result.ts';

/** Mann-Whitney over ordered cells with midranks and tie correction; z > 0 = the current values are higher. */
export function testLocation(reference: readonly number[], current: readonly number[]): TestResult | null {
  return testLinearRank(reference, current, (first, count, total) => (first + (count - 1) / 2) / total);
}
