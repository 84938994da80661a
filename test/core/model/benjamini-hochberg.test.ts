import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BugError } from '../../../src/core/errors.ts';
import { benjaminiHochbergByRank, leastDiscoveries } from '../../../src/core/model/benjamini-hochberg.ts';

const test = suite('model/benjamini-hochberg');

function countRanks(ranks: readonly number[], n: number): Uint32Array {
  const counts = new Uint32Array(n + 2);
  for (const rank of ranks) counts[rank]++;
  return counts;
}

/** The definition: q of the i-th smallest p is the least p_(j) m / j over j ≥ i. */
function adjust(p: readonly number[]): number[] {
  const sorted = [...p].sort((a, b) => a - b);
  return p.map((own) => Math.min(1, ...sorted.map((other, j) => (other >= own ? (other * p.length) / (j + 1) : 1))));
}

test('equals scipy 1.17: stats.false_discovery_control(ranks / 101)', () => {
  const ranks = [1, 1, 1, 2, 5, 5, 9, 20, 20, 33, 60, 77, 100, 101];
  const expected = [
    0.046204620462046, 0.046204620462046, 0.046204620462046, 0.069306930693069, 0.115511551155116, 0.115511551155116, 0.178217821782178,
    0.308030803080308, 0.308030803080308, 0.457425742574257, 0.756075607560756, 0.889438943894389, 1, 1,
  ];
  const q = benjaminiHochbergByRank(countRanks(ranks, 100), ranks.length);
  ranks.forEach((rank, i) => {
    assert.ok(Math.abs(q[rank] - expected[i]) < 1e-14, `rank ${rank}: ${q[rank]}`);
  });
});

test('equals the definition and never decreases with the rank', () => {
  const cases = fc
    .integer({ min: 1, max: 40 })
    .chain((n) => fc.tuple(fc.constant(n), fc.array(fc.integer({ min: 1, max: n + 1 }), { minLength: 1 })));
  fc.assert(
    fc.property(cases, ([n, ranks]) => {
      const q = benjaminiHochbergByRank(countRanks(ranks, n), ranks.length);
      const expected = adjust(ranks.map((rank) => rank / (n + 1)));
      ranks.forEach((rank, i) => {
        assert.ok(Math.abs(q[rank] - expected[i]) < 1e-12);
      });
      for (let rank = 1; rank <= n; rank++) assert.ok(q[rank] <= q[rank + 1]);
    }),
    { seed: 1 },
  );
});

test('nothing tested: every q is 1; more ranks than tests is a bug', () => {
  assert.equal([...benjaminiHochbergByRank(new Uint32Array(5), 0)].slice(1), [1, 1, 1, 1]);
  assert.throws(
    () => benjaminiHochbergByRank(countRanks([1, 2], 3), 1),
    (error: unknown) => error instanceof BugError,
  );
});

test('the least discoveries: so many rows at the smallest p-value are within the target, one fewer is not', () => {
  for (const [m, n, target, least] of [
    [119_542, 10_000, 0.1, 120],
    [1000, 999, 0.1, 10],
    [1000, 99, 0.1, 100],
    [10, 10_000, 0.1, 1],
    [50, 9, 0.05, 100],
  ]) {
    assert.is(leastDiscoveries(m, n, target), least, `${m} tests, ${n} scores`);
    const qOf = (count: number) => {
      const counts = new Float64Array(n + 2);
      counts[1] = count;
      counts[n + 1] = Math.max(0, m - count);
      return benjaminiHochbergByRank(counts, Math.max(m, count))[1];
    };
    if (least <= m) assert.ok(qOf(least) <= target);
    if (least > 1 && least - 1 <= m) assert.ok(qOf(least - 1) > target);
  }
  assert.is(leastDiscoveries(0, 100, 0.1), null);
});

test('nothing is ever discovered with fewer rows than the least', () => {
  const [m, n, target] = [400, 99, 0.1];
  const least = leastDiscoveries(m, n, target) as number;
  for (let high = 0; high <= 60; high++) {
    for (const rank of [1, 2, 5]) {
      const counts = new Float64Array(n + 2);
      counts[rank] = high;
      counts[n + 1] = m - high;
      const q = benjaminiHochbergByRank(counts, m)[rank];
      assert.ok(high >= least || high === 0 || q > target, `${high} rows at rank ${rank}`);
    }
  }
});

test.run();
