import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nullShareCheck } from '../../../../src/core/check/builtin/null-share.ts';
import { summarize } from '../judge-rows.ts';
import { makeBatch } from '../make-batch.ts';

const test = suite('check/builtin/null-share');
const batch = makeBatch({ 'delay:number': [1, null, Number.NaN, 4], 'tail:text': ['a', 'b', 'c', null] });

test('nulls and NaN count', () => {
  const finding = summarize(nullShareCheck, [batch, batch.withOffset(4)], { column: 'delay', max: 0.4 });
  assert.equal([finding.passed, finding.observed, finding.expected], [false, '50 % null (4 of 8)', 'at most 40 % null']);
  assert.equal(
    finding.samples?.map(({ row }) => row),
    [1, 2, 5, 6],
  );
});

test('the limit itself passes', () => {
  assert.is(summarize(nullShareCheck, [batch], { column: 'tail', max: 0.25 }).passed, true);
  assert.is(summarize(nullShareCheck, [batch], { column: 'tail', max: 0.24 }).passed, false);
  // 0.29 * 100 is 28.999999999999996
  const hundred = makeBatch({ 'x:number': Array.from({ length: 100 }, (_, row) => (row < 29 ? null : row)) });
  assert.is(summarize(nullShareCheck, [hundred], { column: 'x', max: 0.29 }).passed, true);
});

test('no rows, no nulls', () => {
  assert.is(summarize(nullShareCheck, [makeBatch({ 'delay:number': [] })], { column: 'delay', max: 0 }).passed, true);
});

test.run();
