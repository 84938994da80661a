import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buildMatrix, referenceMedians } from '../../../src/core/model/build-matrix.ts';
import { encodeCategories } from '../../../src/core/model/category-encoding.ts';
import { fitBundle } from '../../../src/core/model/fit.ts';
import { prepareInputs } from '../../../src/core/model/model-input.ts';
import { makeBatch } from '../check/make-batch.ts';
import { fitInput, makeValues, OPTIONS, SPECS } from './small-bundle.ts';

const test = suite('model/category-encoding');

const REFERENCE = {
  kind: 'categorical',
  feature: 'site',
  categories: ['a', 'b'],
  counts: [60, 30],
  rare: ['c', 'd'],
  other: 4,
  nulls: 6,
} as const;
const site = { name: 'site', column: 'site', kind: 'categorical', transform: 'identity', model: true } as const;
const inputs = prepareInputs([site], {
  schema: 'oads/reference/v1',
  rows: 100,
  features: [{ ...REFERENCE, categories: ['a', 'b'], counts: [60, 30], rare: ['c', 'd'] }],
});

test('the rarer a category is in the reference, the larger its code; an unseen one has the largest', () => {
  const { codes, unseen } = encodeCategories({ ...REFERENCE, categories: ['a', 'b'], counts: [60, 30], rare: ['c', 'd'] });
  const of = (name: string) => codes.get(name) as number;
  assert.is(of('a'), -Math.log(60.5 / 96.5)); // 94 values, and half of one for each of five categories
  assert.is(of('c'), -Math.log(2.5 / 96.5));
  assert.is(of('c'), of('d'));
  assert.is(unseen, -Math.log(0.5 / 96.5));
  assert.ok(of('a') < of('b') && of('b') < of('c') && of('c') < unseen);
});

test('a null is a missing value: the reference median, or a row that is left out', () => {
  const batch = makeBatch({ 'site:text': ['a', null, 'c', 'never seen'] });
  const medians = referenceMedians(inputs, { schema: 'oads/reference/v1', rows: 100, features: [] });
  const { data } = buildMatrix(batch, inputs, medians, 'median');
  assert.is(data[1], data[0]); // 60 of 94 values are a
  assert.ok(data[3] > data[2] && data[2] > data[0]);
  assert.equal(buildMatrix(batch, inputs, medians, 'reject').indexes, Uint32Array.of(0, 2, 3));
});

test('numbers and booleans are categories by their text', () => {
  const { data } = buildMatrix(makeBatch({ 'site:boolean': [true, false] }), inputs, Float32Array.of(0), 'median');
  assert.equal([data[0], data[1]], [Math.fround(inputs[0].encoding?.unseen as number), Math.fround(inputs[0].encoding?.unseen as number)]);
});

test('a model that reads a category scores an unseen one higher than a common one', async () => {
  const specs = SPECS.map((spec) => ({ ...spec, model: true }));
  const { openRowScorer } = await import('../../../src/core/score/score-rows.ts');
  for (const detector of ['iforest', 'ensemble', 'knn'] as const) {
    const values = makeValues(800, 1);
    values['site:text'] = values['site:text'].map((_, row) => (row % 40 === 0 ? 'rare' : ['north', 'south'][row % 2]));
    const content = await fitBundle(fitInput(values), specs, { ...OPTIONS, detector });
    const bundle = { ...content, card: { ...content.card, files: {} as never }, dir: '', digest: '' };
    const scorer = await openRowScorer(bundle, { workers: 0 });
    const batch = makeBatch({ 'a:number': [0, 0], 'b:number': [0, 0], 'c:number': [0, 0], 'site:text': ['south', 'mars'] });
    const rows = (async function* () {
      yield { batch, offset: 0 };
    })();
    for await (const { scores } of scorer.score(rows)) assert.ok(scores[1] > scores[0], `${detector}: ${scores}`);
    await scorer.close();
  }
});

test.run();
