import type { HostApi, LoadContext, Schema, SourceRecord } from '@oads/cli/plugin';

/** The records whose time lies in the pipeline's window, and those without one: contract and checks judge these. */
export async function* selectWindow(
  api: HostApi,
  schema: Schema,
  records: AsyncIterable<SourceRecord>,
  window: LoadContext['window'],
): AsyncGenerator<SourceRecord> {
  if (window === undefined) return yield* records;
  const { column } = window;
  const field = schema.find(({ name }) => name === column);
  if (field?.type !== 'date' && field?.type !== 'timestamp') {
    const times = schema.filter(({ type }) => type === 'date' || type === 'timestamp').map(({ name }) => name);
    throw new api.SourceError('OADS_COLUMN_MISSING', `expected one of ${times.join(', ')} as the window's column, got "${column}"`);
  }
  const from = Date.parse(window.from) * 1000;
  const to = Date.parse(window.to) * 1000;
  for await (const record of records) {
    const micros = record[column];
    if (typeof micros !== 'number' || (micros >= from && micros < to)) yield record;
  }
}
