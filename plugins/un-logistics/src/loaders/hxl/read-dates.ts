import type { Batch, Column } from '@oads/cli/plugin';
import { type DateFormat, readDate } from '../read-date.ts';

/** The batch with these text columns as dates; blank is null. */
export function readDates(batch: Batch, names: ReadonlySet<string>, formats: readonly DateFormat[]): Batch {
  const replaced = new Map<string, Column>();
  for (const name of names) {
    const { codes, dictionary, valid } = batch.text(name);
    const dates = dictionary.map((text) => readDate(text, formats) ?? Number.NaN);
    const values = Float64Array.from(codes, (code) => dates[code]);
    const known = Uint8Array.from(values, (value, row) => (Number.isNaN(value) || valid?.[row] === 0 ? 0 : 1));
    replaced.set(name, { type: 'date', values, valid: known });
  }
  const schema = batch.schema.map((field) => (replaced.has(field.name) ? { ...field, type: 'date' as const } : field));
  return batch.replaceColumns(schema, replaced);
}
