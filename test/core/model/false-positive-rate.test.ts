import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { incompleteBeta } from '../../../src/core/model/beta-quantile.ts';
import { upperFalsePositiveRate } from '../../../src/core/model/false-positive-rate.ts';

const test = suite('model/false-positive-rate');

test('equals scipy 1.17: stats.beta.ppf(confidence, l, n + 1 - l), l = floor(t * (n + 1))', () => {
  const rows: [number, number, number, number][] = [
    [1000, 0.01, 0.95, 0.015652573749606477],
    [99, 0.05, 0.95, 0.09007355819196766],
    [10_000, 0.001, 0.95, 0.0015699951188064335],
    [500, 0.1, 0.99, 0.13320929825696592],
    [100_000, 0.01, 0.95, 0.010522944994847183],
    [20, 0.05, 0.95, 0.13910834066826516],
    [1_000_000, 0.2, 0.9, 0.20051254839891913],
  ];
  for (const [n, t, confidence, expected] of rows) {
    const actual = upperFalsePositiveRate(n, t, confidence);
    assert.ok(Math.abs(actual / expected - 1) < 1e-9, `n ${n}, t ${t}: ${actual}`);
  }
});

test('equals scipy 1.17: special.betainc(a, b, x)', () => {
  const rows: [number, number, number, number][] = [
    [0.5, 2, 3, 0.6875],
    [0.01, 1, 100, 0.6339676587267705],
    [0.3, 0.5, 0.5, 0.36901011956554536],
    [0.999, 50, 0.1, 0.22509281639047807],
    [0.0105, 100, 9900, 0.7009574867853461],
    [0.5, 5000, 5000, 0.5],
  ];
  for (const [x, a, b, expected] of rows) {
    const actual = incompleteBeta(x, a, b);
    assert.ok(Math.abs(actual / expected - 1) < 1e-10, `I_${x}(${a}, ${b}): ${actual}`);
  }
  assert.is(incompleteBeta(0, 2, 3), 0);
  assert.is(incompleteBeta(1, 2, 3), 1);
});

test('a rate that no p-value reaches is never exceeded; rate 1 always', () => {
  assert.is(upperFalsePositiveRate(50, 0.01), 0);
  assert.is(upperFalsePositiveRate(50, 1), 1);
});

test.run();
