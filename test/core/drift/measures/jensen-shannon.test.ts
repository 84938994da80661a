import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { measureJensenShannon } from '../../../../src/core/drift/measures/jensen-shannon.ts';
import { assertClose } from './close.ts';

const test = suite('drift/measures/jensen-shannon');

test('as scipy.spatial.distance.jensenshannon(base=2), 1.17.1', () => {
  assertClose(measureJensenShannon([10, 20, 30, 25, 15], [3, 10, 12, 20, 15])?.value, 0.16705174288172242);
  assertClose(measureJensenShannon([1, 0, 3], [0, 2, 2])?.value, 0.6270214338169248);
});

test('0 when equal, 1 when disjoint, null when a side is empty', () => {
  assert.is(measureJensenShannon([1, 2, 3], [10, 20, 30])?.value, 0);
  assertClose(measureJensenShannon([5, 0], [0, 7])?.value, 1);
  assert.is(measureJensenShannon([0, 0], [1, 1]), null);
});

test('symmetric and within its interval', () => {
  const counts = fc.array(fc.nat(1000), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(counts, counts, (a, b) => {
      const ab = measureJensenShannon(a, b);
      const ba = measureJensenShannon(b, a);
      assert.is(ab === null, ba === null);
      if (!ab || !ba) return;
      assert.ok(Math.abs(ab.value - ba.value) < 1e-7);
      assert.ok(ab.interval[0] <= ab.value && ab.value <= ab.interval[1] && ab.interval[1] <= 1);
    }),
  );
});

test.run();
