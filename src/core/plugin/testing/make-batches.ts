import { Batch } from '../../frame/batch.ts';
import { ContentDigest } from '../../frame/content-digest.ts';
import { makeColumn } from '../../frame/make-column.ts';
import type { SourceRecord } from '../../frame/records-to-batches.ts';
import type { Schema } from '../../frame/types.ts';
import type { Random } from './random.ts';

export function makeBatch(schema: Schema, rows: readonly SourceRecord[], offset = 0): Batch {
  const columns = schema.map(({ name, type }) => {
    const values = rows.map((row) => row[name]);
    return [name, makeColumn(type, values, name)] as const;
  });
  return Batch.fromColumns(schema, new Map(columns), rows.length, offset);
}

/** The same rows as batches that end at random rows; some are empty. */
export function splitRows(schema: Schema, rows: readonly SourceRecord[], random: Random): Batch[] {
  const cuts = [0, rows.length];
  for (let count = 1 + random(5); count > 0; count--) cuts.push(random(rows.length + 1));
  cuts.sort((a, b) => a - b);
  return cuts.slice(1).map((end, index) => makeBatch(schema, rows.slice(cuts[index], end), cuts[index]));
}

/** For finding out whether somebody wrote into a batch, or into the numbers that it keeps for the next reader. */
export function digestOf(batch: Batch): string {
  const digest = new ContentDigest();
  digest.update(batch);
  const numbers = batch.schema.filter(({ type }) => type !== 'text').map(({ name }) => batch.numbers(name).join());
  return `${digest.hex()} ${numbers.join(';')}`;
}
