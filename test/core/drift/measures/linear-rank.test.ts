import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { testLocation } from '../../../../src/core/drift/measures/location.ts';

const test = suite('drift/measures/linear-rank');

/** 30 % of 2,050 values are high; 50 of them are the current ones. Twice scipy.stats.hypergeom's one-sided tail (1.17.1). */
const EXACT: [high: number, p: number][] = [
  [3, 5.4407e-5],
  [4, 2.98247e-4],
  [26, 1.61948e-3],
  [28, 1.9008e-4],
  [30, 1.629e-5],
];

test('tails of tied values in a small batch are within a quarter of the exact law', () => {
  for (const [high, exact] of EXACT) {
    const p = testLocation([1435 - (50 - high), 615 - high], [50 - high, high])!.p;
    assert.ok(p / exact > 0.75 && p / exact < 1.25, `${high}: ${p}, exact ${exact}`);
  }
});

test('p falls as the samples part, to the very end', () => {
  let last = 1;
  for (let high = 15; high <= 50; high++) {
    const p = testLocation([1435 - (50 - high), 615 - high], [50 - high, high])!.p;
    assert.ok(p <= last, `${high}: ${p} after ${last}`);
    last = p;
  }
  assert.ok(last < 1e-12);
});

test.run();
