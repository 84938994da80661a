import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { shareBeyond } from '../../../../src/core/model/reasons/describe-reason.ts';
import { explainByAblation } from '../../../../src/core/model/reasons/explain-by-ablation.ts';
import { explainRows } from '../../../../src/core/model/reasons/explain-rows.ts';
import { openRarity } from '../../../../src/core/model/reasons/rarity.ts';
import { quantileEdges } from '../../../../src/core/profile/build-reference.ts';
import type { FeatureSpec } from '../../../../src/core/profile/compute-feature.ts';
import { NumericProfile } from '../../../../src/core/profile/numeric-profile.ts';
import type { NumericReference } from '../../../../src/core/profile/reference.ts';

const test = suite('model/reasons/explain-rows');

/** The reference that `fit` would build of these values. */
function referenceOf(feature: string, values: readonly number[]): NumericReference {
  const sorted = Float64Array.from(values).sort();
  const edges = quantileEdges(sorted);
  const profile = new NumericProfile(edges);
  profile.update(sorted);
  const { bins, below, above, nulls } = profile.toJSON();
  return { kind: 'numeric', feature, edges, bins: [...bins], below, above, nulls, median: sorted[Math.floor((sorted.length - 1) / 2)] };
}

const NAMES = ['delay', 'taxi', 'fuel', 'load'];
const INPUTS = NAMES.map((name): FeatureSpec => ({ name, column: name, kind: 'numeric', transform: 'identity', model: true }));
const HUNDRED = Array.from({ length: 101 }, (_, index) => index - 50);
const reference = { schema: 'oads/reference/v1' as const, rows: 101, features: NAMES.map((name) => referenceOf(name, HUNDRED)) };
const MEDIANS = new Float32Array(4);

/** A model whose score is the sum of distances from 0, so that contributions are known. */
const sumOfDistances = async (matrix: Float32Array, rows: number) =>
  Float32Array.from({ length: rows }, (_, row) => matrix.subarray(row * 4, row * 4 + 4).reduce((sum, value) => sum + Math.abs(value), 0));

async function explain(rows: readonly (readonly number[])[], missing?: Uint8Array, keep?: number, known = reference) {
  const matrix = Float32Array.from(rows.flat());
  const scores = await sumOfDistances(matrix, rows.length);
  const explainer = explainByAblation(sumOfDistances, MEDIANS, openRarity(INPUTS, known));
  const given = { matrix, rows: rows.length, scores, missing: missing ?? new Uint8Array(matrix.length) };
  return explainRows(explainer, given, INPUTS, known, keep);
}

test('the planted cause comes first, then the others by what they contribute', async () => {
  const [reasons] = await explain([[100, -300, 200, 1]]);
  assert.equal(
    reasons.map(({ feature, direction, contribution, value }) => ({ feature, direction, contribution, value })),
    [
      { feature: 'taxi', direction: 'low', contribution: 300, value: -300 },
      { feature: 'fuel', direction: 'high', contribution: 200, value: 200 },
      { feature: 'delay', direction: 'high', contribution: 100, value: 100 },
    ],
    'what contributes next to nothing explains nothing',
  );
});

test('a value that the reference never reached is a reason beside one that is far farther out', async () => {
  const [reasons] = await explain([[60, -3000, 0, 50]]);
  assert.equal(
    reasons.map(({ feature }) => feature),
    ['taxi', 'delay'],
    'load 50 is the largest of the reference, and not beyond',
  );
});

test('a reason reads as a sentence, with the share of the reference beyond it', async () => {
  const [[first, second]] = await explain([[200, -25.5, 0, 0]]);
  assert.is(first.text, 'delay 200: above all of reference');
  assert.is(first.percentile, 1);
  assert.equal([second.direction, second.text], ['typical', 'taxi -25.5: below 74 % of reference']);
});

test('rows are explained each by itself', async () => {
  const rows = [
    [100, 0, 0, 0],
    [0, 0, 0, -100],
  ];
  const together = await explain(rows);
  assert.equal(
    together.map((reasons) => reasons.map(({ feature }) => feature)),
    [['delay'], ['load']],
  );
  for (const [index, row] of rows.entries()) assert.equal(await explain([row]), [together[index]]);
});

test('what does not raise the score is no reason; ties go by the order of the features; at most so many are kept', async () => {
  assert.equal(await explain([[0, 0, 0, 0]]), [[]]);
  const [reasons] = await explain([[5, 5, 5, 5]]);
  assert.equal(
    reasons.map(({ feature }) => feature),
    ['delay', 'taxi', 'fuel'],
  );
  assert.is((await explain([[5, 5, 5, 5]], undefined, 1))[0].length, 1);
});

test('a value that was missing is said to be missing', async () => {
  const [[reason]] = await explain([[7, 0, 0, 0]], Uint8Array.of(1, 0, 0, 0));
  assert.equal(reason, {
    feature: 'delay',
    value: null,
    direction: 'missing',
    percentile: null,
    contribution: 7,
    text: 'delay is missing',
  });
});

test('no rows need no explanation', async () => {
  assert.equal(await explain([]), []);
});

test('a value equal to the largest of the reference is not above all of it, although float32 rounds it up', () => {
  const known = referenceOf('a', [0.1, 0.1, 0.2, 0.3]);
  assert.is(shareBeyond(known, Math.fround(0.3), true), 0.75);
  assert.is(shareBeyond(known, Math.fround(0.31), true), 1);
  assert.is(shareBeyond(known, Math.fround(0.1), false), 0.25, 'the other half of the first bin may be 0.1 itself');
  assert.is(shareBeyond(referenceOf('a', [0.1, 0.1]), Math.fround(0.1), true), 0);
});

test('a constant, and an empty reference', () => {
  const constant = referenceOf('a', [5, 5, 5]);
  assert.equal([shareBeyond(constant, 6, true), shareBeyond(constant, 4, false), shareBeyond(constant, 5, true)], [1, 1, 0]);
  assert.is(shareBeyond({ ...constant, bins: [0] }, 6, true), 0);
});

test('property: never more than the share that truly lies beyond; exact where each value has its own bin', () => {
  const values = fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(values, fc.integer({ min: -45, max: 45 }), fc.boolean(), (given, value, high) => {
      const beyond = given.filter((known) => (high ? known < value : known > value)).length / given.length;
      const told = shareBeyond(referenceOf('a', given), value, high);
      assert.ok(told <= beyond + 1e-6, `told ${told}, true ${beyond}`);
      const isOutside = given.every((known) => (high ? known < value : known > value));
      if (isOutside) assert.is(told, 1);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test('a share is never rounded up to all of the reference', async () => {
  const many = {
    ...reference,
    features: [
      referenceOf(
        'delay',
        Array.from({ length: 100_000 }, (_, index) => index),
      ),
      ...reference.features.slice(1),
    ],
  };
  const [[reason]] = await explain([[99_995, 0, 0, 0]], undefined, undefined, many);
  assert.match(reason.text, /^delay 99995: above 99\.9\d % of reference$/);
});

test.run();
