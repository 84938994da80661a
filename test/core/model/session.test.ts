import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BugError, ModelError } from '../../../src/core/errors.ts';
import { encodeModel } from '../../../src/core/model/onnx/encode-model.ts';
import { explainShortage, openSession } from '../../../src/core/model/session.ts';
import type { SignatureOptions } from '../../../src/core/model/session-signature.ts';
import { FOREIGN_MODELS } from './foreign-models.ts';

const test = suite('model/session');

const bytesOf = (name: keyof typeof FOREIGN_MODELS): Uint8Array => Buffer.from(FOREIGN_MODELS[name], 'base64');

async function rejects(work: Promise<unknown>, code: string, message: RegExp): Promise<void> {
  const error = await work.then(
    () => assert.unreachable(`expected ${code}`),
    (thrown: unknown) => thrown,
  );
  assert.instance(error, ModelError);
  assert.is((error as ModelError).exitCode, 4);
  assert.is((error as ModelError).code, code, String(error));
  assert.match((error as ModelError).message, message);
  assert.ok((error as ModelError).hint);
}

const refuses = (model: Uint8Array | string, options: SignatureOptions, code: string, message: RegExp): Promise<void> =>
  rejects(openSession(model, options), code, message);

test('scores as float64 [N] come back as float32', async () => {
  const session = await openSession(bytesOf('doubleScores'));
  assert.equal([session.inputName, session.outputName, session.width], ['X', 'S', 2]);
  assert.equal(await session.score(Float32Array.of(1, 2, 3, 4.5), 2), Float32Array.of(3, 7.5));
  assert.equal(await session.score(new Float32Array(0), 0), new Float32Array(0));
  await session.release();
});

test('one of several outputs can be named; labels cannot be', async () => {
  const session = await openSession(bytesOf('labelAndScores'), { outputName: 'scores', inputName: 'X', width: 2 });
  assert.equal(await session.score(Float32Array.of(1, 2, 3, 4), 2), Float32Array.of(3, 7));
  await session.release();
  await refuses(bytesOf('labelAndScores'), { outputName: 'score' }, 'OADS_MODEL_OUTPUT', /"score", got label, scores/);
  await refuses(bytesOf('labelAndScores'), { outputName: 'label' }, 'OADS_MODEL_OUTPUT', /to be a float score, got labels: int64 \[N, 1\]/);
});

test('without a name the only output that can be a score is taken, never the labels; two of them are listed', async () => {
  const session = await openSession(bytesOf('labelAndScores'));
  assert.equal([session.outputName, session.passedOver], ['scores', ['label']]);
  assert.equal(await session.score(Float32Array.of(1, 2, 3, 4), 2), Float32Array.of(3, 7));
  await session.release();
  const two = encodeModel({
    name: 'two',
    inputs: [{ name: 'X', shape: ['N', 1] }],
    outputs: ['S', 'T'].map((name) => ({ name, shape: ['N', 1] })),
    constants: [],
    nodes: ['S', 'T'].map((name) => ({ operator: 'Identity', inputs: ['X'], outputs: [name] })),
  });
  await refuses(two, {}, 'OADS_MODEL_OUTPUT', /one output that can be a score, got 2 of 2: S, T/);
  const named = await openSession(two, { outputName: 'T' });
  assert.equal([named.outputName, named.passedOver], ['T', undefined]);
  await named.release();
});

test('a classifier without ZipMap has several scores a row: the hint is to choose one, with and without a name', async () => {
  for (const outputName of [undefined, 'probabilities']) {
    const error = await openSession(bytesOf('classifier'), { outputName }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.instance(error, ModelError);
    const { message, hint = '' } = error as ModelError;
    assert.match(message, /probabilities"? .*float32 \[N, 2\]/);
    assert.match(hint, /of several columns, such as the probabilities of classes, choose one inside the model \(Gather\)/);
    assert.not.match(hint, /zipmap/i);
  }
});

test('text inputs, and weights in another file', async () => {
  await refuses(bytesOf('textInput'), {}, 'OADS_MODEL_INPUT', /float32 \[N, features\], got string \[N\]/);
  await refuses(bytesOf('externalWeights'), {}, 'OADS_MODEL_UNSUPPORTED', /in one file, got one whose weights lie in another/);
});

test('loads from a path, and says when there is no file', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'oads-session-'));
  const path = join(directory, 'model.onnx');
  await writeFile(path, bytesOf('doubleScores'));
  const session = await openSession(path);
  assert.equal(await session.score(Float32Array.of(1, 2), 1), Float32Array.of(3));
  await session.release();
  await refuses(join(directory, 'none.onnx'), {}, 'OADS_MODEL_LOAD', /File doesn't exist/);
  await rm(directory, { recursive: true });
});

test('bytes that are no model, and models that are too new', async () => {
  const cut = bytesOf('labelAndScores').slice(0, 60);
  for (const bytes of [new Uint8Array(0), cut, new TextEncoder().encode('version https://git-lfs.github.com/spec/v1')]) {
    await refuses(bytes, {}, 'OADS_MODEL_NOT_ONNX', /expected an ONNX model/);
  }
  const newer = bytesOf('doubleScores').slice();
  newer[1] = 99; // the first field is the IR version
  await refuses(newer, {}, 'OADS_MODEL_UNSUPPORTED', /IR version 99 \(at most 13\)/);
  await refuses(bytesOf('newOpset'), {}, 'OADS_MODEL_UNSUPPORTED', /opset 99 of ai\.onnx \(at most 26\)/);
});

