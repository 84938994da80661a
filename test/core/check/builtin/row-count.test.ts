import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rowCountCheck } from '../../../../src/core/check/builtin/row-count.ts';
import { context, summarize } from '../judge-rows.ts';
import { makeBatch } from '../make-batch.ts';

const test = suite('check/builtin/row-count');
const batch = makeBatch({ 'x:number': [1, 2, 3] });
const count = (options: Record<string, unknown>, batches = [batch, batch]) => {
  const { passed, observed, expected } = summarize(rowCountCheck, batches, options);
  return [passed, observed, expected];
};

test('rows of all batches count, the bounds pass', () => {
  assert.equal(count({ min: 6, max: 6 }), [true, '6 rows', '6 to 6 rows']);
  assert.equal(count({ min: 7 }), [false, '6 rows', 'at least 7 rows']);
  assert.equal(count({ max: 5 }), [false, '6 rows', 'at most 5 rows']);
});

test('no batch at all is no row', () => {
  assert.equal(count({ min: 1 }, []), [false, '0 rows', 'at least 1 row']);
});

test('contradictions are refused before the first batch', () => {
  assert.throws(() => rowCountCheck.start({}, context), /expected min, max or both/);
  assert.throws(() => rowCountCheck.start({ min: 3, max: 2 }, context), /expected min <= max, got 3 and 2/);
});

test.run();
