import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buildReference, quantileEdges } from '../../../src/core/profile/build-reference.ts';
import type { FeatureSpec } from '../../../src/core/profile/compute-feature.ts';
import { type CategoricalReference, type NumericReference, ReferenceProfile } from '../../../src/core/profile/reference.ts';
import { findViolations } from '../../../src/core/schema/validate.ts';
import { cutBatch, type Value } from '../check/make-batch.ts';

const test = suite('profile/build-reference');

const NUMERIC: FeatureSpec = { name: 'a', column: 'a', kind: 'numeric', transform: 'identity', model: true };
const CATEGORICAL: FeatureSpec = { ...NUMERIC, kind: 'categorical', model: false };

async function build(
  spec: FeatureSpec,
  heading: string,
  values: readonly Value[],
  cuts: readonly number[] = [],
): Promise<ReferenceProfile> {
  const batches = cutBatch({ [heading]: values }, cuts);
  const read = async function* () {
    yield* batches;
  };
  const reference = await buildReference(read, [spec], values.length);
  assert.equal(findViolations(ReferenceProfile, reference), []);
  return reference;
}

const numeric = async (values: readonly Value[], cuts: readonly number[] = []) =>
  (await build(NUMERIC, 'a:number', values, cuts)).features[0] as NumericReference;
const categorical = async (values: readonly Value[], cuts: readonly number[] = []) =>
  (await build(CATEGORICAL, 'a:text', values, cuts)).features[0] as CategoricalReference;

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

test('property: edges rise strictly (or are [c, c]), span all but isolated values, and every row is counted', async () => {
  const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.constant(null));
  await fc.assert(
    fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 300 }), fc.array(fc.nat(300), { maxLength: 3 }), async (values, cuts) => {
      const { edges, bins, below, above, nulls, median } = await numeric(values, cuts);
      const known = values.filter((given) => given !== null).sort((a, b) => a - b);
      assert.is(bins.length, edges.length - 1);
      assert.is(sum(bins) + below + above + nulls, values.length);
      assert.is(nulls, values.length - known.length);
      const isRising = edges.every((edge, index) => index === 0 || edge > edges[index - 1]);
      assert.ok(isRising || (edges.length === 2 && edges[0] === edges[1]));
      if (known.length === 0) return;
      assert.is(below, known.filter((given) => given < edges[0]).length);
      assert.is(above, known.filter((given) => given > (edges.at(-1) as number)).length);
      assert.ok(Math.max(below, above) <= 0.05 * known.length);
      assert.ok([edges[0], edges.at(-1) as number].every((edge) => known.some((given) => given === edge)));
      assert.ok(known.includes(median) || known.includes(-median));
      assert.ok(known.filter((given) => given <= median).length * 2 >= known.length);
      assert.ok(known.filter((given) => given >= median).length * 2 >= known.length);
      assert.ok(isRising ? bins.every((count) => count > 0 || edges.length === 2) : true, 'each bin holds at least its right edge');
    }),
    { seed: 1, numRuns: 150 },
  );
});

test('property: where batches end does not matter', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.option(fc.integer({ min: 0, max: 99 })), { minLength: 1, maxLength: 100 }),
      fc.array(fc.nat(100), { maxLength: 4 }),
      async (values, cuts) => {
        assert.equal(await numeric(values, cuts), await numeric(values));
        const texts = values.map((value) => (value === null ? null : String(value % 7)));
        assert.equal(await categorical(texts, cuts), await categorical(texts));
      },
    ),
    { seed: 1, numRuns: 60 },
  );
});

test('many different values give 100 bins and the tails', async () => {
  const { edges, bins, median } = await numeric(Array.from({ length: 20_001 }, (_, index) => 20_000 - index));
  assert.is(median, 10_000);
  assert.equal(edges.slice(0, 5), [0, 2, 20, 100, 200]);
  assert.equal(edges.slice(-5), [19_800, 19_900, 19_980, 19_998, 20_000]);
  assert.is(bins.length, 106);
  assert.equal(bins.slice(0, 4), [3, 18, 80, 100]);
});

test('a constant, and a column without values', async () => {
  assert.equal(await numeric([5, 5, null, 5]), {
    kind: 'numeric',
    feature: 'a',
    edges: [5, 5],
    bins: [3],
    below: 0,
    above: 0,
    nulls: 1,
    median: 5,
  });
  assert.equal(await numeric([null, null]), {
    kind: 'numeric',
    feature: 'a',
    edges: [0, 0],
    bins: [0],
    below: 0,
    above: 0,
    nulls: 2,
    median: 0,
  });
  assert.equal(quantileEdges(new Float64Array(0)), [0, 0]);
});

test('infinite values do not stretch the edges; they are counted outside', async () => {
  const { edges, bins, below, above } = await numeric([1, 2, 3, Infinity, -Infinity, -Infinity]);
  assert.equal([edges[0], edges.at(-1), sum(bins), below, above], [1, 3, 3, 2, 1]);
});

test('sentinels do not stretch the edges; they are counted outside', async () => {
  const ordinary = Array.from({ length: 1000 }, (_, index) => index / 10);
  for (const [sentinels, below, above] of [
    [[9999], 0, 1],
    [[-999, -999, 9999], 2, 1],
    [Array<number>(40).fill(9999), 0, 40],
  ] as const) {
    const reference = await numeric([...ordinary, ...sentinels]);
    assert.equal([reference.edges[0], reference.edges.at(-1), reference.below, reference.above], [0, 99.9, below, above]);
  }
  const { edges, above } = await numeric([...ordinary, ...Array<number>(200).fill(9999)]);
  assert.equal([edges.at(-1), above], [9999, 0], 'a sixth of all values is a mode of its own');
});

test('categories by falling count, ties by name; rare ones are known but lumped', async () => {
  const values = [
    ...Array<string>(1500).fill('b'),
    ...Array<string>(1500).fill('a'),
    ...Array<string>(3000).fill('c'),
    'y',
    'x',
    null,
    null,
  ];
  assert.equal(await categorical(values), {
    kind: 'categorical',
    feature: 'a',
    categories: ['c', 'a', 'b'],
    counts: [3000, 1500, 1500],
    rare: ['x', 'y'],
    other: 2,
    nulls: 2,
  });
});

test('at most 200 categories; counts of all sum to the rows', async () => {
  const reference = await categorical(Array.from({ length: 5000 }, (_, index) => `c${index % 500}`));
  assert.is(reference.categories.length, 200);
  assert.is(reference.rare.length, 300);
  assert.is(sum(reference.counts) + reference.other + reference.nulls, 5000);
});

test('a categorical column without values', async () => {
  assert.equal(await categorical([null, null]), {
    kind: 'categorical',
    feature: 'a',
    categories: [],
    counts: [],
    rare: [],
    other: 0,
    nulls: 2,
  });
});

test.run();
