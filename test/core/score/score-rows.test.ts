import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { InterruptedError } from '../../../src/core/errors.ts';
import { type Bundle, openBundle } from '../../../src/core/model/bundle.ts';
import { encodeModel } from '../../../src/core/model/onnx/encode-model.ts';
import { writeBundle } from '../../../src/core/model/write-bundle.ts';
import { openRowScorer } from '../../../src/core/score/score-rows.ts';
import { fitSmall } from '../model/small-bundle.ts';

const test = suite('score/score-rows');
let dir: string;
test.before(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'oads-score-rows-'));
});
test.after(() => rm(dir, { recursive: true }));

/** Every row's score is the number of rows in the call. */
const COUNTS_ROWS = encodeModel({
  name: 'counts',
  inputs: [{ name: 'X', shape: ['N', 3] }],
  outputs: [{ name: 'score', shape: ['N'] }],
  constants: [{ name: 'zero', shape: [1], values: Float32Array.of(0) }],
  nodes: [
    { operator: 'ReduceMax', inputs: ['X'], outputs: ['most'], attributes: { axes: Int32Array.of(1), keepdims: 0 } },
    { operator: 'Mul', inputs: ['most', 'zero'], outputs: ['zeros'] },
    { operator: 'Shape', inputs: ['zeros'], outputs: ['n'] },
    { operator: 'Cast', inputs: ['n'], outputs: ['rows'], attributes: { to: 1 } },
    { operator: 'Add', inputs: ['zeros', 'rows'], outputs: ['score'] },
  ],
});

async function openCounting(detector: string): Promise<Bundle> {
  const content = await fitSmall();
  const { reference_is: _is, combine_rows: _combine, trimming: _trimming, ...training } = content.card.training;
  const foreign = { ...training, detector, training_rows: detector === 'onnx' ? 0 : 500 };
  const bundle = path.join(dir, detector);
  await writeBundle(bundle, { ...content, model: COUNTS_ROWS, card: { ...content.card, training: foreign } });
  return openBundle(bundle);
}

const matrix = (rows: number) => new Float32Array(rows * 3);
const sizesOf = (scores: Float32Array) => [...new Set(scores)];

test('a model from elsewhere gets at most 4,096 rows a call, our own detectors the whole batch, here and in threads', async () => {
  for (const workers of [0, 1]) {
    for (const [detector, sizes] of [
      ['onnx', [4096, 1808]],
      ['iforest', [10_000]],
    ] as const) {
      const scorer = await openRowScorer(await openCounting(detector), { workers });
      try {
        const scores = await scorer.scoreMatrix(matrix(10_000), 10_000);
        assert.equal([scores.length, sizesOf(scores)], [10_000, [...sizes]]);
        assert.equal(sizesOf(await scorer.scoreMatrix(matrix(5), 5)), [5]);
        assert.is((await scorer.scoreMatrix(matrix(0), 0)).length, 0);
      } finally {
        await scorer.close();
      }
    }
  }
});

test('an abort is heard between two calls', async () => {
  const stop = new AbortController();
  const scorer = await openRowScorer(await openCounting('onnx'), { workers: 0, signal: stop.signal });
  const work = scorer.scoreMatrix(matrix(10_000), 10_000).then(
    () => assert.unreachable('expected an interruption'),
    (thrown: unknown) => thrown,
  );
  stop.abort();
  assert.instance(await work, InterruptedError);
  await scorer.close();
});

test.run();
