import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decideBatch } from '../../../../src/core/drift/decide.ts';
import { judgePairs } from '../../../../src/core/drift/dependence/judge-pairs.ts';
import type { PairDrift } from '../../../../src/core/drift/dependence/pair-drift.ts';
import { standardiseP } from '../../../../src/core/drift/standardise-p.ts';
import { DEFAULT_DRIFT_THRESHOLDS } from '../../../../src/core/drift/thresholds.ts';

const test = suite('drift/dependence/judge-pairs');

const pair = (given: Partial<PairDrift>): PairDrift => ({
  features: ['a', 'b'],
  status: 'insufficient',
  n_ref: 1000,
  n_cur: 500,
  values_ref: 1000,
  values_cur: 500,
  p: 0.5,
  q: null,
  tests: { trend: null, chi_square: null },
  moved: { value: 0, interval: [0, 0.01] },
  rank_correlation: null,
  reasons: [],
  ...given,
});
const moved = (value: number, margin = 0.01): Partial<PairDrift> => ({
  p: 1e-9,
  moved: { value, interval: [value - margin, value + margin] },
});
const judge = (...pairs: PairDrift[]) => judgePairs(pairs, DEFAULT_DRIFT_THRESHOLDS);

test('significant and large: by its bands, and it says what moved', () => {
  assert.is(judge(pair({})).status, 'none');
  assert.is(judge(pair(moved(0.05))).status, 'none');
  assert.is(judge(pair(moved(0.08))).status, 'moderate');
  const severe = judge(pair({ ...moved(0.31), rank_correlation: { expected: 0.78, current: 0.02 } }));
  assert.is(severe.status, 'severe');
  assert.equal(severe.drifted[0].reasons, [
    '31 % of 500 rows (95 % interval 30 % to 32 %) lie in other combinations of a and b than the reference leads to expect (rank correlation 0.78 → 0.02), 0.31 ≥ 0.15 (severe)',
  ]);
  assert.equal(severe.reasons, ['the dependence of 1 of 1 pairs of features changed, 1 of them severely']);
});

test('large but not significant, or not surely more than coarse bins mistake: none', () => {
  assert.is(judge(pair({ ...moved(0.3), p: 0.01 })).status, 'none');
  assert.is(judge(pair(moved(0.2, 0.11))).status, 'none');
});

test('q is over the pairs with enough rows; the others are insufficient', () => {
  const found = judge(
    pair({ ...moved(0.2), features: ['a', 'b'], p: 1e-4 }),
    pair({ features: ['a', 'c'] }),
    pair({ values_cur: 49, p: 0 }),
  );
  assert.is(found.drifted[0].q, 2 * (standardiseP(1e-4, 1000, 500) as number));
  assert.equal([found.tested, found.insufficient], [2, 1]);
  assert.match(found.reasons[1], /^1 of 3 pairs of features have too few rows/);
  assert.is(judge(pair({ values_cur: 10 })).status, 'insufficient');
});

test('the worst pair comes first and joins the verdict on the batch', () => {
  const pairs = [pair(moved(0.1)), pair({ ...moved(0.2), features: ['c', 'd'] }), pair({ ...moved(0.4), features: ['e', 'f'] })];
  const found = judge(...pairs);
  assert.equal(
    found.drifted.map(({ features }) => features.join()),
    ['e,f', 'c,d', 'a,b'],
  );
  const batch = decideBatch([], DEFAULT_DRIFT_THRESHOLDS, pairs);
  assert.is(batch.verdict, 'severe');
  assert.ok(batch.reasons.includes(found.reasons[0]));
});

test('a reference without pairs: unavailable, without effect on the verdict', () => {
  assert.is(judgePairs(null, DEFAULT_DRIFT_THRESHOLDS).status, 'unavailable');
  const batch = decideBatch([]);
  assert.is(batch.multivariate.status, 'unavailable');
  assert.equal(batch.reasons, decideBatch([], DEFAULT_DRIFT_THRESHOLDS, null).reasons);
  assert.not(batch.reasons.some((reason) => reason.includes('pairs')));
});

test.run();
