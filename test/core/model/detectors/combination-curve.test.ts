import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { applyCurve, buildCurve } from '../../../../src/core/model/detectors/combination-curve.ts';

const test = suite('model/detectors/combination-curve');

test('a score becomes −log of the share of held-out rows that score as high', () => {
  const curve = buildCurve(Float64Array.from({ length: 99 }, (_, at) => at + 1));
  for (const [score, rank] of [
    [99, 1],
    [98, 2],
    [90, 10],
    [1, 99],
  ]) {
    assert.ok(Math.abs(applyCurve(curve, score) + Math.log(rank / 100)) < 0.02, `${score}: ${applyCurve(curve, score)}`);
  }
});

test('beyond the largest score it rises by one for each distance from the 90 % quantile to the largest', () => {
  const curve = buildCurve(Float64Array.from({ length: 101 }, (_, at) => at));
  assert.ok(Math.abs(applyCurve(curve, 120) - applyCurve(curve, 110) - 1) < 1e-9);
});

test('below the smallest score it is flat', () => {
  const curve = buildCurve(Float64Array.of(3, 4, 5, 6));
  assert.is(applyCurve(curve, -1e9), applyCurve(curve, 3));
});

test('it never falls, and stays finite, whatever the scores are', () => {
  const score = fc.oneof(fc.double({ min: -1e30, max: 1e30, noNaN: true }), fc.integer({ min: 0, max: 3 }), fc.constant(0.1));
  const check = fc.property(
    fc.array(score, { minLength: 1, maxLength: 200 }),
    fc.array(score, { minLength: 2, maxLength: 20 }),
    (scores, asked) => {
      const curve = buildCurve(scores);
      const values = asked.sort((a, b) => a - b).map((one) => applyCurve(curve, one));
      values.forEach((value, at) => {
        assert.ok(Number.isFinite(value) && (at === 0 || value >= values[at - 1] - 1e-9 * Math.abs(value)), `${values}`);
      });
    },
  );
  fc.assert(check, { numRuns: 300, seed: 1 });
});

test('equal scores count as high as each other: the tie has the share of all of them', () => {
  const curve = buildCurve(Float64Array.of(1, 2, 2, 2));
  assert.is(applyCurve(curve, 2), -Math.log(3 / 5));
});

test.run();
