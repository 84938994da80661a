import type { Batch, Column } from '@oads/cli/plugin';
import { type DateFormat, readDate } from '../read-date.ts';

/**
 * The batch with these text columns as dates; blank is null. Those of the contract stay text, with what is a date as ISO 8601 has
 * it: what is none is for the contract to count.
 */
export function readDates(
  batch: Batch,
  names: ReadonlySet<string>,
  contracted: ReadonlySet<string>,
  formats: readonly DateFormat[],
): Batch {
  const replaced = new Map<string, Column>();
  for (const name of names) {
    const { codes, dictionary, valid } = batch.text(name);
    if (contracted.has(name)) {
      replaced.set(name, { type: 'text', codes, dictionary: dictionary.map((text) => toIso(text, formats)), valid });
      continue;
    }
    const dates = dictionary.map((text) => readDate(text, formats) ?? Number.NaN);
    const values = Float64Array.from(codes, (code) => dates[code]);
    const known = Uint8Array.from(values, (value, row) => (Number.isNaN(value) || valid?.[row] === 0 ? 0 : 1));
    replaced.set(name, { type: 'date', values, valid: known });
  }
  const schema = batch.schema.map((field) => (replaced.get(field.name)?.type === 'date' ? { ...field, type: 'date' as const } : field));
  return batch.replaceColumns(schema, replaced);
}

function toIso(text: string, formats: readonly DateFormat[]): string {
  const micros = readDate(text, formats);
  return micros === undefined ? text : new Date(micros / 1000).toISOString().slice(0, 10);
}
