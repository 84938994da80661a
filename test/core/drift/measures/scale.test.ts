import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { testScale } from '../../../../src/core/drift/measures/scale.ts';
import { normalTwoSided } from '../../../../src/core/profile/distributions.ts';
import { assertClose } from './close.ts';

const test = suite('drift/measures/scale');

test('statistic as scipy.stats.mood with ties (1.17.1), whose p knows no skewness', () => {
  const result = testScale([10, 20, 30, 25, 15], [3, 10, 12, 20, 15]);
  assertClose(result?.statistic, 0.36234708426615275);
  assertClose(normalTwoSided(result!.statistic), 0.7170926770962187);
});

test('wider is positive, narrower negative, equal shares 0', () => {
  const reference = [100, 200, 400, 200, 100];
  assert.ok(testScale(reference, [30, 20, 10, 20, 30])!.statistic > 3);
  assert.ok(testScale(reference, [0, 10, 80, 10, 0])!.statistic < -3);
  assert.ok(Math.abs(testScale(reference, [10, 20, 40, 20, 10])!.statistic) < 1e-9);
  assert.is(testScale([4], [4])?.p, 1);
});

test.run();
