import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ModelError } from '../../../../src/core/errors.ts';
import { openBundle } from '../../../../src/core/model/bundle.ts';
import { pValueRank } from '../../../../src/core/model/calibration.ts';
import { openForeign } from '../../../../src/core/model/foreign/open-foreign.ts';
import { wrapForeign } from '../../../../src/core/model/foreign/wrap-foreign.ts';
import { encodeModel, type OnnxConstant, type OnnxNode } from '../../../../src/core/model/onnx/encode-model.ts';
import { writeBundle } from '../../../../src/core/model/write-bundle.ts';
import { FOREIGN_MODELS } from '../foreign-models.ts';
import { fitInput, makeValues, OPTIONS, SPECS } from '../small-bundle.ts';

const test = suite('model/wrap-foreign');
let dir: string;
test.before(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'oads-foreign-'));
});
test.after(() => rm(dir, { recursive: true }));

/** Minus the row's distance from 0: lower is more anomalous, as in scikit-learn. */
const CLOSENESS: readonly OnnxNode[] = [
  { operator: 'ReduceL2', inputs: ['X'], outputs: ['distance'], attributes: { axes: Int32Array.of(1), keepdims: 1 } },
  { operator: 'Neg', inputs: ['distance'], outputs: ['S'] },
];

function modelOf(nodes: readonly OnnxNode[], { shape = ['N', 3] as (number | string)[], constants = [] as OnnxConstant[] } = {}) {
  return encodeModel({ name: 'foreign', inputs: [{ name: 'X', shape }], outputs: [{ name: 'S', shape: ['N', 1] }], constants, nodes });
}

async function open(bytes: Uint8Array, orientation: 'higher' | 'lower' = 'lower', names: { outputName?: string; width?: number } = {}) {
  const file = path.join(dir, 'model.onnx');
  await writeFile(file, bytes);
  return openForeign({ file, width: 3, orientation, ...names });
}

async function wrap(bytes: Uint8Array, orientation: 'higher' | 'lower' = 'lower', options: Partial<typeof OPTIONS> = {}, rows = 800) {
  const foreign = await open(bytes, orientation);
  try {
    return await wrapForeign(fitInput(makeValues(rows, 1), [100, 350]), SPECS, foreign, { ...OPTIONS, ...options });
  } finally {
    await foreign.session.release();
  }
}

async function refuses(work: Promise<unknown>, code: string, message: RegExp, hint: RegExp): Promise<void> {
  const error = await work.then(
    () => assert.unreachable(`expected ${code}`),
    (thrown: unknown) => thrown,
  );
  assert.instance(error, ModelError);
  assert.is((error as ModelError).code, code, String(error));
  assert.match((error as ModelError).message, message);
  assert.match((error as ModelError).hint ?? '', hint);
}

test('a model whose low scores are anomalous is calibrated with higher as more anomalous, on as many rows as are asked for', async () => {
  const { card, calibration, reference, model } = await wrap(modelOf(CLOSENESS));
  assert.ok(Buffer.from(modelOf(CLOSENESS)).equals(model), 'the bytes as they were');
  assert.equal([card.input, card.output, card.orientation, calibration.length], ['X', 'S', 'lower', 300]);
  assert.ok(calibration[0] > 0 && calibration[299] > 2.5, 'distances from the centre, not their negatives');
  assert.is(pValueRank(calibration, card.threshold), 6); // ⌊.02 × 301⌋
  assert.is(reference.rows, 800);
  const { detector, training_rows, calibration_rows, remarks } = card.training;
  assert.equal([detector, training_rows, calibration_rows], ['onnx', 0, 300]);
  assert.match(remarks?.join() ?? '', /hold only if it never saw the rows of this reference/);
});

test('the row that scores highest is shown as its columns have it, so that a wrong orientation can be seen', async () => {
  const values = makeValues(800, 1);
  const sizes = Array.from({ length: 800 }, (_, row) =>
    Math.hypot(...['a', 'b', 'c'].map((name) => Number(values[`${name}:number`][row]))),
  );
  const extreme = (most: number) => sizes.indexOf(most);
  for (const [orientation, row] of [
    ['lower', extreme(Math.max(...sizes))],
    ['higher', extreme(Math.min(...sizes))],
  ] as const) {
    const { mostAnomalous } = await wrap(modelOf(CLOSENESS), orientation, { calibrationRows: 10_000 });
    const expected = ['a', 'b', 'c'].map((feature) => ({ feature, value: Math.fround(Number(values[`${feature}:number`][row])) }));
    assert.equal(mostAnomalous, expected);
  }
});

