import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { measureNullShare } from '../../../../src/core/drift/measures/null-share.ts';
import { testTwoShares } from '../../../../src/core/drift/measures/two-by-two.ts';
import { assertClose } from './close.ts';

const test = suite('drift/measures/two-by-two');

test('small counts as scipy.stats.fisher_exact (1.17.1)', () => {
  assertClose(testTwoShares(3, 100, 9, 50)?.p, 0.0026669262801319498);
  assertClose(testTwoShares(0, 10000, 3, 100)?.p, 9.419463290900188e-7);
  assertClose(testTwoShares(5, 10, 1, 10)?.p, 0.14086687306501544);
  assertClose(testTwoShares(20, 10000, 1, 50)?.p, 0.09953410815730862);
  assertClose(testTwoShares(0, 50, 50, 50)?.p, 1.9823306042836675e-29);
});

test('large counts as scipy.stats.chi2_contingency (no correction, 1.17.1)', () => {
  const result = testTwoShares(500, 10000, 180, 2000);
  assertClose(result?.p, 1.6296983684847976e-12);
  assertClose(result?.statistic, 0.04);
});

test('both laws agree where they meet', () => {
  const exact = testTwoShares(980, 10000, 125, 1000)!.p;
  const limit = testTwoShares(1000, 10000, 127, 1000)!.p;
  assert.ok(Math.abs(Math.log(exact / limit)) < 0.2, `${exact} and ${limit}`);
});

test('none or all have it: p = 1; an empty sample: nothing', () => {
  assert.is(testTwoShares(0, 10, 0, 10)?.p, 1);
  assert.is(testTwoShares(10, 10, 10, 10)?.p, 1);
  assert.is(testTwoShares(0, 0, 1, 10), null);
});

test('null shares: no test without a null', () => {
  assert.equal(measureNullShare({ nulls: 0, rows: 10 }, { nulls: 0, rows: 5 }), { reference: 0, current: 0, test: null });
  assert.is(measureNullShare({ nulls: 0, rows: 0 }, { nulls: 1, rows: 5 }).reference, null);
  assert.ok(measureNullShare({ nulls: 0, rows: 1000 }, { nulls: 100, rows: 100 }).test!.p < 1e-100);
});

test.run();
