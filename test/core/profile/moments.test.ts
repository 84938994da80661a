import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Moments } from '../../../src/core/profile/moments.ts';

const test = suite('profile/moments');

const value = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.integer({ min: -5, max: 5 }), fc.constant(Number.NaN));
const values = fc.array(value, { maxLength: 60 });

function momentsOf(given: readonly number[]): Moments {
  const moments = new Moments();
  moments.update(Float64Array.from(given));
  return moments;
}

/** The textbook's two passes. */
function naive(given: readonly number[]) {
  const known = given.filter((number) => !Number.isNaN(number));
  const mean = known.reduce((sum, number) => sum + number, 0) / known.length;
  const squares = known.reduce((sum, number) => sum + (number - mean) ** 2, 0);
  return {
    n: known.length,
    nulls: given.length - known.length,
    min: Math.min(...known),
    max: Math.max(...known),
    mean,
    sd: known.length > 1 ? Math.sqrt(squares / (known.length - 1)) : 0,
  };
}

function close(got: number, expected: number, scale: number): void {
  assert.ok(Math.abs(got - expected) <= 1e-9 * Math.max(1, scale), `expected ${expected}, got ${got}`);
}

function agrees(moments: Moments, given: readonly number[]): void {
  const expected = naive(given);
  assert.is(moments.n, expected.n);
  assert.is(moments.nulls, expected.nulls);
  assert.is(moments.min, expected.min);
  assert.is(moments.max, expected.max);
  if (expected.n === 0) return;
  const scale = Math.max(Math.abs(expected.min), Math.abs(expected.max));
  close(moments.mean, expected.mean, scale);
  close(moments.sd, expected.sd, scale);
}

test('property: agrees with the naive formulas', () => {
  fc.assert(
    fc.property(values, (given) => agrees(momentsOf(given), given)),
    { seed: 1, numRuns: 300 },
  );
});

test('property: updates and merges of parts agree with the whole', () => {
  fc.assert(
    fc.property(fc.array(values, { maxLength: 6 }), (parts) => {
      const updated = new Moments();
      const merged = new Moments();
      for (const part of parts) {
        updated.update(Float64Array.from(part));
        merged.merge(momentsOf(part));
      }
      agrees(updated, parts.flat());
      agrees(merged, parts.flat());
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('a large offset does not swallow the spread', () => {
  const { mean, sd } = momentsOf([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]);
  assert.is(mean, 1e9 + 10);
  close(sd, Math.sqrt(30), 1);
});

test('without values everything but the counts is null; one value has no spread', () => {
  assert.equal(new Moments().toJSON(), { n: 0, nulls: 0, min: null, max: null, mean: null, sd: null });
  assert.equal(momentsOf([NaN, NaN]).toJSON(), { n: 0, nulls: 2, min: null, max: null, mean: null, sd: null });
  assert.equal(momentsOf([3]).toJSON(), { n: 1, nulls: 0, min: 3, max: 3, mean: 3, sd: 0 });
});

test('the given array is only read', () => {
  const given = Float64Array.of(2, NaN, 1);
  new Moments().update(given);
  assert.equal([...given], [2, NaN, 1]);
});

test.run();