test('what the most anomalous row lacks is null, not the median that the model got; a logarithm is undone', async () => {
  const values = makeValues(800, 1);
  values['a:number'][5] = null;
  values['b:number'][5] = 1000;
  const specs = SPECS.map((spec) => (spec.name === 'b' ? { ...spec, transform: 'log1p' as const } : spec));
  const foreign = await open(modelOf(CLOSENESS));
  const { mostAnomalous } = await wrapForeign(fitInput(values), specs, foreign, { ...OPTIONS, calibrationRows: 800 }).finally(() =>
    foreign.session.release(),
  );
  assert.equal(mostAnomalous?.slice(0, 2), [
    { feature: 'a', value: null },
    { feature: 'b', value: 1000 },
  ]);
});

test('all of the reference calibrates where that is little: nothing is kept back for training', async () => {
  assert.is((await wrap(modelOf(CLOSENESS), 'lower', { calibrationRows: 10_000 })).calibration.length, 800);
});

test('the same rows give the same bytes wherever batches end, and the bundle opens', async () => {
  const content = await wrap(modelOf(CLOSENESS));
  assert.equal(await wrap(modelOf(CLOSENESS)), content);
  await writeBundle(path.join(dir, 'bundle'), content);
  const { card } = await openBundle(path.join(dir, 'bundle'));
  assert.equal(card.training, content.card.training);
});

test('a model that declares no input width takes that of the feature list', async () => {
  assert.is((await wrap(modelOf(CLOSENESS, { shape: ['', ''] }))).calibration.length, 300);
});

test('the score is chosen among the outputs, never the labels; a loaded model says how large it was before it loads', async () => {
  const file = path.join(dir, 'pair.onnx');
  await writeFile(file, Buffer.from(FOREIGN_MODELS.labelAndScores, 'base64'));
  const told: number[] = [];
  const { session } = await openForeign({ file, width: 2, orientation: 'lower', onLoad: (bytes) => told.push(bytes) });
  assert.equal(
    [session.outputName, session.passedOver, told],
    ['scores', ['label'], [Buffer.byteLength(FOREIGN_MODELS.labelAndScores, 'base64')]],
  );
  await session.release();
});

test('what cannot be wrapped says why and what to do', async () => {
  await refuses(
    openForeign({ file: path.join(dir, 'none.onnx'), width: 3, orientation: 'lower' }),
    'OADS_MODEL_MISSING',
    /none\.onnx: ENOENT/,
    /--onnx/,
  );
  await refuses(
    open(modelOf(CLOSENESS), 'lower', { width: 2 }),
    'OADS_MODEL_WIDTH',
    /a model of 2 features, got one of 3/,
    /as many features/,
  );
  await refuses(open(modelOf(CLOSENESS), 'lower', { outputName: 'scores' }), 'OADS_MODEL_OUTPUT', /"scores", got S/, /one of its outputs/);
  // A classifier like those of sklearn-onnx: labels, and one probability for each class, with no shape declared.
  const classes = encodeModel({
    name: 'classes',
    inputs: [{ name: 'X', shape: ['', ''] }],
    outputs: [{ name: 'S', shape: ['', ''] }],
    constants: [],
    nodes: [{ operator: 'Sigmoid', inputs: ['X'], outputs: ['S'] }],
  });
  await refuses(wrap(classes), 'OADS_MODEL_OUTPUT', /to hold \d+ scores, got float32 \[\d+, 3\]/, /one score a row/);
});

