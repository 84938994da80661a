import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { testLocation } from '../../../../src/core/drift/measures/location.ts';
import { normalTwoSided } from '../../../../src/core/profile/distributions.ts';
import { assertClose } from './close.ts';

const test = suite('drift/measures/location');

test('statistic as that of scipy.stats.mannwhitneyu (asymptotic, no continuity correction, 1.17.1), whose p knows no skewness', () => {
  const result = testLocation([10, 20, 30, 25, 15], [3, 10, 12, 20, 15]);
  assertClose(normalTwoSided(result!.statistic), 0.03178659729484176);
  assert.ok(result!.statistic > 0);
});

test('changes sign with the direction, is 0 when all values are equal', () => {
  assertClose(testLocation([9, 1], [1, 9])?.statistic, -testLocation([1, 9], [9, 1])!.statistic);
  assert.equal(testLocation([0, 7, 0], [0, 3, 0]), { statistic: 0, p: 1 });
  assert.is(testLocation([], []), null);
});

test('stays finite at 10^9 values', () => {
  const result = testLocation([5e8, 5e8], [5e8 + 20000, 5e8 - 20000]);
  assert.ok(Number.isFinite(result!.statistic) && result!.statistic < 0 && result!.p > 0);
});

test.run();
