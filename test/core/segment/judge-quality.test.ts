import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { binomialTail } from '../../../src/core/segment/binomial-tail.ts';
import { judgeQuality } from '../../../src/core/segment/judge-quality.ts';

const test = suite('segment/judge-quality');

// scipy.stats.binom.sf(k - 1, n, p)
for (const [k, n, p, expected] of [
  [24, 300, 0.02, 1.4464847e-8],
  [10, 50, 0.05, 0.0001585633],
  [200, 300, 0.5, 4.0074376e-9],
  [3, 1000, 0.001, 0.08020934],
] as const) {
  test(`P(X >= ${k}) of ${n} at ${p}`, () => {
    const got = binomialTail(k, n, p);
    assert.ok(Math.abs(got - expected) <= 1e-5 * expected, `got ${got}, expected ${expected}`);
  });
}

test('up to the mean nothing is unusual, and what is never allowed never happens by chance', () => {
  assert.is(binomialTail(5, 100, 0.05), 1);
  assert.is(binomialTail(0, 100, 0), 1);
  assert.is(binomialTail(1, 100, 0), 0);
  assert.is(binomialTail(100, 100, 1), 1);
});

test('a segment fails where far more of its rows fail than the check allows', () => {
  const healthy = Array.from({ length: 49 }, () => ({ judged: 300, failed: 5, allowed: 0.02 }));
  const verdicts = judgeQuality([...healthy, { judged: 300, failed: 30, allowed: 0.02 }], 50);
  assert.is(verdicts[49].verdict, 'fail');
  assert.is(verdicts.filter(({ verdict }) => verdict === 'fail').length, 1);
});

test('significant and small is no failure, and neither is large and by chance', () => {
  assert.is(judgeQuality([{ judged: 1_000_000, failed: 21_000, allowed: 0.02 }], 50)[0].verdict, 'pass');
  assert.is(judgeQuality([{ judged: 60, failed: 3, allowed: 0.02 }], 50)[0].verdict, 'pass');
});

test('with too few rows there is no verdict', () => {
  assert.equal(judgeQuality([{ judged: 49, failed: 49, allowed: 0.02 }], 50)[0], { verdict: 'insufficient', q: null });
});

test.run();
