import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { expressionCheck } from '../../../../src/core/check/builtin/expression.ts';
import { loadPolars } from '../../../../src/core/frame/polars.ts';
import { judgeRows } from '../judge-rows.ts';
import { makeBatch } from '../make-batch.ts';

const test = suite('check/builtin/expression');
const batch = makeBatch({
  'delay:number': [-500, 0, null, Number.NaN, 7],
  'distance:integer': [100, 100, 100, 100, 0],
  'carrier:text': ['AA', "O'Hare", 'B6', null, 'avg(x) over'],
});
const judge = (sql: string, given = batch) => judgeRows(expressionCheck, given, { sql });

test.before(async () => void (await loadPolars()));

test('true passes, false fails, null is not judged', () => {
  assert.equal(judge('delay > -120'), [1, 0, 2, 2, 0]);
  assert.equal(judge('delay > -120 AND distance > 0'), [1, 0, 2, 2, 1]);
});

test('a NaN is a null, not the largest number', () => {
  assert.equal(judge('delay is not null'), [0, 0, 1, 1, 0]);
  const quoted = makeBatch({ 'a "b" c:number': [1, Number.NaN, -1] });
  assert.equal(judge('"a ""b"" c" > 0', quoted), [0, 2, 1]);
});

test('text, quotes and a comment at the end', () => {
  assert.equal(judge("carrier in ('AA', 'O''Hare') -- the two"), [0, 0, 1, 2, 1]);
  assert.equal(judge("carrier != 'avg(x) over'"), [0, 0, 0, 2, 1]);
});

test('an expression without columns would hold for all rows or for none, whatever they are', () => {
  for (const constant of ['1 = 1', 'true', "'delay' <> 'distance'", '/* delay */ 1 = 1', '1 = 1 -- delay']) {
    assert.throws(() => judge(constant), /expected an expression over at least one of the columns delay, .*, got a constant/, constant);
  }
});

test('works on a batch without rows', () => {
  assert.equal(judge('delay > 0 and carrier = 1', makeBatch({ 'delay:number': [], 'carrier:integer': [] })), []);
});

test('what cannot be evaluated says why', () => {
  assert.throws(() => judge('delay >'), /cannot evaluate `delay >`: sql parser error/);
  assert.throws(() => judge('nope > 1'), /unable to find column "nope"/);
  assert.throws(() => judge("distance > 'a'"), /cannot compare string with numeric/);
  assert.throws(() => judge('distance'), /expected a boolean, got Int64/);
  assert.throws(() => judge('delay > 1) as a, (delay > 2'), /expected one value a row, got 2 columns/);
});

test('what looks beyond the row is refused: its value would depend on where a batch ends', () => {
  assert.throws(() => judge('delay > avg(delay)'), /one row at a time, got "avg\("/);
  assert.throws(() => judge('delay > MAX (delay)'), /one row at a time, got "MAX \("/);
  assert.throws(() => judge('row_number() over (order by delay) > 1'), /one row at a time/);
  assert.throws(() => judge('delay in (select delay from t)'), /one row at a time, got "select"/);
});

test.run();
