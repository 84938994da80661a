import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exceedanceSurvival, measureOutsideShare, measureUnseenShare } from '../../../../src/core/drift/measures/outside-share.ts';
import { assertClose } from './close.ts';

const test = suite('drift/measures/outside-share');

test('exceedances as the law summed in exact fractions (Python, Σ (j + 1)·C(n − j + m − 2, m − 2)/C(n + m, m) over j ≥ k)', () => {
  assertClose(exceedanceSurvival(1, 100, 1000), 0.17362891885184878);
  assertClose(exceedanceSurvival(5, 100, 1000), 3.151040092260628e-5);
  assertClose(exceedanceSurvival(30, 1000, 10000), 1.0892244355072557e-30);
  assertClose(exceedanceSurvival(3, 50, 10), 0.8742194469223907);
  assertClose(exceedanceSurvival(50, 50, 10), 6.764461542441748e-10);
  assert.is(exceedanceSurvival(0, 50, 10), 1);
  assert.is(exceedanceSurvival(1, 0, 10), null);
});

test('sums and logarithms of gammas agree', () => {
  const sums = exceedanceSurvival(10_000, 1e7, 1e4)!;
  const gammas = exceedanceSurvival(10_001, 1e7, 1e4)!;
  assert.ok(gammas < sums && gammas > sums * 0.99);
});

test('a reference with outer values of its own is compared by shares', () => {
  const same = measureOutsideShare({ outside: 100, values: 10000 }, { outside: 1, values: 100 });
  assert.ok(same.p! > 0.5);
  assert.ok(same.excess! < 0);
});

test('rare values breed unseen ones; without rare ones the unseen are new', () => {
  const side = (counts: number[], other: number, unseen: number) => ({ counts, other, unseen, nulls: 0 });
  assert.is(measureUnseenShare(side([500], 500, 0), side([50], 20, 30)).p, 1);
  assert.ok(measureUnseenShare(side([1000], 0, 0), side([70], 0, 30)).p! < 1e-20);
});

test.run();
