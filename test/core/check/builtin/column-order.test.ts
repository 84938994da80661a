import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { columnOrderCheck } from '../../../../src/core/check/builtin/column-order.ts';
import { judgeRows } from '../judge-rows.ts';
import { makeBatch } from '../make-batch.ts';

const test = suite('check/builtin/column-order');
const batch = makeBatch({
  'shipped:date': ['2024-01-01', '2024-01-02', '2024-01-03', null, '2024-01-01'],
  'delivered:timestamp': ['2024-01-01T00:00:00Z', '2024-01-03T08:00:00Z', '2024-01-02T23:59:59Z', '2024-01-01', null],
  'low:integer': [1, 2, 3, 4, null],
  'high:number': [1, 2.5, 2.5, Number.NaN, 5],
});

test('dates and times compare with each other', () => {
  assert.equal(judgeRows(columnOrderCheck, batch, { before: 'shipped', after: 'delivered' }), [0, 0, 1, 2, 2]);
});

test('equal values fail where they must', () => {
  assert.equal(judgeRows(columnOrderCheck, batch, { before: 'low', after: 'high' }), [0, 0, 1, 2, 2]);
  assert.equal(judgeRows(columnOrderCheck, batch, { before: 'low', after: 'high', allow_equal: false }), [1, 0, 1, 2, 2]);
});

test('a time is not compared with a number', () => {
  assert.throws(
    () => judgeRows(columnOrderCheck, batch, { before: 'low', after: 'delivered' }),
    /both times or both numbers, got integer and timestamp/,
  );
});

test('says what it wants', () => {
  assert.is(columnOrderCheck.expectation({ before: 'a', after: 'b' }), 'a <= b');
  assert.is(columnOrderCheck.expectation({ before: 'a', after: 'b', allow_equal: false }), 'a < b');
});

test.run();
