import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatNamedProbability, formatPercent, formatProbability, formatRows } from '../../../src/core/profile/wording.ts';

const test = suite('profile/wording');

test('percentages keep three digits that matter, and never become all', () => {
  const shown = [0, 0.000412, 0.2346, 0.05, 0.9996, 1].map(formatPercent);
  assert.equal(shown, ['0 %', '0.0412 %', '23.5 %', '5 %', '> 99.9 %', '100 %']);
});

test('a probability is never shown as nothing', () => {
  assert.equal([0, 1e-310, 1.4e-12, 0.031, 1].map(formatProbability), ['< 1e-300', '< 1e-300', '1.4e-12', '0.031', '1.000']);
  assert.equal([formatNamedProbability('q', 0), formatNamedProbability('p', 0.5)], ['q < 1e-300', 'p = 0.500']);
});

test('rows are counted with commas', () => assert.equal([1, 1252].map(formatRows), ['1 row', '1,252 rows']));

test.run();
