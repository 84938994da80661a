import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { columnCheck } from '../../../../src/core/check/builtin/column.ts';
import { context, summarize } from '../judge-rows.ts';
import { makeBatch } from '../make-batch.ts';

const test = suite('check/builtin/column');
const batch = makeBatch(
  { 'id:text': ['a', 'b', 'c', 'd'], 'seats:integer': [1, null, null, 4], 'delay:number': [1, Number.NaN, 3, 4] },
  10,
);

test('a column that is there passes', () => {
  const finding = summarize(columnCheck, [batch], { column: 'seats', type: 'integer' });
  assert.is(finding.passed, true);
  assert.equal(finding.rows, { judged: 4, failed: 0 });
});

test('a missing column fails, an optional one may be missing', () => {
  const missing = summarize(columnCheck, [batch], { column: 'nope' });
  assert.equal([missing.passed, missing.observed, missing.expected], [false, 'no such column', 'a column "nope"']);
  assert.is(summarize(columnCheck, [batch], { column: 'nope', optional: true, type: 'text' }).passed, true);
  assert.throws(() => summarize(columnCheck, [batch], { column: 'nope', optional: true }), /expected something to check/);
});

test('another type fails; whole numbers are numbers', () => {
  const finding = summarize(columnCheck, [batch], { column: 'delay', type: 'integer' });
  assert.equal([finding.passed, finding.observed, finding.expected], [false, 'type number', 'a column "delay" of type integer']);
  assert.is(summarize(columnCheck, [batch], { column: 'seats', type: 'number' }).passed, true);
});

test('nulls and NaN count where none may be', () => {
  const finding = summarize(columnCheck, [batch], { column: 'seats', nullable: false }, { ...context, key: ['id'] });
  assert.is(finding.passed, false);
  assert.is(finding.observed, '2 null of 4 values');
  assert.equal(finding.samples, [
    { row: 11, values: { id: 'b', seats: null } },
    { row: 12, values: { id: 'c', seats: null } },
  ]);
  assert.is(summarize(columnCheck, [batch], { column: 'delay', nullable: false }).observed, '1 null of 4 values');
});

test('unreadable values fail and are not counted as nulls', () => {
  const unreadable = (column: string) => (column === 'seats' ? Uint8Array.of(0, 1, 0, 0) : undefined);
  const given = { ...context, coercionFailures: unreadable };
  const finding = summarize(columnCheck, [batch], { column: 'seats', type: 'integer', nullable: false }, given);
  assert.is(finding.observed, '1 unreadable as integer, 1 null of 4 values');
  assert.equal(finding.rows, { judged: 4, failed: 2 });
  const nullable = summarize(columnCheck, [batch], { column: 'seats', type: 'integer' }, given);
  assert.equal([nullable.passed, nullable.observed], [false, '1 unreadable as integer of 4 values']);
  assert.equal(
    nullable.samples?.map(({ row }) => row),
    [11],
  );
});

test.run();
