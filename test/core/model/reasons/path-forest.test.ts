import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fitIsolationForest } from '../../../../src/core/model/isolation-forest.ts';
import { encodeForest } from '../../../../src/core/model/onnx/encode-forest.ts';
import { encodeModel } from '../../../../src/core/model/onnx/encode-model.ts';
import { readModel } from '../../../../src/core/model/onnx/read-model.ts';
import { followPaths } from '../../../../src/core/model/reasons/path-forest.ts';
import { readOwnForest, readSklearnForest } from '../../../../src/core/model/reasons/read-forest.ts';
import { scoreForest } from '../../../../src/core/model/score-forest.ts';
import { makeNormalRows } from '../make-rows.ts';
import { readSklearnModel, SKLEARN_ROWS, SKLEARN_SCORES } from './sklearn-forest.ts';

const test = suite('model/reasons/path-forest');

const WIDTH = 4;
const forest = fitIsolationForest({ data: makeNormalRows(500, WIDTH, 1), rows: 500, width: WIDTH, trees: 30, sampleSize: 64, seed: 3 });

test('a forest read back from its graph gives the scores of the forest, and the gains of all features are what the path lost', () => {
  const read = readOwnForest(readModel(encodeForest(forest)));
  assert.ok(read);
  const rows = makeNormalRows(50, WIDTH, 2, 0, 3);
  const { lengths, gains } = followPaths(read, rows, 50, WIDTH);
  const scores = scoreForest(forest, rows, 50);
  for (let row = 0; row < 50; row++) {
    assert.ok(Math.abs(2 ** (-lengths[row] / read.expected) - scores[row]) < 1e-5);
    const sum = gains.subarray(row * WIDTH, (row + 1) * WIDTH).reduce((total, gain) => total + gain, 0);
    assert.ok(Math.abs(sum - (read.expected - lengths[row])) < 1e-9);
  }
});

test('the feature that isolates a row gains the most', () => {
  const read = readOwnForest(readModel(encodeForest(forest)));
  assert.ok(read);
  const { gains } = followPaths(read, Float32Array.of(0, 0, 9, 0), 1, WIDTH);
  assert.is([...gains].indexOf(Math.max(...gains)), 2);
});

test('the trees of a scikit-learn forest are found in its graph: their paths give the decision function of scikit-learn', () => {
  const read = readSklearnForest(readModel(readSklearnModel()), 'X');
  assert.ok(read);
  const { lengths, gains } = followPaths(read, SKLEARN_ROWS, 4, 2);
  SKLEARN_SCORES.forEach((expected, row) => {
    const score = 0.5 - 2 ** (-lengths[row] / read.expected);
    assert.ok(Math.abs(score - expected) < 1e-5, `row ${row}: ${score}, scikit-learn ${expected}`);
  });
  assert.ok(gains[2] > gains[3] && gains[5] > gains[4], 'the far features of rows 1 and 2');
});

test('what is no such forest, or one behind a scaler, is not taken for one', () => {
  assert.is(readSklearnForest(readModel(readSklearnModel()), 'unscaled'), undefined);
  assert.is(readSklearnForest(readModel(encodeForest(forest)), 'X'), undefined);
  assert.is(readOwnForest(readModel(readSklearnModel())), undefined);
  const other = encodeModel({
    name: 'sum',
    inputs: [{ name: 'X', shape: ['N', 2] }],
    outputs: [{ name: 'S', shape: ['N', 1] }],
    constants: [],
    nodes: [{ operator: 'ReduceSum', inputs: ['X'], outputs: ['S'] }],
  });
  assert.equal([readOwnForest(readModel(other)), readSklearnForest(readModel(other), 'X')], [undefined, undefined]);
});

test.run();
