import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BugError, ModelError } from '../../../src/core/errors.ts';
import { averagePathLength, fitIsolationForest, type IsolationForest } from '../../../src/core/model/isolation-forest.ts';
import { makeNormalRows } from './make-rows.ts';

const test = suite('model/isolation-forest');

test('c(n) is 2 H(n − 1) − 2 (n − 1) / n', () => {
  assert.is(averagePathLength(1), 0);
  assert.is(averagePathLength(2), 1);
  assert.ok(Math.abs(averagePathLength(3) - (3 - 4 / 3)) < 1e-15);
  // Python: 2 * sum(Fraction(1, i) for i in range(1, 256)) - Fraction(2 * 255, 256) as float.
  assert.ok(Math.abs(averagePathLength(256) - 10.248689925634562) < 1e-13);
});

test('the same data and seed give the same forest, another seed another', () => {
  const data = makeNormalRows(500, 4, 1);
  const fit = (seed: number): IsolationForest => fitIsolationForest({ data, rows: 500, width: 4, trees: 10, seed });
  assert.equal(fit(9), fit(9));
  assert.not.equal(fit(9).threshold, fit(10).threshold);
});

test('the first trees do not depend on how many follow', () => {
  const data = makeNormalRows(500, 4, 1);
  const few = fitIsolationForest({ data, rows: 500, width: 4, trees: 3, seed: 1 });
  const many = fitIsolationForest({ data, rows: 500, width: 4, trees: 6, seed: 1 });
  assert.equal(many.threshold.slice(0, few.threshold.length), few.threshold);
});

test('every tree is a binary tree of at most ⌈log₂ ψ⌉ levels whose leaves hold the whole sample', () => {
  const forest = fitIsolationForest({ data: makeNormalRows(1000, 3, 2), rows: 1000, width: 3, trees: 20, sampleSize: 100, seed: 4 });
  for (let tree = 0; tree < 20; tree++) {
    let visited = 0;
    let mass = 0;
    const walk = (node: number, depth: number): void => {
      visited++;
      if (forest.feature[node] < 0) {
        assert.ok(depth <= 7);
        assert.ok(forest.value[node] >= depth);
        // A leaf above the limit holds one row: the values are all different.
        if (depth < 7) assert.is(forest.value[node], depth);
        mass += 2 ** -depth;
        return;
      }
      walk(forest.left[node], depth + 1);
      walk(forest.right[node], depth + 1);
    };
    walk(forest.offsets[tree], 0);
    assert.is(visited, forest.offsets[tree + 1] - forest.offsets[tree]);
    assert.is(mass, 1);
  }
});

test('a constant feature is never chosen', () => {
  const data = makeNormalRows(300, 3, 5).map((value, i) => (i % 3 === 1 ? 42 : value));
  const forest = fitIsolationForest({ data, rows: 300, width: 3, seed: 1 });
  assert.not.ok(forest.feature.includes(1));
  assert.ok(forest.feature.includes(0) && forest.feature.includes(2));
});

test('all rows equal: every tree is one leaf worth c(ψ)', () => {
  const forest = fitIsolationForest({ data: new Float32Array(80).fill(3), rows: 40, width: 2, trees: 5, seed: 1 });
  assert.equal([...forest.feature], [-1, -1, -1, -1, -1]);
  assert.is(forest.value[0], Math.fround(averagePathLength(40)));
});

test('neighbouring floats are still parted: neither side of a split is empty', () => {
  const one = 1;
  const next = 1 + 2 ** -23;
  const forest = fitIsolationForest({ data: Float32Array.of(one, next, one, next), rows: 4, width: 1, trees: 50, seed: 3 });
  for (let node = 0; node < forest.feature.length; node++) {
    if (forest.feature[node] === 0) assert.is(forest.threshold[node], one);
  }
  assert.ok(forest.feature.includes(0));
});

test('refuses what it cannot fit', () => {
  assert.throws(
    () => fitIsolationForest({ data: Float32Array.of(1), rows: 1, width: 1, seed: 1 }),
    (error: unknown) => error instanceof ModelError,
  );
  for (const bad of [NaN, Infinity]) {
    const data = Float32Array.of(1, 2, bad, 4);
    assert.throws(
      () => fitIsolationForest({ data, rows: 4, width: 1, seed: 1 }),
      (error: unknown) => error instanceof BugError,
    );
  }
  const short = { data: Float32Array.of(1, 2, 3), rows: 2, width: 2, seed: 1 };
  assert.throws(
    () => fitIsolationForest(short),
    (error: unknown) => error instanceof BugError,
  );
});

test.run();
