import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { standardiseP } from '../../../src/core/drift/standardise-p.ts';

const test = suite('drift/standardise-p');

test('as it is up to 100, × √(N / 100) above, never above 1', () => {
  assert.is(standardiseP(0.02, 1000, 50), 0.02);
  assert.is(standardiseP(0.01, 800, 800), 0.02);
  assert.ok(Math.abs((standardiseP(1e-9, 1e9, 1e6) as number) / 1e-7 - 1) < 1e-3);
  assert.is(standardiseP(0.9, 1e6, 1e6), 1);
  assert.is(standardiseP(null, 5, 5), null);
});

test('symmetric in the two samples', () => {
  assert.ok(Math.abs((standardiseP(0.001, 2000, 700) as number) - (standardiseP(0.001, 700, 2000) as number)) < 1e-15);
});

test.run();
