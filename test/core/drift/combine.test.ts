import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { combinePValues } from '../../../src/core/drift/combine.ts';
import { assertClose } from './measures/close.ts';

const test = suite('drift/combine');

test('as scipy.stats.cauchy.sf of the mean score (1.17.1)', () => {
  assertClose(combinePValues([0.001, 0.02, 0.3, 0.8]), 0.003817013898988979);
});

test('weights: as if a test were there so many times, whatever their sum', () => {
  assertClose(combinePValues([0.001, 0.3], [3, 1]), combinePValues([0.001, 0.001, 0.001, 0.3])!);
  assertClose(combinePValues([0.001, 0.3, null], [30, 10, 5]), combinePValues([0.001, 0.3], [3, 1])!);
});

test('near Bonferroni when one test speaks, better when two agree', () => {
  const one = combinePValues([1e-6, 0.5, 0.5])!;
  assert.ok(one > 2.9e-6 && one < 3.1e-6);
  assertClose(combinePValues([1e-6, 1e-6, 1e-6]), 1e-6, 1e-6);
});

test('a p of 1 does not outvote, a p of 0 stays 0, tiny ones keep their size', () => {
  assert.ok(combinePValues([0.0001, 1, 1])! < 0.001);
  assert.is(combinePValues([0, 0.5]), 0);
  assertClose(combinePValues([1e-200, 1]), 2e-200, 1e-6);
});

test('what was not tested takes no part', () => {
  assert.is(combinePValues([null, undefined]), null);
  assert.is(combinePValues([null, 0.2, undefined]), 0.2);
});

test.run();
