import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deriveCoarseCodes } from '../../../src/core/profile/coarse-codes.ts';

const test = suite('profile/coarse-codes');

const numeric = (bins: number[]) =>
  deriveCoarseCodes({
    kind: 'numeric',
    feature: 'a',
    edges: bins.map((_, at) => at).concat(bins.length),
    bins,
    below: 0,
    above: 0,
    nulls: 0,
    median: 0,
  });
const categorical = (counts: number[], other: number) =>
  deriveCoarseCodes({
    kind: 'categorical',
    feature: 'a',
    categories: counts.map((_, at) => `v${at}`),
    counts,
    rare: [],
    other,
    nulls: 0,
  });

test('a hundred even bins: quartiles of the central 98 %, the outermost percent outside, null apart', () => {
  const { levels, ofCell } = numeric(Array<number>(100).fill(10));
  assert.is(levels, 4);
  assert.equal([...ofCell].filter((code) => code === 4).length, 4, 'below, the first and last bin, above');
  assert.is(ofCell[102], 5);
  for (const level of [0, 1, 2, 3]) assert.ok([...ofCell].filter((code) => code === level).length >= 24);
});

test('a constant has a single level, a column of 0 and 1 two', () => {
  assert.is(numeric([500]).levels, 1);
  assert.is(numeric([300, 200]).levels, 2);
  assert.is(numeric([0]).levels, 1);
});

test('the five most frequent categories, all others, unseen, null', () => {
  assert.equal([...categorical([9, 8, 7, 6, 5, 4, 3], 2).ofCell], [0, 1, 2, 3, 4, 5, 5, 5, 6, 7]);
  assert.equal([...categorical([9, 8], 0).ofCell], [0, 1, 1, 2, 3]);
  assert.equal([...categorical([9, 8], 3).ofCell], [0, 1, 2, 3, 4]);
  assert.equal([...categorical([], 0).ofCell], [0, 0, 1]);
});

test.run();
