import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { testChiSquare } from '../../../../src/core/drift/measures/chi-square.ts';
import { assertClose } from './close.ts';

const test = suite('drift/measures/chi-square');

test('as scipy.stats.chi2_contingency (no correction, 1.17.1)', () => {
  const result = testChiSquare([40, 80, 120, 100, 60], [12, 40, 48, 80, 60]);
  assertClose(result?.statistic, 22.922262922262924);
  assertClose(result?.p, 0.00013123549926055252);
  assert.is(result?.degrees, 4);
});

test('cells that expect fewer than 5 are joined', () => {
  const result = testChiSquare([5000, 4900, 30, 40, 30], [50, 48, 1, 0, 1]);
  assert.is(result?.degrees, 1);
  const many = testChiSquare(
    Array.from({ length: 200 }, () => 50),
    Array.from({ length: 200 }, (_, i) => i % 2),
  );
  assert.ok(many!.degrees >= 10 && many!.degrees < 20);
});

test('a single cell, an empty side', () => {
  assert.equal(testChiSquare([10, 0], [5, 0]), { statistic: 0, p: 1, degrees: 0 });
  assert.is(testChiSquare([0], [5]), null);
});

test.run();
