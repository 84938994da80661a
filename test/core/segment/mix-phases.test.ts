import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { effectiveRows, mixCells } from '../../../src/core/segment/mix-phases.ts';

const test = suite('segment/mix-phases');

test('a batch with the mix of the reference has all of it to compare with', () => {
  const phases = [
    { current: 30, reference: 300 },
    { current: 70, reference: 700 },
  ];
  assert.is(effectiveRows(phases), 1000);
  assert.equal(
    mixCells(
      phases,
      [
        [100, 200, 0],
        [0, 350, 350],
      ],
      1000,
    ),
    [100, 550, 350],
  );
});

test('a batch of one phase is compared with that phase alone', () => {
  const phases = [
    { current: 0, reference: 300 },
    { current: 70, reference: 700 },
  ];
  assert.is(effectiveRows(phases), 700);
  assert.equal(
    mixCells(
      phases,
      [
        [100, 200],
        [0, 700],
      ],
      700,
    ),
    [0, 700],
  );
});

test('a phase that is common here and rare in the reference makes the reference worth little', () => {
  assert.is(
    effectiveRows([
      { current: 90, reference: 10 },
      { current: 10, reference: 10_000 },
    ]),
    12,
  );
  assert.is(effectiveRows([{ current: 0, reference: 10 }]), 0);
});

test('property: mixed counts are whole, never negative, and sum to the rows that were asked for', () => {
  const phase = fc.record({ current: fc.nat(1000), cells: fc.array(fc.nat(50), { minLength: 4, maxLength: 4 }) });
  fc.assert(
    fc.property(fc.array(phase, { minLength: 1, maxLength: 6 }), (given) => {
      const drawn = given.map(({ current, cells }) => ({ current, cells: [cells[0] + 1, ...cells.slice(1)] }));
      const phases = drawn.map(({ current, cells }) => ({ current, reference: cells.reduce((sum, count) => sum + count, 0) }));
      const rows = effectiveRows(phases);
      const mixed = mixCells(
        phases,
        drawn.map(({ cells }) => cells),
        rows,
      );
      assert.ok(mixed.every((count) => Number.isInteger(count) && count >= 0));
      assert.is(
        mixed.reduce((sum, count) => sum + count, 0),
        rows,
      );
    }),
    { numRuns: 200, seed: 4 },
  );
});

test.run();
