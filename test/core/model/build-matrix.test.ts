import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buildMatrix, referenceMedians } from '../../../src/core/model/build-matrix.ts';
import type { FeatureSpec } from '../../../src/core/profile/compute-feature.ts';
import { makeBatch } from '../check/make-batch.ts';

const test = suite('model/build-matrix');

const input = (name: string, transform: FeatureSpec['transform'] = 'identity'): FeatureSpec => ({
  name,
  column: name,
  kind: 'numeric',
  transform,
  model: true,
});
const INPUTS = [input('a'), input('b')];
const MEDIANS = Float32Array.of(10, 20);
const MAX_FLOAT32 = 3.4028234663852886e38;

test('rows one after the other, columns in the order of the inputs', () => {
  const batch = makeBatch({ 'b:integer': [4, 5, 6], 'x:text': ['', '', ''], 'a:number': [1, 2, 3] });
  assert.equal(buildMatrix(batch, INPUTS, MEDIANS, 'median'), {
    data: Float32Array.of(1, 4, 2, 5, 3, 6),
    rows: 3,
    width: 2,
    indexes: undefined,
  });
});

test('median: a missing value becomes that of its own feature', () => {
  const batch = makeBatch({ 'a:number': [null, 2, NaN], 'b:number': [4, null, null] });
  const { data, rows, indexes } = buildMatrix(batch, INPUTS, MEDIANS, 'median');
  assert.equal(data, Float32Array.of(10, 4, 2, 20, 10, 20));
  assert.equal([rows, indexes], [3, undefined]);
});

test('reject: rows with a missing value are left out, and the others know their places', () => {
  const batch = makeBatch({ 'a:number': [null, 2, NaN, 4], 'b:number': [4, 5, null, 7] });
  const matrix = buildMatrix(batch, INPUTS, MEDIANS, 'reject');
  assert.equal(matrix, { data: Float32Array.of(2, 5, 4, 7), rows: 2, width: 2, indexes: Uint32Array.of(1, 3) });
  const complete = buildMatrix(makeBatch({ 'a:number': [1], 'b:number': [2] }), INPUTS, MEDIANS, 'reject');
  assert.is(complete.indexes, undefined, 'nothing was left out');
});

test('reject may leave nothing', () => {
  const matrix = buildMatrix(makeBatch({ 'a:number': [null], 'b:number': [1] }), INPUTS, MEDIANS, 'reject');
  assert.equal(matrix, { data: new Float32Array(0), rows: 0, width: 2, indexes: new Uint32Array(0) });
});

test('a column that the model does not read may be missing', () => {
  const batch = makeBatch({ 'a:number': [1], 'other:number': [null], 'b:number': [2] });
  assert.is(buildMatrix(batch, INPUTS, MEDIANS, 'reject').rows, 1);
});

test('what float32 cannot hold stays extreme and finite', () => {
  const batch = makeBatch({ 'a:number': [Infinity, -Infinity, 1e300], 'b:number': [-1e300, 1e-300, 0] });
  assert.equal(
    buildMatrix(batch, INPUTS, MEDIANS, 'reject').data,
    Float32Array.of(MAX_FLOAT32, -MAX_FLOAT32, -MAX_FLOAT32, 0, MAX_FLOAT32, 0),
  );
});

test('transforms are applied, and a missing time is missing', () => {
  const batch = makeBatch({ 'a:timestamp': ['2001-06-30T23:00:00Z', null], 'b:number': [-1, 2] });
  const { data } = buildMatrix(batch, [input('a', 'hour'), input('b', 'abs')], MEDIANS, 'median');
  assert.equal(data, Float32Array.of(23, 1, 10, 2));
});

test('property: never a NaN, always finite, and complete rows are the rounded values', () => {
  const value = fc.option(fc.double());
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 20 }), fc.constantFrom('median', 'reject'), (rows, missing) => {
      const batch = makeBatch({ 'a:number': rows.map(([a]) => a), 'b:number': rows.map(([, b]) => b) });
      const { data, indexes, rows: count } = buildMatrix(batch, INPUTS, MEDIANS, missing as 'median');
      assert.ok(data.every(Number.isFinite));
      assert.is(data.length, count * 2);
      for (let at = 0; at < count; at++) {
        const row = rows[indexes ? indexes[at] : at];
        row.forEach((given, column) => {
          if (given !== null && Math.abs(given) < MAX_FLOAT32) assert.is(data[at * 2 + column] + 0, Math.fround(given) + 0);
        });
      }
    }),
    { seed: 1 },
  );
});

test('medians are those of the reference, by name', () => {
  const numeric = (feature: string, median: number) => ({
    kind: 'numeric' as const,
    feature,
    edges: [0, 1],
    bins: [1],
    below: 0,
    above: 0,
    nulls: 0,
    median,
  });
  const reference = { schema: 'oads/reference/v1' as const, rows: 1, features: [numeric('b', 0.1), numeric('a', 5)] };
  assert.equal(referenceMedians(INPUTS, reference), Float32Array.of(5, 0.1));
});

test.run();
