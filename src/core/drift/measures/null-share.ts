import type { TestResult } from './test-result.ts';
import { testTwoShares } from './two-by-two.ts';

export interface NullShare {
  reference: number | null;
  current: number | null;
  /** Null where neither sample has a null, or either has no row: then there is nothing to test. */
  test: TestResult | null;
}

/** Share of nulls among all rows of either sample; the test's statistic is the change of share. */
export function measureNullShare(reference: { nulls: number; rows: number }, current: { nulls: number; rows: number }): NullShare {
  const share = (side: { nulls: number; rows: number }): number | null => (side.rows > 0 ? side.nulls / side.rows : null);
  const any = reference.nulls + current.nulls > 0;
  const test = any ? testTwoShares(reference.nulls, reference.rows, current.nulls, current.rows) : null;
  return { reference: share(reference), current: share(current), test };
}
