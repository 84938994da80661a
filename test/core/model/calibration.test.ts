import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BugError, ModelError } from '../../../src/core/errors.ts';
import { buildCalibration, largestRankWithin, pValueRank, rankScores, thresholdAt } from '../../../src/core/model/calibration.ts';

const test = suite('model/calibration');

const float = fc.float({ noNaN: true, noDefaultInfinity: true });
// Few different values, so that ties are the rule.
const coarse = fc.integer({ min: -3, max: 3 });
const scores = fc.oneof(fc.array(float, { minLength: 1, maxLength: 60 }), fc.array(coarse, { minLength: 1, maxLength: 60 }));

test('sorts a copy', () => {
  const given = Float32Array.of(3, -1, 10, 2);
  assert.equal(buildCalibration(given), Float32Array.of(-1, 2, 3, 10));
  assert.equal(given, Float32Array.of(3, -1, 10, 2));
});

test('refuses nothing, NaN and infinities', () => {
  for (const bad of [new Float32Array(0), Float32Array.of(1, NaN), Float32Array.of(Infinity)]) {
    assert.throws(
      () => buildCalibration(bad),
      (error: unknown) => error instanceof ModelError && error.code === 'OADS_MODEL_CALIBRATION',
    );
  }
});

test('the rank counts the scores that are at least as large, plus one', () => {
  const calibration = buildCalibration(Float32Array.of(1, 2, 2, 3));
  assert.equal([...rankScores(calibration, Float32Array.of(4, 3, 2.5, 2, 1, 0, Infinity))], [1, 2, 2, 4, 5, 5, 1]);
  assert.throws(
    () => pValueRank(calibration, NaN),
    (error: unknown) => error instanceof BugError,
  );
  fc.assert(
    fc.property(scores, fc.oneof(float, coarse), (values, score) => {
      const calibration = buildCalibration(Float32Array.from(values));
      assert.is(pValueRank(calibration, score), 1 + calibration.filter((other) => other >= score).length);
    }),
    { seed: 1 },
  );
});

test('largestRankWithin agrees with the quotient, not with the rounded product', () => {
  assert.is(largestRankWithin(99, 0.29), 29); // .29 × 100 = 28.999999999999996
  assert.is(largestRankWithin(99, 0.009), 0);
  assert.is(largestRankWithin(99, 1), 100);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, rate) => {
      const rank = largestRankWithin(n, rate);
      assert.ok(rank === 0 || rank / (n + 1) <= rate);
      assert.ok(rank === n + 1 || (rank + 1) / (n + 1) > rate);
    }),
    { seed: 1 },
  );
});

test('score >= threshold says the same as p <= rate', () => {
  const rates = fc.oneof(fc.double({ min: 0.001, max: 0.999, noNaN: true }), fc.constantFrom(0.01, 0.05, 0.1, 0.29, 0.5));
  fc.assert(
    fc.property(scores, rates, fc.array(fc.oneof(float, coarse), { maxLength: 20 }), (values, rate, others) => {
      const calibration = buildCalibration(Float32Array.from(values));
      const threshold = thresholdAt(calibration, rate);
      for (const score of Float32Array.from([...values, ...others, threshold ?? 0])) {
        const isAnomaly = threshold !== undefined && score >= threshold;
        assert.is(isAnomaly, pValueRank(calibration, score) / (calibration.length + 1) <= rate, `${score} against ${threshold}`);
      }
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('no threshold when the rate is below 1 / (n + 1)', () => {
  const calibration = buildCalibration(Float32Array.from({ length: 99 }, (_, i) => i));
  assert.is(thresholdAt(calibration, 0.0099), undefined);
  assert.is(thresholdAt(calibration, 0.01), Math.fround(98 + 2 ** -17));
  for (const rate of [0, 1, NaN])
    assert.throws(
      () => thresholdAt(calibration, rate),
      (error: unknown) => error instanceof BugError,
    );
});

test.run();
