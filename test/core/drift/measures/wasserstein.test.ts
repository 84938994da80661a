import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cutCentralBulk } from '../../../../src/core/drift/measures/central-bulk.ts';
import { measureMeanShift } from '../../../../src/core/drift/measures/mean-shift.ts';
import { measureWasserstein } from '../../../../src/core/drift/measures/wasserstein.ts';
import { assertClose } from './close.ts';

const test = suite('drift/measures/wasserstein');
// ∫|F − G| = 0.45 by scipy.integrate.quad over the piecewise-linear CDFs (1.17.1), sd and means by numpy.
const edges = [0, 1, 2, 4, 4, 7, 10];
const reference = [10, 20, 30, 15, 20, 5];
const current = [5, 25, 20, 25, 10, 15];
const sd = 2.0394545839513074;
const many = (counts: number[]): number[] => counts.map((count) => count * 1e12);

test('distance over sd as by quadrature, once chance is negligible', () => {
  assertClose(measureWasserstein({ edges, reference: many(reference), current: many(current) })?.value, 0.45 / sd, 1e-6);
});

test('chance is taken off at small n, never below 0', () => {
  const few = measureWasserstein({ edges, reference, current })!;
  assert.ok(few.value < (0.9 * 0.45) / sd && few.interval[0] >= 0);
  assert.is(measureWasserstein({ edges, reference, current: reference })?.value, 0);
});

test('mean shift as by numpy, its interval shrinking with n', () => {
  const shift = measureMeanShift({ edges, reference, current })!;
  assertClose(shift.value, (3.825 - 3.375) / sd);
  const sure = measureMeanShift({ edges, reference: many(reference), current: many(current) })!;
  assert.ok(sure.interval[1] - sure.interval[0] < (shift.interval[1] - shift.interval[0]) / 1000);
});

test('no scale, no figure', () => {
  const constant = { edges: [3, 3], reference: [10], current: [5] };
  assert.is(measureWasserstein(constant), null);
  assert.is(measureMeanShift(constant), null);
  assert.is(measureWasserstein({ edges: [0, 1], reference: [3], current: [0] }), null);
});

test('the bulk leaves out the outermost percent, and never all', () => {
  const fine = Array.from({ length: 100 }, () => 10);
  const line = Array.from({ length: 101 }, (_, i) => i);
  const bulk = cutCentralBulk(line, fine, fine);
  assert.is(bulk.reference.length, 98);
  assert.is(bulk.edges.length, 99);
  assert.equal(cutCentralBulk([0, 1], [5], [7]), { edges: [0, 1], reference: [5], current: [7] });
  assert.is(cutCentralBulk([0, 1, 2], [0, 0], [1, 1]).reference.length, 1);
});

test('edges near the largest number do not overflow', () => {
  const huge = cutCentralBulk([-1.7e308, 0, 1.7e308], [50, 50], [80, 20]);
  assert.ok(Number.isFinite(measureWasserstein(huge)!.value) && Number.isFinite(measureMeanShift(huge)!.value));
});

test.run();
