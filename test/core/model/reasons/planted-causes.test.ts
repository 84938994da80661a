import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Batch } from '../../../../src/core/frame/batch.ts';
import type { Bundle } from '../../../../src/core/model/bundle.ts';
import { fitBundle } from '../../../../src/core/model/fit.ts';
import { wrapForeign } from '../../../../src/core/model/foreign/wrap-foreign.ts';
import { encodeModel } from '../../../../src/core/model/onnx/encode-model.ts';
import { createRandom } from '../../../../src/core/model/random.ts';
import type { Explainer } from '../../../../src/core/model/reasons/explainer.ts';
import { openExplainer } from '../../../../src/core/model/reasons/open-explainer.ts';
import { openSession } from '../../../../src/core/model/session.ts';
import type { BundleContent } from '../../../../src/core/model/write-bundle.ts';
import type { FeatureSpec } from '../../../../src/core/profile/compute-feature.ts';
import { makeBatch } from '../../check/make-batch.ts';
import { makeNormalRows } from '../make-rows.ts';
import { readSklearnModel, SKLEARN_ROWS } from './sklearn-forest.ts';

const test = suite('model/reasons/planted-causes');

const WIDTH = 6;
const REFERENCE_ROWS = 1500;
const TRIALS = 200;
/** From the 5 % to the 95 % quantile of a normal distribution. */
const RANGE = 3.29;
const specs = (width: number) =>
  Array.from(
    { length: width },
    (_, at): FeatureSpec => ({ name: `x${at}`, column: `x${at}`, kind: 'numeric', transform: 'identity', model: true }),
  );

/** Normal, features 0 and 1 closely correlated. */
function makeRows(rows: number, seed: number): Float32Array {
  const data = makeNormalRows(rows, WIDTH, seed);
  for (let at = 0; at < data.length; at += WIDTH) data[at + 1] = 0.9 * data[at] + 0.43 * data[at + 1];
  return data;
}

function inputOf(data: Float32Array, width: number) {
  const rows = data.length / width;
  const columns = Object.fromEntries(
    specs(width).map(({ name }, at) => [`${name}:number`, Array.from({ length: rows }, (_, row) => data[row * width + at])]),
  );
  const read = async function* (): AsyncGenerator<Batch> {
    yield makeBatch(columns);
  };
  return { name: 'planted', read, rows, rowsQuarantined: 0, inputDigest: '0'.repeat(64), from: null, to: null };
}

const OPTIONS = { trees: 100, sampleSize: 256, seed: 1, calibrationRows: 300, falseAlarmRate: 0.05, missing: 'median' } as const;

async function scoreWith({ model, card }: BundleContent, matrix: Float32Array, width: number): Promise<Float32Array> {
  const session = await openSession(model, { width, outputName: card.output });
  try {
    const scores = await session.score(matrix, matrix.length / width);
    return card.orientation === 'lower' ? scores.map((score) => -score) : scores;
  } finally {
    await session.release();
  }
}

const asBundle = (content: BundleContent) => content as unknown as Pick<Bundle, 'card' | 'model' | 'reference'>;
const neverScore = () => Promise.reject(new Error('the model was asked again'));

/** Usual rows, each with one feature far out. */
function plant(): { matrix: Float32Array; causes: number[] } {
  const random = createRandom(5);
  const matrix = makeRows(TRIALS, 9).map((value) => Math.max(-1, Math.min(1, value)));
  const causes = Array.from({ length: TRIALS }, (_, row) => {
    const cause = random.nextBelow(WIDTH);
    matrix[row * WIDTH + cause] = (random.nextBelow(2) === 0 ? -3 : 3) * RANGE;
    return cause;
  });
  return { matrix, causes };
}

