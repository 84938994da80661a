import { Batch } from '../frame/batch.ts';
import type { Column, Schema } from '../frame/types.ts';

/** Rows for quarantine.parquet: as they were, with their place in the source (`_row`) and the rules that refused them (`_rule`). */
export function refusedRows(refused: { batch: Batch; mask: Uint8Array; rules: readonly string[] }): Batch {
  const { batch, mask, rules } = refused;
  const rows: number[] = [];
  for (let row = 0; row < mask.length; row++) if (mask[row] === 1) rows.push(batch.offset + row);
  const schema: Schema = [{ name: '_row', type: 'number' }, { name: '_rule', type: 'text' }, ...batch.schema];
  const dictionary = [...new Set(rules)];
  const codes = new Map(dictionary.map((rule, code) => [rule, code]));
  const columns = new Map<string, Column>([
    ['_row', { type: 'number', values: Float64Array.from(rows) }],
    ['_rule', { type: 'text', codes: Uint32Array.from(rules, (rule) => codes.get(rule) as number), dictionary }],
  ]);
  for (const { name } of batch.schema) columns.set(name, batch.column(name));
  return Batch.fromColumns(schema, columns, batch.rows);
}
