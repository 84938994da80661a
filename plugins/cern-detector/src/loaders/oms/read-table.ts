import type { Batch, Column, HostApi, LoadContext, RecordValue, SourceRecord } from '@oads/cli/plugin';
import { ATTRIBUTES } from './lumisection-schema.ts';
import { parseLumisection } from './parse-lumisection.ts';

/** A CSV, NDJSON, Parquet or Arrow file with the attributes of OMS as its columns. */
export async function* readTable(api: HostApi, file: string, scale: number, context: LoadContext): AsyncGenerator<SourceRecord> {
  // Neither the window nor the contract are of these columns.
  for await (const batch of api.files.readTable({ path: file }, { ...context, window: undefined, contract: [] })) {
    const columns = columnsOf(batch);
    if (!columns.some(([name]) => name === 'run_number') || !columns.some(([name]) => name === 'lumisection_number')) {
      const got = batch.schema.slice(0, 8).map(({ name }) => JSON.stringify(name.slice(0, 40)));
      throw new api.SourceError(
        'OADS_SOURCE_FORMAT',
        `${file}: expected the columns run_number and lumisection_number, got ${got.join(', ')}`,
        {
          hint: 'name the columns as OMS names the attributes of a lumisection',
        },
      );
    }
    for (let row = 0; row < batch.rows; row++) {
      yield parseLumisection(Object.fromEntries(columns.map(([name, column]) => [name, valueAt(column, row)])), () => scale);
    }
  }
}

function columnsOf(batch: Batch): [string, Column][] {
  return batch.schema.filter(({ name }) => Object.hasOwn(ATTRIBUTES, name)).map(({ name }) => [name, batch.column(name)]);
}

function valueAt(column: Column, row: number): RecordValue {
  if (column.valid && column.valid[row] === 0) return null;
  switch (column.type) {
    case 'text':
      return column.dictionary[column.codes[row]];
    case 'boolean':
      return column.values[row] === 1;
    case 'date':
    case 'timestamp':
      return new Date(column.values[row] / 1000);
    default:
      return column.values[row];
  }
}
