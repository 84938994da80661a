import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Batch } from '../../../src/core/frame/batch.ts';
import type { Column, Schema } from '../../../src/core/frame/types.ts';
import { refusedRows } from '../../../src/core/pipeline/refused-rows.ts';

const test = suite('pipeline/refused-rows');

/** Two refused rows of a batch of three that begins at row 10, with number columns of the given names. */
function refuse(names: readonly string[]): Batch {
  const schema: Schema = names.map((name) => ({ name, type: 'number' }));
  const columns = new Map<string, Column>(names.map((name) => [name, { type: 'number', values: Float64Array.of(1, 2) }]));
  const batch = Batch.fromColumns(schema, columns, 2).withOffset(10);
  return refusedRows({ batch, mask: Uint8Array.of(1, 0, 1), rules: ['a', 'b; a'] });
}

test('rows get their place in the source and the rules that refused them', () => {
  const rows = refuse(['x']);
  assert.equal(
    rows.schema.map(({ name }) => name),
    ['_row', '_rule', 'x'],
  );
  assert.equal((rows.column('_row') as { values: Float64Array }).values, Float64Array.of(10, 12));
});

test('columns of the source keep their names: the added ones step aside', () => {
  const rows = refuse(['_row', 'x', '_row_', '_rule']);
  assert.equal(
    rows.schema.map(({ name }) => name),
    ['_row__', '_rule_', '_row', 'x', '_row_', '_rule'],
  );
  assert.equal((rows.column('_row') as { values: Float64Array }).values, Float64Array.of(1, 2));
  assert.equal((rows.column('_row__') as { values: Float64Array }).values, Float64Array.of(10, 12));
});

test.run();
