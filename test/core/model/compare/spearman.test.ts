import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { spearman } from '../../../../src/core/model/compare/spearman.ts';

const test = suite('model/compare/spearman');

test('the value that scipy.stats.spearmanr gives, with ties', () => {
  const value = spearman([1, 2, 2, 4, 5, 7], [3, 1, 4, 4, 9, 8]) as number;
  assert.ok(Math.abs(value - 0.8088235294117647) < 1e-12, String(value));
});

test('1 for the same order, -1 for the opposite one, null where one side does not vary', () => {
  assert.is(spearman([1, 5, 9], [10, 11, 40]), 1);
  assert.is(spearman([1, 5, 9], [4, 3, -40]), -1);
  assert.is(spearman([1, 1, 1], [1, 2, 3]), null);
  assert.is(spearman([], []), null);
});

test('only ranks count', () => {
  const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 40 });
  fc.assert(
    fc.property(values, values, (a, b) => {
      const n = Math.min(a.length, b.length);
      const [x, y] = [a.slice(0, n), b.slice(0, n)];
      assert.equal(
        spearman(
          x.map((value) => value ** 3),
          y,
        ),
        spearman(x, y),
      );
      assert.equal(spearman(x, y), spearman(y, x));
    }),
    { seed: 7 },
  );
});

test.run();
