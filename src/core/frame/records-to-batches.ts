import { throwIfAborted } from '../errors.ts';
import { Batch } from './batch.ts';
import { makeColumn, type RecordValue } from './make-column.ts';
import type { Column, Schema } from './types.ts';

export type SourceRecord = Readonly<Record<string, RecordValue>>;

/**
 * Records as batches of a schema, in their order. A key that the schema lacks is ignored, one that a record lacks is null.
 * No records give one batch of 0 rows.
 */
export async function* recordsToBatches(
  schema: Schema,
  records: AsyncIterable<SourceRecord> | Iterable<SourceRecord>,
  { batchRows, signal }: { readonly batchRows: number; readonly signal?: AbortSignal },
): AsyncGenerator<Batch> {
  let offset = 0;
  let held: SourceRecord[] = [];
  for await (const record of records) {
    held.push(record);
    if (held.length < batchRows) continue;
    throwIfAborted(signal);
    yield toBatch(schema, held, offset);
    offset += held.length;
    held = [];
  }
  throwIfAborted(signal);
  if (held.length > 0 || offset === 0) yield toBatch(schema, held, offset);
}

function toBatch(schema: Schema, records: readonly SourceRecord[], offset: number): Batch {
  const columns = new Map<string, Column>();
  for (const { name, type } of schema)
    columns.set(
      name,
      makeColumn(
        type,
        records.map((record) => record[name]),
        name,
      ),
    );
  return Batch.fromColumns(schema, columns, records.length, offset);
}
