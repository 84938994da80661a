import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { allowedCheck } from '../../../../src/core/check/builtin/allowed.ts';
import { judgeRows } from '../judge-rows.ts';
import { makeBatch } from '../make-batch.ts';

const test = suite('check/builtin/allowed');
const batch = makeBatch({
  'carrier:text': ['AA', 'B6', 'ZZ', null, 'aa'],
  'month:integer': [1, 13, 12, null, 6],
  'cancelled:boolean': [true, false, true, null, false],
  'day:date': ['2024-01-01', '2024-12-25', '2024-12-26', null, '2024-01-01'],
});

test('text is compared letter by letter', () => {
  assert.equal(judgeRows(allowedCheck, batch, { column: 'carrier', values: ['AA', 'B6'] }), [0, 0, 1, 2, 1]);
});

test('numbers, booleans and dates', () => {
  assert.equal(judgeRows(allowedCheck, batch, { column: 'month', values: [1, 12, 6] }), [0, 1, 0, 2, 0]);
  assert.equal(judgeRows(allowedCheck, batch, { column: 'cancelled', values: [false] }), [1, 0, 1, 2, 0]);
  assert.equal(judgeRows(allowedCheck, batch, { column: 'day', values: ['2024-01-01', '2024-12-25'] }), [0, 0, 1, 2, 0]);
});

test('values of another type than the column are refused', () => {
  assert.throws(
    () => judgeRows(allowedCheck, batch, { column: 'month', values: ['1'] }),
    /column "month" is integer: expected numbers, got "1"/,
  );
  assert.throws(() => judgeRows(allowedCheck, batch, { column: 'month', values: [true] }), /column "month" is integer, got the value true/);
  assert.throws(
    () => judgeRows(allowedCheck, batch, { column: 'cancelled', values: [1] }),
    /column "cancelled" is boolean, got the value 1/,
  );
  assert.throws(() => judgeRows(allowedCheck, batch, { column: 'day', values: ['soon'] }), /ISO 8601/);
});

test('a long list is cut in the expectation', () => {
  assert.is(
    allowedCheck.expectation({ column: 'month', values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }),
    'month one of 1, 2, 3, 4, 5, 6, 7, 8 and 2 more',
  );
});

test.run();
