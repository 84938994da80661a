import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { addGraceMs } from '../../../../src/core/load/postgres/add-grace.ts';

const test = suite('load/postgres/add-grace');

test('the grace is as long as the timeout, at least 1 s and at most 10 s', () => {
  assert.equal([1, 500, 1_000, 4_000, 10_000, 600_000].map(addGraceMs), [1_001, 1_500, 2_000, 8_000, 20_000, 610_000]);
});

test('no timeout has no grace', () => {
  assert.is(addGraceMs(0), 0);
});

test.run();
