import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { testKolmogorovSmirnov } from '../../../../src/core/drift/measures/kolmogorov-smirnov.ts';
import { assertClose } from './close.ts';

const test = suite('drift/measures/kolmogorov-smirnov');

test('D as scipy.stats.ks_2samp (1.17.1), either way round', () => {
  const a = [10, 20, 30, 25, 15];
  const b = [3, 10, 12, 20, 15];
  assertClose(testKolmogorovSmirnov(a, b)?.statistic, 0.18333333333333332);
  assert.equal(testKolmogorovSmirnov(a, b), testKolmogorovSmirnov(b, a));
});

// Exact two-sample p-values by path counting: scipy.stats.ks_2samp(method='exact'), 1.17.1.
for (const [m, n, distance, exact] of [
  [10000, 50, 0.2, 0.03212727806915786],
  [10000, 50, 0.25, 0.0031711032893827766],
  [10000, 100, 0.16, 0.011122648996289385],
  [200, 50, 0.25, 0.011830234490631577],
  [100, 100, 0.23, 0.009878183186176536],
  [10000, 1000, 0.05, 0.020635195563585725],
] as const) {
  test(`p within 20 % of the exact one at m = ${m}, n = ${n}, D = ${distance}`, () => {
    const half = m / 2;
    const result = testKolmogorovSmirnov([half, half], [n / 2 + distance * n, n / 2 - distance * n]);
    assertClose(result?.statistic, distance);
    assertClose(result?.p, exact, 0.2);
  });
}

test('nothing to compare', () => {
  assert.is(testKolmogorovSmirnov([0], [1]), null);
  assert.equal(testKolmogorovSmirnov([5], [9]), { statistic: 0, p: 1 });
});

test.run();
