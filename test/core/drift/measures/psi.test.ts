import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { measurePsi } from '../../../../src/core/drift/measures/psi.ts';
import { randomSource } from '../random-source.ts';
import { assertClose } from './close.ts';

const test = suite('drift/measures/psi');

test('as the formula written out in numpy (smoothed, null mean subtracted)', () => {
  assertClose(measurePsi([100, 200, 300, 250, 150], [30, 100, 120, 200, 150])?.value, 0.14415749031048808);
  assertClose(measurePsi([0, 500], [50, 50])?.value, 2.613398469336176);
});

test('equal proportions of unequal sizes give 0', () => {
  const psi = measurePsi([1000, 2000, 3000], [10, 20, 30]);
  assert.is(psi?.value, 0);
  assert.is(psi?.interval[0], 0);
});

test('an empty side has no index', () => {
  assert.is(measurePsi([0, 0], [3, 4]), null);
  assert.is(measurePsi([3, 4], [0, 0]), null);
  assert.is(measurePsi([], []), null);
});

test('one value in a cell that a large reference never saw is no drift', () => {
  assert.ok(measurePsi([5000, 5000, 0], [50, 49, 1])!.value < 0.05);
});

test('unbiased and its interval covers at n = 300 against 10,000', () => {
  // Deciles under a Gaussian shift of .5 sd (scipy.stats.norm); the index of these shares is the truth.
  const shares = [0.0374073, 0.0527486, 0.0655137, 0.077414, 0.0894061, 0.1021614, 0.1164862, 0.1336851, 0.1566178, 0.1685598];
  const total = shares.reduce((sum, share) => sum + share, 0);
  const truth = shares.reduce((sum, share) => sum + (share / total - 0.1) * Math.log(share / total / 0.1), 0);
  const random = randomSource(7);
  let mean = 0;
  let covered = 0;
  for (let trial = 0; trial < 400; trial++) {
    const psi = measurePsi(
      random.multinomial(
        10_000,
        shares.map(() => 0.1),
      ),
      random.multinomial(300, shares),
    )!;
    mean += psi.value / 400;
    if (psi.interval[0] <= truth && truth <= psi.interval[1]) covered++;
  }
  assert.ok(Math.abs(mean - truth) < 0.02, `mean ${mean}, truth ${truth}`);
  assert.ok(covered / 400 > 0.9, `covered ${covered} of 400`);
});

test.run();
