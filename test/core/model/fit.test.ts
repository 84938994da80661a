import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ModelError } from '../../../src/core/errors.ts';
import { buildMatrix, referenceMedians } from '../../../src/core/model/build-matrix.ts';
import { pValueRank } from '../../../src/core/model/calibration.ts';
import { fitBundle } from '../../../src/core/model/fit.ts';
import { openSession } from '../../../src/core/model/session.ts';
import type { BundleContent } from '../../../src/core/model/write-bundle.ts';
import { makeBatch } from '../check/make-batch.ts';
import { fitInput, fitSmall, makeValues, OPTIONS, SPECS } from './small-bundle.ts';

const test = suite('model/fit');

const fitted = await fitSmall();
const ROWS = 800;

async function scoresOf({ model, reference }: BundleContent, values: Parameters<typeof makeBatch>[0]): Promise<Float32Array> {
  const inputs = SPECS.filter((spec) => spec.model);
  const { data, rows } = buildMatrix(makeBatch(values), inputs, referenceMedians(inputs, reference), 'median');
  const session = await openSession(model, { width: inputs.length });
  try {
    return await session.score(data, rows);
  } finally {
    await session.release();
  }
}

async function refuses(work: Promise<unknown>, code: string, message: RegExp): Promise<void> {
  const error = await work.then(
    () => assert.unreachable(`expected ${code}`),
    (thrown: unknown) => thrown,
  );
  assert.instance(error, ModelError);
  assert.is((error as ModelError).code, code);
  assert.match((error as ModelError).message, message);
}

test('the same rows, options and seed give the same bytes, wherever batches end', async () => {
  assert.equal(await fitSmall(), fitted);
  assert.equal(await fitBundle(fitInput(makeValues(ROWS, 1), [1, 100, 333, 799]), SPECS, OPTIONS), fitted);
});

test('a reference that cannot make a model is refused: no values, rows that do not differ, a forest that cannot tell rows apart', async () => {
  const values = makeValues(ROWS, 1);
  const nulls = { ...values, 'b:number': values['b:number'].map(() => null) };
  await refuses(fitBundle(fitInput(nulls), SPECS, OPTIONS), 'OADS_FIT_DEGENERATE', /got only nulls in b/);
  const constant = Object.fromEntries(Object.entries(values).map(([name, column]) => [name, column.map(() => column[0])]));
  await refuses(fitBundle(fitInput(constant), SPECS, OPTIONS), 'OADS_FIT_DEGENERATE', /got 1 different scores on 300 held-out rows/);
  await refuses(fitSmall({ trees: 1, sampleSize: 2 }), 'OADS_FIT_DEGENERATE', /different scores/);
});

test('an input that varies, but no more as float32, is refused by name: too large, too close together, or too small', async () => {
  const values = makeValues(ROWS, 1);
  const column = values['b:number'] as number[];
  for (const flatten of [(x: number) => 1e39 * (5 + x), (x: number) => 1e12 + x, (x: number) => 1e-50 * x]) {
    const flat = { ...values, 'b:number': column.map(flatten) };
    await refuses(fitBundle(fitInput(flat), SPECS, OPTIONS), 'OADS_FIT_DEGENERATE', /still vary as float32, got one value in b$/);
  }
  const watched = SPECS.map((spec) => (spec.name === 'b' ? { ...spec, model: false } : spec));
  const large = { ...values, 'b:number': column.map((x) => 1e39 * (5 + x)) };
  assert.is((await fitBundle(fitInput(large), watched, OPTIONS)).card.features.length, 4);
  const logarithm = SPECS.map((spec) => (spec.name === 'b' ? { ...spec, transform: 'log1p' as const } : spec));
  assert.is((await fitBundle(fitInput(large), logarithm, OPTIONS)).card.features[1].transform, 'log1p');
  const constant = { ...values, 'b:number': column.map(() => 1e39) };
  assert.is((await fitBundle(fitInput(constant), SPECS, OPTIONS)).calibration.length, 300);
});

test('another seed gives another model and another calibration, on the same reference', async () => {
  const other = await fitSmall({ seed: 8 });
  assert.not.equal(other.model, fitted.model);
  assert.not.equal(other.calibration, fitted.calibration);
  assert.equal(other.reference, fitted.reference);
});

test('the card says what was done', () => {
  const { card } = fitted;
  assert.equal(card.features, SPECS);
  assert.equal([card.name, card.orientation, card.missing, card.false_alarm_rate], ['small', 'higher', 'median', 0.02]);
  assert.equal(card.training, {
    detector: 'iforest',
    reference_is: 'clean',
    parameters: { trees: 40, sample_size: 128, seed: 7 },
    rows: ROWS,
    rows_quarantined: 3,
    training_rows: 500,
    combine_rows: 0,
    calibration_rows: 300,
    trimming: null,
    input_digest: 'a'.repeat(64),
    from: null,
    to: null,
  });
});

test('the calibration rows are in no training set: at most half of the reference is held out', async () => {
  const { card, calibration } = await fitSmall({ calibrationRows: 10_000 });
  assert.is(calibration.length, 400);
  assert.is(card.training.training_rows, 400);
  assert.is(card.training.calibration_rows, 400);
});

test('the reference is over all rows', () => {
  for (const feature of fitted.reference.features) {
    const counts = feature.kind === 'numeric' ? [...feature.bins, feature.below, feature.above] : [...feature.counts, feature.other];
    assert.is(
      counts.reduce((sum, count) => sum + count, feature.nulls),
      ROWS,
      feature.feature,
    );
  }
  assert.is(fitted.reference.rows, ROWS);
});

