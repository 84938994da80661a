import { Batch } from '../frame/batch.ts';
import type { Column, Schema } from '../frame/types.ts';

/**
 * Rows for quarantine.parquet: as they were, with their place in the source (`_row`) and the rules that refused them
 * (`_rule`). A column of the source keeps its name: then the added one gets a `_` more.
 */
export function refusedRows(refused: { batch: Batch; mask: Uint8Array; rules: readonly string[] }): Batch {
  const { batch, mask, rules } = refused;
  const rows: number[] = [];
  for (let row = 0; row < mask.length; row++) if (mask[row] === 1) rows.push(batch.offset + row);
  const taken = new Set(batch.schema.map(({ name }) => name));
  const [rowName, ruleName] = ['_row', '_rule'].map((name) => {
    let free = name;
    while (taken.has(free)) free += '_';
    return free;
  });
  const schema: Schema = [{ name: rowName, type: 'number' }, { name: ruleName, type: 'text' }, ...batch.schema];
  const dictionary = [...new Set(rules)];
  const codes = new Map(dictionary.map((rule, code) => [rule, code]));
  const columns = new Map<string, Column>([
    [rowName, { type: 'number', values: Float64Array.from(rows) }],
    [ruleName, { type: 'text', codes: Uint32Array.from(rules, (rule) => codes.get(rule) as number), dictionary }],
  ]);
  for (const { name } of batch.schema) columns.set(name, batch.column(name));
  return Batch.fromColumns(schema, columns, batch.rows);
}