async function shareFound(explainer: Explainer, scores: Float32Array): Promise<number> {
  const { matrix, causes } = plant();
  const falls = await explainer.contributions(matrix, TRIALS, scores);
  const found = causes.filter((cause, row) => {
    const own = falls.subarray(row * WIDTH, (row + 1) * WIDTH);
    return own.every((fall, feature) => feature === cause || fall < own[cause]);
  });
  return found.length / TRIALS;
}

for (const [detector, least] of [
  ['ensemble', 0.98],
  ['knn', 0.98],
  ['iforest', 0.9],
] as const) {
  test(`${detector}: the planted cause comes first, and the model is not asked again`, async () => {
    const content = await fitBundle(inputOf(makeRows(REFERENCE_ROWS, 1), WIDTH), specs(WIDTH), {
      ...OPTIONS,
      detector,
      referenceIs: 'clean',
    });
    const explainer = openExplainer(asBundle(content), neverScore);
    const { matrix } = plant();
    const scores = await scoreWith(content, matrix, WIDTH);
    const found = await shareFound(explainer, scores);
    assert.ok(found >= least, `${found} of the causes came first`);

    const together = await explainer.contributions(matrix, TRIALS, scores);
    for (const row of [0, 7, TRIALS - 1]) {
      const alone = await explainer.contributions(matrix.slice(row * WIDTH, (row + 1) * WIDTH), 1, scores.slice(row, row + 1));
      assert.equal(alone, together.slice(row * WIDTH, (row + 1) * WIDTH), 'a row is explained the same alone and among others');
    }
  });
}

test('a foreign model: the cause comes first after six scorings a row at most', async () => {
  const width = 12;
  const model = encodeModel({
    name: 'distance',
    inputs: [{ name: 'X', shape: ['N', width] }],
    outputs: [{ name: 'S', shape: ['N', 1] }],
    constants: [],
    nodes: [{ operator: 'ReduceL2', inputs: ['X'], outputs: ['S'], attributes: { axes: Int32Array.of(1), keepdims: 1 } }],
  });
  const session = await openSession(model);
  const content = await wrapForeign(
    inputOf(makeNormalRows(1000, width, 1), width),
    specs(width),
    { bytes: model, session, orientation: 'higher' },
    OPTIONS,
  );
  let scored = 0;
  const explainer = openExplainer(asBundle(content), (matrix, rows) => {
    scored += rows;
    return session.score(matrix, rows);
  });
  const matrix = makeNormalRows(20, width, 3);
  for (let row = 0; row < 20; row++) matrix[row * width + (row % width)] = 9;
  const falls = await explainer.contributions(matrix, 20, await session.score(matrix, 20));
  for (let row = 0; row < 20; row++) {
    const own = [...falls.subarray(row * width, (row + 1) * width)];
    assert.is(own.indexOf(Math.max(...own)), row % width);
    assert.is(own.filter((fall) => fall !== 0).length, 6);
  }
  assert.is(scored, 20 * 6);
  await session.release();
});

test('a wrapped scikit-learn forest is explained by its own trees; a row whose score they do not give, by asking the model', async () => {
  const bytes = readSklearnModel();
  const session = await openSession(bytes);
  const content = await wrapForeign(inputOf(makeNormalRows(500, 2, 1), 2), specs(2), { bytes, session, orientation: 'lower' }, OPTIONS);
  const scores = await scoreWith(content, SKLEARN_ROWS, 2);
  const falls = await openExplainer(asBundle(content), neverScore).contributions(SKLEARN_ROWS, 4, scores);
  assert.ok(falls[2] > falls[3] && falls[5] > falls[4], 'rows 1 and 2 are far in one feature each');

  let asked = 0;
  const explainer = openExplainer(asBundle(content), async (_, rows) => {
    asked += rows;
    return new Float32Array(rows);
  });
  const other = scores.map((score, row) => (row === 2 ? score + 0.1 : score));
  await explainer.contributions(SKLEARN_ROWS, 4, other);
  assert.is(asked, 2, 'two features of one row');
  await session.release();
});

test.run();
