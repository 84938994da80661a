import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NumericProfile } from '../../../src/core/profile/numeric-profile.ts';

const test = suite('profile/numeric-profile');

function countsOf(edges: readonly number[], values: readonly number[]) {
  const profile = new NumericProfile(edges);
  profile.update(Float64Array.from(values));
  return profile.toJSON();
}

const edges = fc
  .uniqueArray(fc.integer({ min: -20, max: 20 }), { minLength: 2, maxLength: 12 })
  .map((drawn) => drawn.sort((a, b) => a - b));
const value = fc.oneof(
  fc.integer({ min: -25, max: 25 }),
  fc.double({ min: -25, max: 25 }),
  fc.constantFrom(NaN, -Infinity, Infinity, -0, 9999, -999),
);

test('a bin holds its right edge, the first one also its left', () => {
  assert.equal(countsOf([0, 10, 20], [0, -0, 5, 10]), { bins: [4, 0], below: 0, above: 0, nulls: 0 });
  assert.equal(countsOf([0, 10, 20], [10.0000001, 20]), { bins: [0, 2], below: 0, above: 0, nulls: 0 });
});

test('sentinels, infinities and NaN never reach a bin', () => {
  assert.equal(countsOf([0, 10], [-999, -Infinity, -1e-300, 9999, Infinity, 10.1, NaN]), { bins: [0], below: 3, above: 3, nulls: 1 });
});

test('a constant reference has one bin that only the constant meets', () => {
  assert.equal(countsOf([7, 7], [7, 7, 6.9, 7.1]), { bins: [2], below: 1, above: 1, nulls: 0 });
});

test('property: a value is counted in the bin that a linear scan finds', () => {
  fc.assert(
    fc.property(edges, value, (given, number) => {
      fc.pre(number >= given[0] && number <= (given.at(-1) as number));
      const scan = given.slice(1).findIndex((edge) => number <= edge);
      assert.is(countsOf(given, [number]).bins.indexOf(1), scan);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test('property: every value is counted once', () => {
  fc.assert(
    fc.property(edges, fc.array(value, { maxLength: 50 }), (given, numbers) => {
      const { bins, below, above, nulls } = countsOf(given, numbers);
      assert.is(
        bins.reduce((sum, count) => sum + count, below + above + nulls),
        numbers.length,
      );
    }),
    { seed: 1 },
  );
});

test('property: any parts in any order, merged, give the counts of the whole', () => {
  fc.assert(
    fc.property(
      edges,
      fc.array(fc.array(value, { maxLength: 15 }), { maxLength: 5 }),
      fc.infiniteStream(fc.nat()),
      (given, parts, order) => {
        const shuffled = parts.map((part) => ({ part, at: order.next().value })).sort((a, b) => a.at - b.at);
        const merged = new NumericProfile(given);
        for (const { part } of shuffled) {
          const profile = new NumericProfile(given);
          profile.update(Float64Array.from(part));
          merged.merge(profile);
        }
        assert.equal(merged.toJSON(), countsOf(given, parts.flat()));
      },
    ),
    { seed: 1 },
  );
});

test.run();
