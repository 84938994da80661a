import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { uniqueKeyCheck } from '../../../../src/core/check/builtin/unique-key.ts';
import { context } from '../judge-rows.ts';
import { cutBatch, type Value } from '../make-batch.ts';

const test = suite('check/builtin/unique-key');

function evaluate(rows: Record<string, readonly Value[]>, columns: readonly string[], cuts: readonly number[] = []) {
  const batches = cutBatch(rows, cuts);
  const read = async function* () {
    yield* batches;
  };
  return uniqueKeyCheck.evaluate(read, { columns }, context);
}

const flights = { 'carrier:text': ['AA', 'B6', 'AA', 'AA', null], 'number:integer': [1, 1, 2, 1, 1] };

test('keys of several columns', async () => {
  const finding = await evaluate(flights, ['carrier', 'number'], [2]);
  assert.is(finding.passed, false);
  assert.is(finding.observed, '1 key more than once (1 row too many of 4)');
  assert.equal(finding.rows, { judged: 4, failed: 1 });
  assert.equal(finding.samples, [
    { row: 0, values: { carrier: 'AA', number: 1 } },
    { row: 3, values: { carrier: 'AA', number: 1 } },
  ]);
});

test('rows with a null in their key are not judged', async () => {
  const finding = await evaluate({ 'carrier:text': [null, null, 'AA'] }, ['carrier']);
  assert.equal([finding.passed, finding.observed], [true, '1 row, each with its own key']);
});

test('no rows, no duplicates', async () => {
  assert.is((await evaluate({ 'carrier:text': [] }, ['carrier'])).passed, true);
});

test.run();