test('scores that cannot be calibrated: the same for all rows, two labels, NaN, and scores relative to the batch', async () => {
  const zero: OnnxConstant = { name: 'zero', shape: [1], values: Float32Array.of(0) };
  const constant: OnnxNode[] = [CLOSENESS[0], { operator: 'Mul', inputs: ['distance', 'zero'], outputs: ['S'] }];
  await refuses(
    wrap(modelOf(constant, { constants: [zero] })),
    'OADS_FIT_DEGENERATE',
    /got 1 different values of output "S"/,
    /--output-name/,
  );
  const labels: OnnxNode[] = [
    CLOSENESS[0],
    { ...CLOSENESS[1], outputs: ['minus'] },
    { operator: 'Floor', inputs: ['minus'], outputs: ['floor'] },
    { operator: 'Sign', inputs: ['floor'], outputs: ['S'] },
  ];
  await refuses(wrap(modelOf(labels)), 'OADS_FIT_DEGENERATE', /got \d different values/, /label/);
  const logarithm: OnnxNode[] = [
    ...CLOSENESS.slice(0, 1),
    { operator: 'Neg', inputs: ['distance'], outputs: ['minus'] },
    { operator: 'Log', inputs: ['minus'], outputs: ['S'] },
  ];
  await refuses(wrap(modelOf(logarithm)), 'OADS_MODEL_NAN_SCORE', /got NaN for row 0/, /preprocessing/);
  const relative: OnnxNode[] = [
    CLOSENESS[0],
    { operator: 'ReduceMean', inputs: ['distance'], outputs: ['mean'], attributes: { axes: Int32Array.of(0), keepdims: 1 } },
    { operator: 'Sub', inputs: ['distance', 'mean'], outputs: ['S'] },
  ];
  await refuses(wrap(modelOf(relative)), 'OADS_FIT_MIXED_ROWS', /the same alone and among others/, /each row by itself/);
});

test('a loop has no end that one could see: refused before it loads, wherever it stands; Scan and If are not', async () => {
  const body = (nodes: readonly OnnxNode[]) => ({
    graph: { name: 'body', inputs: [], outputs: [{ name: 'out', shape: ['N', 1] }], constants: [], nodes },
  });
  const loop: OnnxNode = { operator: 'Loop', inputs: ['', ''], outputs: ['out'], attributes: { body: body([]) } };
  const branch: OnnxNode = {
    operator: 'If',
    inputs: ['yes'],
    outputs: ['S'],
    attributes: { then_branch: body([loop]), else_branch: body([{ operator: 'Neg', inputs: ['distance'], outputs: ['out'] }]) },
  };
  for (const nodes of [[{ ...loop, outputs: ['S'] }], [CLOSENESS[0], branch]])
    await refuses(open(modelOf(nodes)), 'OADS_MODEL_UNSUPPORTED', /without loops, got the operator Loop/, /Scan/);
  const sound = body([{ operator: 'Neg', inputs: ['distance'], outputs: ['out'] }]);
  const either = { ...branch, attributes: { then_branch: sound, else_branch: sound } };
  const known: OnnxNode[] = [
    CLOSENESS[0],
    { operator: 'ReduceMax', inputs: ['distance'], outputs: ['top'], attributes: { keepdims: 0 } },
    { operator: 'Cast', inputs: ['top'], outputs: ['yes'], attributes: { to: 9 } },
    either,
  ];
  assert.is((await wrap(modelOf(known))).calibration.length, 300);
});

test('what is no ONNX model, or one in the format of the runtime, is refused before it loads', async () => {
  const short = modelOf(CLOSENESS).slice(0, 60);
  const runtimeFormat = Buffer.concat([Buffer.of(8, 0, 0, 0), Buffer.from('ORTM'), Buffer.alloc(8)]);
  for (const bytes of [short, new Uint8Array(0), runtimeFormat, Buffer.from('version https://git-lfs.github.com/spec/v1\n')])
    await refuses(open(bytes), 'OADS_MODEL_NOT_ONNX', /expected an ONNX model, got/, /git-lfs|export/);
});

test('an input of which float32 leaves one value is refused by name, as for our own detectors', async () => {
  const foreign = await open(modelOf(CLOSENESS));
  const values = makeValues(800, 1);
  values['c:number'] = (values['c:number'] as number[]).map((value) => -1e39 * (5 + value));
  await refuses(wrapForeign(fitInput(values), SPECS, foreign, OPTIONS), 'OADS_FIT_DEGENERATE', /one value in c$/, /transform: log1p/);
  await foreign.session.release();
});

test('too few rows, and a false alarm rate that the rows cannot carry', async () => {
  await refuses(wrap(modelOf(CLOSENESS), 'lower', {}, 15), 'OADS_FIT_ROWS', /at least 20 reference rows .*, got 15/, /more reference rows/);
  await refuses(
    wrap(modelOf(CLOSENESS), 'lower', { falseAlarmRate: 0.003 }),
    'OADS_FIT_CALIBRATION',
    /at least 333 calibration rows, got 300/,
    /false_alarm_rate/,
  );
});

test.run();
