import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ModelError } from '../../../../src/core/errors.ts';
import { openForeign } from '../../../../src/core/model/foreign/open-foreign.ts';
import { wrapForeign } from '../../../../src/core/model/foreign/wrap-foreign.ts';
import { encodeModel, type OnnxConstant, type OnnxNode } from '../../../../src/core/model/onnx/encode-model.ts';
import { makeNormalRows } from '../make-rows.ts';
import { readSklearnModel } from '../reasons/sklearn-forest.ts';
import { fitInput, makeValues, OPTIONS, SPECS } from '../small-bundle.ts';

const test = suite('model/refuse-mixed-rows');
let dir: string;
test.before(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'oads-mixed-'));
});
test.after(() => rm(dir, { recursive: true }));

const SUM: OnnxNode = { operator: 'ReduceSum', inputs: ['X', 'axis'], outputs: ['sum'], attributes: { keepdims: 0 } };
const scalar = (name: string, value: number): OnnxConstant => ({ name, shape: [1], values: Int32Array.of(value) });

function modelOf(nodes: readonly OnnxNode[], constants: readonly OnnxConstant[] = []): Uint8Array {
  return encodeModel({
    name: 'foreign',
    inputs: [{ name: 'X', shape: ['N', 3] }],
    outputs: [{ name: 'S', shape: ['N'] }],
    constants: [...constants, scalar('axis', 1), scalar('zero', 0), scalar('one', 1), scalar('two', 2), scalar('last', -1)],
    nodes,
  });
}

/** The first row's values stand in the first `same` rows, and every 40th row is a hundred thousand times as large. */
function makeHard({ same = 1, rows = 1200 } = {}) {
  const values = makeValues(rows, 5);
  for (const name of ['a:number', 'b:number', 'c:number']) {
    const column = values[name] as number[];
    values[name] = column.map((value, row) => (row < same ? column[0] : row % 40 === 39 ? value * 1e5 : value));
  }
  return values;
}

async function wrap(bytes: Uint8Array, values = makeHard(), specs = SPECS) {
  const file = path.join(dir, 'model.onnx');
  await writeFile(file, bytes);
  const foreign = await openForeign({ file, width: specs.filter(({ model }) => model).length, orientation: 'higher' });
  try {
    return await wrapForeign(fitInput(values), specs, foreign, { ...OPTIONS, calibrationRows: 10_000 });
  } finally {
    await foreign.session.release();
  }
}

async function refuses(work: Promise<unknown>): Promise<void> {
  const error = await work.then(
    () => assert.unreachable('expected OADS_FIT_MIXED_ROWS'),
    (thrown: unknown) => thrown,
  );
  assert.instance(error, ModelError);
  assert.is((error as ModelError).code, 'OADS_FIT_MIXED_ROWS', String(error));
}

/** |sum − median of the batch's sums|, `offset` higher. */
const fromMedian = (offset: number): Uint8Array =>
  modelOf(
    [
      SUM,
      { operator: 'Shape', inputs: ['sum'], outputs: ['n'] },
      { operator: 'Add', inputs: ['n', 'one'], outputs: ['more'] },
      { operator: 'Div', inputs: ['more', 'two'], outputs: ['half'] },
      { operator: 'TopK', inputs: ['sum', 'half'], outputs: ['upper', 'places'], attributes: { axis: 0 } },
      { operator: 'ReduceMin', inputs: ['upper'], outputs: ['median'], attributes: { axes: Int32Array.of(0), keepdims: 1 } },
      { operator: 'Sub', inputs: ['sum', 'median'], outputs: ['moved'] },
      { operator: 'Abs', inputs: ['moved'], outputs: ['size'] },
      { operator: 'Add', inputs: ['size', 'offset'], outputs: ['S'] },
    ],
    [{ name: 'offset', shape: [1], values: Float32Array.of(offset) }],
  );

test('the distance from the batch’s median is seen below a heavy tail, and on top of a large constant', async () => {
  await refuses(wrap(fromMedian(0)));
  await refuses(wrap(fromMedian(10_000), makeValues(800, 1)));
});

test('the distance from the row before is seen where the first rows are equal', async () => {
  const fromPrevious: OnnxNode[] = [
    SUM,
    { operator: 'Slice', inputs: ['sum', 'zero', 'one'], outputs: ['first'] },
    { operator: 'Slice', inputs: ['sum', 'zero', 'last'], outputs: ['others'] },
    { operator: 'Concat', inputs: ['first', 'others'], outputs: ['before'], attributes: { axis: 0 } },
    { operator: 'Sub', inputs: ['sum', 'before'], outputs: ['moved'] },
    { operator: 'Abs', inputs: ['moved'], outputs: ['S'] },
  ];
  await refuses(wrap(modelOf(fromPrevious), makeHard({ same: 100 })));
});

test('what shows only in batches as large as a run’s is seen in a small reference', async () => {
  // max(0, rows − 2,000) is added.
  const crowded: OnnxNode[] = [
    SUM,
    { operator: 'Shape', inputs: ['sum'], outputs: ['n'] },
    { operator: 'Cast', inputs: ['n'], outputs: ['rows'], attributes: { to: 1 } },
    { operator: 'Sub', inputs: ['rows', 'many'], outputs: ['above'] },
    { operator: 'Relu', inputs: ['above'], outputs: ['crowd'] },
    { operator: 'Add', inputs: ['sum', 'crowd'], outputs: ['S'] },
  ];
  await refuses(wrap(modelOf(crowded, [{ name: 'many', shape: [1], values: Float32Array.of(2000) }]), makeValues(800, 1)));
});

test('matrix products pass, whose last bits differ with the batch, and so do the trees of scikit-learn', async () => {
  const layer = (name: string, shape: number[], seed: number): OnnxConstant => ({
    name,
    shape,
    values: Float32Array.from(makeNormalRows(shape[0], shape[1], seed)),
  });
  const network: OnnxNode[] = [
    { operator: 'MatMul', inputs: ['X', 'W1'], outputs: ['h1'] },
    { operator: 'Tanh', inputs: ['h1'], outputs: ['t1'] },
    { operator: 'MatMul', inputs: ['t1', 'W2'], outputs: ['h2'] },
    { operator: 'Relu', inputs: ['h2'], outputs: ['t2'] },
    { operator: 'MatMul', inputs: ['t2', 'W3'], outputs: ['back'] },
    { operator: 'Sub', inputs: ['X', 'back'], outputs: ['rest'] },
    { operator: 'ReduceL2', inputs: ['rest'], outputs: ['S'], attributes: { axes: Int32Array.of(1), keepdims: 0 } },
  ];
  const bytes = modelOf(network, [layer('W1', [3, 96], 1), layer('W2', [96, 96], 2), layer('W3', [96, 3], 3)]);
  assert.is((await wrap(bytes)).calibration.length, 1200);
  assert.is((await wrap(bytes, makeValues(800, 1))).calibration.length, 800);
  const two = SPECS.filter(({ name }) => name !== 'c');
  assert.is((await wrap(readSklearnModel(), makeValues(800, 1), two)).calibration.length, 800);
});

test.run();