test('inputs that are not one float32 [N, d]', async () => {
  await refuses(bytesOf('doubleInput'), {}, 'OADS_MODEL_INPUT', /float32 \[N, features\], got float64 \[N, 2\]/);
  await refuses(bytesOf('fixedBatch'), {}, 'OADS_MODEL_INPUT', /got float32 \[1, 2\]/);
  await refuses(bytesOf('twoInputs'), {}, 'OADS_MODEL_INPUT', /expected one input, got 2: X, Y/);
  await refuses(bytesOf('twoInputs'), { inputName: 'X' }, 'OADS_MODEL_INPUT', /expected one input, got 2: X, Y/);
  await refuses(bytesOf('doubleScores'), { inputName: 'Y' }, 'OADS_MODEL_INPUT', /"Y", got X/);
  await refuses(bytesOf('doubleScores'), { width: 3 }, 'OADS_MODEL_WIDTH', /3 features, got one of 2/);
});

test('outputs that are not one number a row', async () => {
  await refuses(bytesOf('zipMap'), {}, 'OADS_MODEL_OUTPUT', /to be a tensor, got a sequence or map/);
  await refuses(bytesOf('wide'), {}, 'OADS_MODEL_OUTPUT', /got float32 \[N, 2\]/);
  await refuses(bytesOf('undeclaredTotal'), {}, 'OADS_MODEL_OUTPUT', /got float32 \[1, 2\]/);
  // Without dimensions it only shows when the model runs.
  const session = await openSession(bytesOf('total'));
  await rejects(session.score(Float32Array.of(1, 2, 3, 4), 2), 'OADS_MODEL_OUTPUT', /2 scores, got float32 \[\]/);
  await session.release();
});

test('a model that declares no width takes the one it is given', async () => {
  const session = await openSession(bytesOf('undeclared'), { width: 3 });
  assert.is(session.width, 3);
  assert.equal(await session.score(Float32Array.of(1, 2, 3, 4, 5, 6), 2), Float32Array.of(6, 15));
  await session.release();
});

test('NaN is refused with its place, and so are scores that are infinite', async () => {
  const session = await openSession(bytesOf('doubleScores'));
  await rejects(session.score(Float32Array.of(1, 2, 3, NaN), 2), 'OADS_MODEL_NAN_INPUT', /row 1, feature 1/);
  await rejects(session.score(Float32Array.of(3, 2, -Infinity, 1), 2), 'OADS_MODEL_INFINITE_SCORE', /got -Infinity for row 1/);
  await session.release();
  const logarithm = await openSession(bytesOf('log'));
  await rejects(logarithm.score(Float32Array.of(1, 2, -3, 1), 2), 'OADS_MODEL_NAN_SCORE', /NaN for row 1/);
  await logarithm.release();
});

test('operators that the runtime does not have are named', async () => {
  const modelOf = (domain?: string) =>
    encodeModel({
      name: 'odd',
      inputs: [{ name: 'X', shape: ['N', 2] }],
      outputs: [{ name: 'S', shape: ['N'] }],
      constants: [],
      nodes: [{ operator: 'Divine', domain, inputs: ['X'], outputs: ['S'] }],
    });
  await rejects(openSession(modelOf()), 'OADS_MODEL_UNSUPPORTED', /got the operator Divine, which opset 15 does not have/);
  await rejects(openSession(modelOf('com.acme')), 'OADS_MODEL_UNSUPPORTED', /got operators of the unknown domain com\.acme/);
});

test('a matrix of another size is a bug of the caller', async () => {
  const session = await openSession(bytesOf('doubleScores'));
  const error = await session.score(new Float32Array(5), 2).catch((thrown: unknown) => thrown);
  assert.instance(error, BugError);
  await session.release();
});

test('a view into a larger buffer is read from its own start', async () => {
  const session = await openSession(bytesOf('doubleScores'));
  assert.equal(await session.score(Float32Array.of(9, 9, 1, 2, 3, 4, 9).subarray(2, 6), 2), Float32Array.of(3, 7));
  await session.release();
});

test('too little memory is no property of the model: the next run may have it', () => {
  for (const reason of ['std::bad_alloc', 'BFCArena: Failed to allocate memory for requested buffer of size 99']) {
    const error = explainShortage(reason);
    assert.is(error?.code, 'OADS_MODEL_MEMORY');
    assert.is(error?.transient, true);
  }
  assert.is(explainShortage('Non-zero status code returned while running Gather node'), undefined);
});

test('a model of undeclared width that reads more features than it is given says how many', async () => {
  const tree = encodeModel({
    name: 'tree',
    inputs: [{ name: 'X', shape: ['N', 'd'] }],
    outputs: [{ name: 'S', shape: ['N', 1] }],
    constants: [],
    nodes: [
      {
        operator: 'TreeEnsembleRegressor',
        domain: 'ai.onnx.ml',
        inputs: ['X'],
        outputs: ['S'],
        attributes: {
          n_targets: 1,
          nodes_treeids: Int32Array.of(0, 0, 0),
          nodes_nodeids: Int32Array.of(0, 1, 2),
          nodes_featureids: Int32Array.of(6, 0, 0),
          nodes_modes: ['BRANCH_LEQ', 'LEAF', 'LEAF'],
          nodes_values: Float32Array.of(0, 0, 0),
          nodes_truenodeids: Int32Array.of(1, 0, 0),
          nodes_falsenodeids: Int32Array.of(2, 0, 0),
          target_treeids: Int32Array.of(0, 0),
          target_nodeids: Int32Array.of(1, 2),
          target_ids: Int32Array.of(0, 0),
          target_weights: Float32Array.of(1, 2),
        },
      },
    ],
  });
  const session = await openSession(tree);
  try {
    await rejects(
      session.score(Float32Array.of(1, 2, 3, 4), 2),
      'OADS_MODEL_WIDTH',
      /^expected at least 7 features a row, which the model reads, got 2$/,
    );
  } finally {
    await session.release();
  }
});

test.run();
