import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { adjustBenjaminiHochberg } from '../../../../src/core/drift/measures/benjamini-hochberg.ts';
import { assertClose } from './close.ts';

const test = suite('drift/measures/benjamini-hochberg');

test('as scipy.stats.false_discovery_control (1.17.1)', () => {
  const qs = adjustBenjaminiHochberg([0.01, 0.04, 0.03, 0.005, 0.5, 0.9]);
  for (const [i, q] of [0.03, 0.06, 0.06, 0.03, 0.6, 0.9].entries()) assertClose(qs[i], q);
});

test('what is no probability takes no part', () => {
  assert.equal(adjustBenjaminiHochberg([null, 0.01, NaN, undefined, 0.5]), [null, 0.02, null, null, 0.5]);
  assert.equal(adjustBenjaminiHochberg([]), []);
});

test('q is at least p, at most 1, and keeps the order of p', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }), (ps) => {
      const qs = adjustBenjaminiHochberg(ps) as number[];
      ps.forEach((p, i) => {
        assert.ok(qs[i] >= p * (1 - 1e-12) && qs[i] <= 1);
        for (const [j, other] of ps.entries()) assert.ok(p > other || qs[i] <= qs[j]);
      });
    }),
  );
});

test.run();
