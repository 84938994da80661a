import { createHash } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fitIsolationForest, type IsolationForest } from '../../../../src/core/model/isolation-forest.ts';
import { encodeForest } from '../../../../src/core/model/onnx/encode-forest.ts';
import { scoreForest } from '../../../../src/core/model/score-forest.ts';
import { openSession } from '../../../../src/core/model/session.ts';
import { makeExtremeRows, makeNormalRows } from '../make-rows.ts';

const test = suite('model/onnx/encode-forest');

async function measureDifference(forest: IsolationForest, data: Float32Array): Promise<number> {
  const rows = data.length / forest.width;
  const session = await openSession(encodeForest(forest));
  const expected = scoreForest(forest, data, rows);
  const actual = await session.score(data, rows);
  await session.release();
  return expected.reduce((largest, score, i) => Math.max(largest, Math.abs(score - actual[i])), 0);
}

test('the same seed gives the same bytes, on every platform and in every version', () => {
  const data = Float32Array.from({ length: 128 }, (_, i) => Math.fround(((i * 7919) % 251) / 16));
  const bytes = encodeForest(fitIsolationForest({ data, rows: 64, width: 2, trees: 4, sampleSize: 16, seed: 42 }));
  assert.is(createHash('sha256').update(bytes).digest('hex'), '2bf9ff2045b6463404399d730219f4762414b96f081439db038195685c954998');
});

test('declares X float32 [N, width] and score [N, 1]', async () => {
  const data = makeNormalRows(50, 3, 1);
  const session = await openSession(encodeForest(fitIsolationForest({ data, rows: 50, width: 3, trees: 3, seed: 1 })));
  assert.equal([session.inputName, session.outputName, session.width], ['X', 'score', 3]);
  await session.release();
});

test('ONNX Runtime agrees with our own traversal within 1e-6', async () => {
  const rows = 2000;
  const width = 8;
  const forest = fitIsolationForest({ data: makeNormalRows(rows, width, 3), rows, width, seed: 17 });
  assert.ok((await measureDifference(forest, makeNormalRows(rows, width, 4, 0, 2))) < 1e-6);
  assert.ok((await measureDifference(forest, makeExtremeRows(rows, width, 5))) < 1e-6);
});

test('… and exactly at the thresholds and their neighbours, where a wrong comparison shows', async () => {
  const rows = 400;
  const width = 2;
  // Integers: many values lie on thresholds once those are rounded down to them.
  const data = makeNormalRows(rows, width, 6, 0, 4).map(Math.round);
  const fitted = fitIsolationForest({ data, rows, width, trees: 20, seed: 8 });
  const forest = { ...fitted, threshold: fitted.threshold.map(Math.floor) };
  assert.ok((await measureDifference(forest, data)) < 1e-6);

  const near: number[] = [];
  const bits = new Int32Array(1);
  const float = new Float32Array(bits.buffer);
  for (const threshold of fitted.threshold) {
    for (const step of [-1, 0, 1]) {
      float[0] = threshold;
      bits[0] += step;
      near.push(Number.isNaN(float[0]) ? 0 : float[0], threshold);
    }
  }
  assert.ok((await measureDifference(fitted, Float32Array.from(near))) < 1e-6);
});

test('a forest of single leaves encodes too', async () => {
  const forest = fitIsolationForest({ data: new Float32Array(20).fill(1), rows: 10, width: 2, trees: 3, seed: 1 });
  assert.ok((await measureDifference(forest, Float32Array.of(1, 2, 3, 4))) < 1e-6);
});

test.run();
