import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { wilsonInterval } from '../../../src/core/profile/wilson.ts';

const test = suite('profile/wilson');

test('equals scipy 1.17: binomtest(k, n).proportion_ci(.95, "wilson")', () => {
  const rows: [number, number, number, number][] = [
    [0, 10, 0, 0.27753279986288926],
    [1, 10, 0.017876213095072896, 0.4041500267952385],
    [5, 10, 0.236593090512564, 0.7634069094874361],
    [10, 10, 0.7224672001371109, 1],
    [3, 1000, 0.0010207838811386186, 0.008783014053503173],
    [214, 3_000_000, 6.239514860724806e-5, 8.155182001086587e-5],
  ];
  for (const [k, n, low, high] of rows) {
    const interval = wilsonInterval(k, n);
    assert.ok(Math.abs(interval.low - low) < 1e-14 && Math.abs(interval.high - high) < 1e-14, `${k} of ${n}: ${JSON.stringify(interval)}`);
  }
});

test('without observations nothing is known', () => {
  assert.equal(wilsonInterval(0, 0), { low: 0, high: 1 });
});

test('holds the share, stays within 0 and 1, mirrors, and widens with z', () => {
  const counts = fc.integer({ min: 1, max: 10_000_000 }).chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
  fc.assert(
    fc.property(counts, ([k, n]) => {
      const { low, high } = wilsonInterval(k, n);
      assert.ok(low >= 0 && low <= k / n && k / n <= high && high <= 1);
      assert.ok(Math.abs(wilsonInterval(n - k, n).low - (1 - high)) < 1e-12);
      const wider = wilsonInterval(k, n, 3);
      assert.ok(wider.low <= low && wider.high >= high);
    }),
    { seed: 1 },
  );
});

test.run();
