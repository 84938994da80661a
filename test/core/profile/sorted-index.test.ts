import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SortedIndex } from '../../../src/core/profile/sorted-index.ts';

const test = suite('profile/sorted-index');

const near = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.double({ min: -1, max: 1, noNaN: true }));
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const infinite = fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0);

test('counts what is below: ties are not', () => {
  const index = new SortedIndex(Float64Array.of(1, 2, 2, 3));
  assert.equal(
    [0, 1, 1.5, 2, 2.5, 3, 4].map((value) => index.countBelow(value)),
    [0, 0, 1, 1, 3, 3, 4],
  );
});

test('no values, one value, and a span that is not a number', () => {
  assert.is(new SortedIndex(new Float64Array(0)).countBelow(1), 0);
  assert.is(new SortedIndex(Float64Array.of(5)).countBelow(5), 0);
  assert.is(new SortedIndex(Float64Array.of(5)).countBelow(6), 1);
  const wide = new SortedIndex(Float64Array.of(-Number.MAX_VALUE, 0, Number.MAX_VALUE));
  assert.is(wide.countBelow(1), 2);
});

test('property: agrees with a linear scan, whatever the spread', () => {
  for (const number of [near, finite]) {
    fc.assert(
      fc.property(fc.array(number, { maxLength: 40 }), fc.oneof(number, infinite), (drawn, value) => {
        const sorted = Float64Array.from(drawn).sort();
        const index = new SortedIndex(sorted);
        for (const sought of [value, ...drawn]) assert.is(index.countBelow(sought), drawn.filter((other) => other < sought).length);
      }),
      { seed: 1, numRuns: 150 },
    );
  }
});

test.run();
