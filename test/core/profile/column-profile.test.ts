import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ColumnProfile } from '../../../src/core/profile/column-profile.ts';
import { toRate } from '../../../src/core/profile/rate.ts';
import { wilsonInterval } from '../../../src/core/profile/wilson.ts';
import { cutBatch, makeBatch, type Value } from '../check/make-batch.ts';

const test = suite('profile/column-profile');

const ROWS: Record<string, Value[]> = {
  'id:integer': [3, 1, 2, null],
  'delay:number': [1.5, NaN, null, 5.5],
  'late:boolean': [true, false, null, true],
  'origin:text': ['B', null, null, 'A'],
  'day:date': ['2001-06-30', '1969-12-31', null, '2001-01-01'],
  'at:timestamp': ['2001-06-30T12:00:00.250Z', null, null, '2001-06-30T12:00:00Z'],
  'none:number': [null, null, null, null],
};

function profileOf(rows: Record<string, Value[]>, cuts: readonly number[] = []): ColumnProfile {
  const [first, ...others] = cutBatch(rows, cuts);
  const profile = new ColumnProfile(first.schema);
  for (const batch of [first, ...others]) profile.update(batch);
  return profile;
}

test('a summary of each column, in the order of the schema', () => {
  const summary = profileOf(ROWS)
    .summarise()
    .map(({ nulls, sd, ...rest }) => ({ ...rest, sd: sd === null ? null : Number(sd.toFixed(3)), nulls: nulls.count }));
  assert.equal(summary, [
    { name: 'id', type: 'integer', min: 1, max: 3, mean: 2, sd: 1, nulls: 1 },
    { name: 'delay', type: 'number', min: 1.5, max: 5.5, mean: 3.5, sd: 2.828, nulls: 2 },
    { name: 'late', type: 'boolean', min: 0, max: 1, mean: 2 / 3, sd: 0.577, nulls: 1 },
    { name: 'origin', type: 'text', min: null, max: null, mean: null, sd: null, nulls: 2 },
    { name: 'day', type: 'date', min: '1969-12-31T00:00:00Z', max: '2001-06-30T00:00:00Z', mean: null, sd: null, nulls: 1 },
    { name: 'at', type: 'timestamp', min: '2001-06-30T12:00:00Z', max: '2001-06-30T12:00:00.250Z', mean: null, sd: null, nulls: 2 },
    { name: 'none', type: 'number', min: null, max: null, mean: null, sd: null, nulls: 4 },
  ]);
});

test('infinite values are not written as numbers', () => {
  const [{ min, max, mean, sd }] = profileOf({ 'a:number': [Infinity, 1] }).summarise();
  assert.equal({ min, max, mean, sd }, { min: 1, max: null, mean: null, sd: null });
});

test('the latest and earliest time in microseconds; null where there is none', () => {
  const profile = profileOf(ROWS);
  assert.is(profile.maximum('at'), Date.parse('2001-06-30T12:00:00.250Z') * 1000);
  assert.is(profile.minimum('day'), Date.parse('1969-12-31') * 1000);
  for (const name of ['none', 'origin', 'absent']) assert.equal([profile.maximum(name), profile.minimum(name)], [null, null], name);
});

test('property: cuts and merges keep counts and bounds', () => {
  const stable = (profile: ColumnProfile) => profile.summarise().map(({ name, nulls, min, max }) => ({ name, nulls, min, max }));
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }), (cuts) => {
      assert.equal(stable(profileOf(ROWS, cuts)), stable(profileOf(ROWS)));
      const parts = cutBatch(ROWS, cuts).map((batch) => {
        const part = new ColumnProfile(batch.schema);
        part.update(batch);
        return part;
      });
      const merged = new ColumnProfile(makeBatch(ROWS).schema);
      for (const part of parts.reverse()) merged.merge(part);
      assert.equal(stable(merged), stable(profileOf(ROWS)));
    }),
    { seed: 1, numRuns: 30 },
  );
});

test('a rate carries its n and its Wilson interval; of nothing, nothing is known', () => {
  const { low, high } = wilsonInterval(3, 10);
  assert.equal(toRate(3, 10), { value: 0.3, count: 3, n: 10, interval: [low, high] });
  assert.equal(toRate(0, 0), { value: 0, count: 0, n: 0, interval: [0, 1] });
});

test.run();
