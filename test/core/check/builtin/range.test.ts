import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rangeCheck } from '../../../../src/core/check/builtin/range.ts';
import { UsageError } from '../../../../src/core/errors.ts';
import { judgeRows } from '../judge-rows.ts';
import { makeBatch } from '../make-batch.ts';

const test = suite('check/builtin/range');
const batch = makeBatch({
  'delay:number': [-121, -120, 0, 1800, 1800.5, null, Number.NaN, Number.POSITIVE_INFINITY],
  'seats:integer': [0, 1, 2, 3, 4, 5, null, 7],
  'at:timestamp': [
    '2024-03-31T00:00:00Z',
    '2024-03-31T11:59:59Z',
    '2024-03-31T12:00:00Z',
    '2024-04-01',
    '2024-04-02',
    null,
    '2024-03-31',
    '2024-03-30',
  ],
  'carrier:text': ['AA', 'AA', 'AA', 'AA', 'AA', 'AA', 'AA', 'AA'],
});

test('bounds pass, what is beyond fails, nulls and NaN are not judged', () => {
  assert.equal(judgeRows(rangeCheck, batch, { column: 'delay', min: -120, max: 1800 }), [1, 0, 0, 0, 1, 2, 2, 1]);
});

test('one bound is enough', () => {
  assert.equal(judgeRows(rangeCheck, batch, { column: 'seats', min: 3 }), [1, 1, 1, 0, 0, 0, 2, 0]);
  assert.equal(judgeRows(rangeCheck, batch, { column: 'seats', max: 3 }), [0, 0, 0, 0, 1, 1, 2, 1]);
});

test('time columns take ISO times, with and without a zone', () => {
  assert.equal(
    judgeRows(rangeCheck, batch, { column: 'at', min: '2024-03-31T14:00:00+02:00', max: '2024-04-01' }),
    [1, 1, 0, 0, 1, 2, 1, 1],
  );
  assert.equal(judgeRows(rangeCheck, batch, { column: 'at', min: '2024-03-31 12:00' }), [1, 1, 0, 0, 0, 2, 1, 1]);
});

test('a bound that does not fit the column is refused', () => {
  assert.throws(() => judgeRows(rangeCheck, batch, { column: 'delay', min: '2024-03-31' }), /column "delay" is number: expected numbers/);
  assert.throws(() => judgeRows(rangeCheck, batch, { column: 'at', min: 5 }), /column "at" is timestamp: expected ISO 8601 times/);
  assert.throws(() => judgeRows(rangeCheck, batch, { column: 'carrier', min: 5 }), /expected numbers or times in column .*, got text/);
});

test('contradictions are refused before the first batch', () => {
  const refused = (options: Record<string, unknown>, message: RegExp) =>
    assert.throws(
      () => rangeCheck.expectation(options),
      (error: unknown) => error instanceof UsageError && message.test(error.message),
    );
  refused({ column: 'delay' }, /expected min, max or both/);
  refused({ column: 'delay', min: 2, max: 1 }, /expected min <= max, got 2 and 1/);
  refused({ column: 'delay', min: 'soon' }, /got "soon"/);
  refused({ column: 'delay', min: '2024-02-31' }, /got "2024-02-31"/);
});

test('says what it wants', () => {
  assert.is(rangeCheck.expectation({ column: 'delay', min: -120, max: 1800 }), 'delay in [-120, 1800]');
  assert.is(rangeCheck.expectation({ column: 'delay', min: 0 }), 'delay >= 0');
  assert.is(rangeCheck.expectation({ column: 'at', max: '2024-04-01' }), 'at <= 2024-04-01');
});

test.run();
