import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatCount, formatLimit, formatRows, formatShare } from '../../../src/core/check/wording.ts';

const test = suite('check/wording');

test('counts are grouped', () => {
  assert.equal([0, 999, 1000, 1234567].map(formatCount), ['0', '999', '1,000', '1,234,567']);
  assert.equal([1, 2000].map(formatRows), ['1 row', '2,000 rows']);
});

test('shares never round to none or all', () => {
  const shares = [
    formatShare(0, 9),
    formatShare(9, 9),
    formatShare(12, 4000),
    formatShare(1, 3),
    formatShare(99_999, 100_000),
    formatShare(1, 100_000_000),
  ];
  assert.equal(shares, ['0 %', '100 %', '0.3 %', '33.3 %', '> 99.9 %', '0.000001 %']);
  assert.is(formatShare(0, 0), '0 %');
});

test('limits are shown as they were given', () => {
  assert.equal([0.07, 0.29, 1, 0.001].map(formatLimit), ['7 %', '29 %', '100 %', '0.1 %']);
});

test.run();