test('the threshold flags no more of the calibration than the false alarm rate allows, and as many as it can', () => {
  const { calibration, card } = fitted;
  assert.ok(calibration.every((score, index) => index === 0 || score >= calibration[index - 1]));
  const flagged = calibration.filter((score) => score >= card.threshold).length;
  assert.ok((flagged + 1) / (calibration.length + 1) <= 0.02);
  assert.is(pValueRank(calibration, card.threshold), 6); // ⌊.02 × 301⌋
});

test('far rows are flagged, central ones are not', async () => {
  const [far, central] = await scoresOf(fitted, { 'a:number': [9, 0.1], 'b:number': [-9, 0], 'c:number': [9, -0.1] });
  assert.ok(far >= fitted.card.threshold);
  assert.ok(central < fitted.card.threshold);
});

test('held-out rows are flagged about as often as promised', async () => {
  const fresh = makeValues(4000, 99);
  const scores = await scoresOf(fitted, fresh);
  const rate = scores.filter((score) => score >= fitted.card.threshold).length / 4000;
  // Beta(6, 295) has its 99.99 % quantile near .055.
  assert.ok(rate > 0.001 && rate < 0.055, `rate ${rate}`);
});

test('missing: reject leaves rows with a missing input out of training and calibration, median keeps them', async () => {
  const values = makeValues(ROWS, 1);
  values['b:number'] = values['b:number'].map((value, row) => (row % 4 === 0 ? null : value));
  values['site:text'] = values['site:text'].map(() => null);
  const kept = await fitBundle(fitInput(values), SPECS, OPTIONS);
  const rejected = await fitBundle(fitInput(values, [123]), SPECS, { ...OPTIONS, missing: 'reject' });
  assert.equal([kept.card.training.training_rows, kept.calibration.length], [500, 300]);
  const { training_rows, calibration_rows } = rejected.card.training;
  assert.is(training_rows + calibration_rows, 600);
  assert.is(rejected.calibration.length, calibration_rows);
});

test('what cannot be fitted says what it takes', async () => {
  await refuses(
    fitBundle(fitInput(makeValues(ROWS, 1)), [SPECS[3]], OPTIONS),
    'OADS_FIT_FEATURES',
    /at least one feature with model: true/,
  );
  await refuses(fitSmall({}, 30), 'OADS_FIT_ROWS', /at least 2 training and 20 calibration rows .*, got 15 and 15/);
  await refuses(fitSmall({ falseAlarmRate: 0.003 }), 'OADS_FIT_CALIBRATION', /needs at least 333 calibration rows, got 300/);
  const values = makeValues(ROWS, 1);
  values['c:number'] = values['c:number'].map(() => null);
  await refuses(fitBundle(fitInput(values), SPECS, { ...OPTIONS, missing: 'reject' }), 'OADS_FIT_ROWS', /got 0 and 0/);
});

test('without a word the detector is an ensemble for a reference of unknown purity; same bytes, in whatever batches rows come', async () => {
  const { detector: _detector, referenceIs: _referenceIs, calibrationRows: _rows, ...options } = OPTIONS;
  const progress: number[] = [];
  const ensemble = await fitBundle(fitInput(makeValues(ROWS, 1)), SPECS, options);
  const again = await fitBundle(fitInput(makeValues(ROWS, 1), [5, 444]), SPECS, options, (done, total) => progress.push(done / total));
  assert.equal(again, ensemble);
  assert.ok(progress.length > 3 && progress.every((share, at) => at === 0 || share >= progress[at - 1]));
  assert.is(progress.at(-1), 1);
  const { training } = ensemble.card;
  assert.equal([training.detector, training.reference_is], ['ensemble', 'unknown']);
  assert.equal([training.training_rows, training.combine_rows, training.calibration_rows], [544, 96, 160]);
  assert.is(training.trimming?.rows, 128); // a fifth of the rows that train and combine
});

test('the calibration of a trimmed model is not trimmed: fresh rows are flagged about as often as promised', async () => {
  const values = makeValues(4000, 3);
  const content = await fitBundle(fitInput(values), SPECS, {
    ...OPTIONS,
    calibrationRows: 2000,
    detector: 'ensemble',
    referenceIs: 'unknown',
  });
  const scores = await scoresOf(content, makeValues(4000, 98));
  const rate = scores.filter((score) => score >= content.card.threshold).length / 4000;
  // Beta(40, 1961) and 4,000 draws: within .011 and .033 but once in 10,000.
  assert.ok(rate > 0.011 && rate < 0.033, `rate ${rate}`);
});

test('a small reference makes an ensemble down to 40 rows, below that it says what it takes', async () => {
  const options = { ...OPTIONS, calibrationRows: 20, detector: 'ensemble', falseAlarmRate: 0.05 } as const;
  for (const referenceIs of ['clean', 'unknown'] as const) {
    const { card } = await fitBundle(fitInput(makeValues(40, 1)), SPECS, { ...options, referenceIs });
    assert.equal([card.training.training_rows, card.training.combine_rows, card.training.calibration_rows], [10, 10, 20]);
  }
  await refuses(fitSmall(options, 38), 'OADS_FIT_ROWS', /2 training, 10 combining and 20 calibration rows .*, got 10, 9 and 19/);
});

test.run();
