import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceError } from '../../../src/core/errors.ts';
import { Batch } from '../../../src/core/frame/batch.ts';
import { computeNumericFeature, type FeatureSpec } from '../../../src/core/profile/compute-feature.ts';
import type { Transform } from '../../../src/core/schema/transforms.ts';
import { makeBatch } from '../check/make-batch.ts';

const test = suite('profile/compute-feature');

const spec = (transform: Transform, column = 'a'): FeatureSpec => ({ name: 'feature', column, kind: 'numeric', transform, model: true });

function ofTimes(transform: Transform, micros: readonly number[]): number[] {
  const batch = Batch.fromColumns(
    [{ name: 'a', type: 'timestamp' }],
    new Map([['a', { type: 'timestamp', values: Float64Array.from(micros) }]]),
    micros.length,
  );
  return [...computeNumericFeature(spec(transform), batch)];
}

test('identity, abs and a log that keeps the sign', () => {
  const batch = makeBatch({ 'a:number': [-3, 0, null, 4] });
  assert.equal([...computeNumericFeature(spec('identity'), batch)], [-3, 0, NaN, 4]);
  assert.equal([...computeNumericFeature(spec('abs'), batch)], [3, 0, NaN, 4]);
  assert.equal([...computeNumericFeature(spec('log1p'), batch)], [-Math.log1p(3), 0, NaN, Math.log1p(4)]);
});

test('hour, weekday and month in UTC, Monday 1 to Sunday 7', () => {
  const times = [
    '1970-01-01T00:00:00Z',
    '2001-06-30T23:59:59.999Z',
    '2000-02-29T12:00:00Z',
    '1969-12-31T23:59:59Z',
    '1900-03-01T06:30:00Z',
  ];
  const micros = times.map((time) => Date.parse(time) * 1000);
  assert.equal(ofTimes('hour', micros), [0, 23, 12, 23, 6]);
  assert.equal(ofTimes('weekday', micros), [4, 6, 2, 3, 4]);
  assert.equal(ofTimes('month', micros), [1, 6, 2, 12, 3]);
});

test('the last microsecond before 1970 lies in 1969', () => {
  assert.equal([...ofTimes('hour', [-1]), ...ofTimes('weekday', [-1]), ...ofTimes('month', [-1])], [23, 3, 12]);
});

test('property: agrees with Date for every time from 1677 to 2262', () => {
  fc.assert(
    fc.property(fc.integer({ min: -9_200_000_000, max: 9_200_000_000 }), fc.integer({ min: 0, max: 999_999 }), (second, micro) => {
      const date = new Date(second * 1000);
      const micros = [second * 1e6 + micro];
      assert.equal(ofTimes('hour', micros), [date.getUTCHours()]);
      assert.equal(ofTimes('weekday', micros), [date.getUTCDay() || 7]);
      assert.equal(ofTimes('month', micros), [date.getUTCMonth() + 1]);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('a missing time has no hour, weekday or month', () => {
  const batch = makeBatch({ 'a:timestamp': [null, '2001-06-30T01:00:00Z'], 'b:date': ['2001-06-30', null] });
  for (const transform of ['hour', 'weekday', 'month'] as const) {
    assert.ok(Number.isNaN(computeNumericFeature(spec(transform), batch)[0]), transform);
    assert.ok(Number.isNaN(computeNumericFeature(spec(transform, 'b'), batch)[1]), transform);
  }
});

test('times of day need a time column; text is no number', () => {
  const batch = makeBatch({ 'a:number': [1], 'b:text': ['x'] });
  assert.throws(
    () => computeNumericFeature(spec('hour'), batch),
    (error: unknown) =>
      error instanceof SourceError && /feature "feature": hour needs a date or timestamp column, got number "a"/.test(error.message),
  );
  assert.throws(() => computeNumericFeature(spec('abs', 'b'), batch), /expected numbers or times in column .*, got text/);
  assert.throws(() => computeNumericFeature(spec('abs', 'c'), batch), /expected a column "c"/);
});

test('columns and transforms of one batch do not mix, and the batch stays as it is', () => {
  const batch = makeBatch({ 'a:number': [-1], 'b:number': [-2] });
  assert.is(computeNumericFeature(spec('abs'), batch)[0], 1);
  assert.is(computeNumericFeature(spec('abs', 'b'), batch)[0], 2);
  assert.is(computeNumericFeature(spec('log1p'), batch)[0], -Math.log1p(1));
  assert.is(computeNumericFeature(spec('abs'), batch)[0], 1);
  assert.is(batch.numbers('a')[0], -1);
});

test.run();
