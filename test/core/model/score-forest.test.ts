import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { averagePathLength, fitIsolationForest, type IsolationForest } from '../../../src/core/model/isolation-forest.ts';
import { scoreForest } from '../../../src/core/model/score-forest.ts';
import { makeExtremeRows, makeNormalRows } from './make-rows.ts';

const test = suite('model/score-forest');

/** The textbook walk, to compare with. */
function walkScores(forest: IsolationForest, data: Float32Array, rows: number): Float32Array {
  const trees = forest.offsets.length - 1;
  return Float32Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let tree = 0; tree < trees; tree++) {
      let node = forest.offsets[tree];
      while (forest.feature[node] >= 0) {
        const goesLeft = data[row * forest.width + forest.feature[node]] <= forest.threshold[node];
        node = goesLeft ? forest.left[node] : forest.right[node];
      }
      sum += forest.value[node];
    }
    return 2 ** ((-1 / (trees * averagePathLength(forest.sampleSize))) * sum);
  });
}

test('equals the textbook walk, bit by bit', () => {
  for (const [rows, width, sampleSize] of [
    [1000, 5, 256],
    [517, 1, 3],
    [40, 2, 256],
    [1031, 7, 64],
  ]) {
    const forest = fitIsolationForest({ data: makeNormalRows(rows, width, rows), rows, width, trees: 30, sampleSize, seed: 11 });
    for (const data of [makeNormalRows(rows, width, 2, 0, 3), makeExtremeRows(rows, width, 3)]) {
      assert.equal(scoreForest(forest, data, rows), walkScores(forest, data, rows));
    }
  }
});

test('a value at a threshold goes left, the next float right, and both zeros are one', () => {
  const forest: IsolationForest = {
    width: 1,
    sampleSize: 2,
    offsets: Uint32Array.of(0, 3),
    feature: Int32Array.of(0, -1, -1),
    threshold: Float32Array.of(0, 0, 0),
    left: Uint32Array.of(1, 0, 0),
    right: Uint32Array.of(2, 0, 0),
    value: Float32Array.of(0, 1, 2),
  };
  const data = Float32Array.of(0, -0, 1e-45, -1e-45, Infinity, -Infinity);
  const expected = Float32Array.of(0.5, 0.5, 0.25, 0.5, 0.25, 0.5);
  assert.equal(scoreForest(forest, data, 6), expected);
  assert.equal(scoreForest({ ...forest, threshold: Float32Array.of(-0, 0, 0) }, data, 6), expected);
});

test("a row's score does not depend on its batch", () => {
  const rows = 700;
  const data = makeNormalRows(rows, 3, 8);
  const forest = fitIsolationForest({ data, rows, width: 3, trees: 20, seed: 2 });
  const whole = scoreForest(forest, data, rows);
  fc.assert(
    fc.property(fc.nat(rows), fc.nat(rows), (a, b) => {
      const [start, end] = a < b ? [a, b] : [b, a];
      assert.equal(scoreForest(forest, data.subarray(start * 3, end * 3), end - start), whole.slice(start, end));
    }),
    { numRuns: 50, seed: 1 },
  );
});

test('finds planted outliers: AUROC above .95, rows alike score about .5', () => {
  const normal = makeNormalRows(2000, 6, 21);
  const forest = fitIsolationForest({ data: normal, rows: 2000, width: 6, seed: 5 });
  const inner = scoreForest(forest, makeNormalRows(500, 6, 22), 500);
  const outer = scoreForest(forest, makeNormalRows(50, 6, 23, 0, 3.5), 50);
  let wins = 0;
  for (const o of outer) for (const i of inner) wins += o > i ? 1 : o === i ? 0.5 : 0;
  const auroc = wins / (outer.length * inner.length);
  assert.ok(auroc > 0.95, `AUROC ${auroc}`);
  const mean = inner.reduce((sum, score) => sum + score, 0) / 500;
  assert.ok(mean > 0.35 && mean < 0.55, `mean ${mean}`);
});

test('all training rows equal: every score is .5; no rows: no scores', () => {
  const forest = fitIsolationForest({ data: new Float32Array(512).fill(1), rows: 256, width: 2, trees: 7, seed: 1 });
  assert.equal(scoreForest(forest, Float32Array.of(1, 1, 99, -99), 2), Float32Array.of(0.5, 0.5));
  assert.is(scoreForest(forest, new Float32Array(0), 0).length, 0);
});

test.run();
