import { basename } from 'node:path';
import type { Batch, HostApi, LoadContext } from '@oads/cli/plugin';
import { makeQuote } from '../make-quote.ts';
import { FLIGHT_SCHEMA } from './flight-schema.ts';
import { findColumns, REQUIRED, type SourceName, SPELLINGS } from './source-columns.ts';
import { toFlights } from './to-flights.ts';

type Host = Pick<HostApi, 'files' | 'Batch' | 'SourceError'>;

/** The flights of one file or several, in the files' order; with a window, those whose time lies in it, and those that have none. */
export async function* readFlights(
  host: Host,
  { path, mend_midnight: mendMidnight = false }: { path: string | readonly string[]; mend_midnight?: boolean },
  context: LoadContext,
): AsyncGenerator<Batch> {
  const { window } = context;
  const quote = makeQuote(context, FLIGHT_SCHEMA);
  let offset = 0;
  let empty: Batch | undefined;
  for (const file of await host.files.list(path, context.baseDir)) {
    // All of it as text: a clock time such as 0005 is no number, and the window is on times that are yet to be made.
    const readContext = { ...context, contract: [], window: undefined, hides: () => true, expectRows: undefined };
    let columns: ReadonlyMap<SourceName, string> | undefined;
    for await (const table of readTable(host, file, readContext)) {
      columns ??= chooseColumns(host, file, table);
      const flights = toFlights(host.Batch, table, columns, { file: basename(file), mendMidnight, quote });
      const kept = (window ? selectWindow(host, flights, window) : flights).withOffset(offset);
      if (kept.rows > 0) yield kept;
      else empty ??= kept;
      offset += kept.rows;
    }
  }
  if (offset === 0 && empty) yield empty;
}

/** BTS ends each line with a comma, and so the header with a column that has no name: it is called something and forgotten. */
async function* readTable({ files, SourceError }: Host, path: string, context: LoadContext): AsyncGenerator<Batch> {
  let isRead = false;
  try {
    for await (const table of files.readTable({ path }, context)) {
      isRead = true;
      yield table;
    }
  } catch (error) {
    if (isRead || !(error instanceof SourceError) || error.code !== 'OADS_SOURCE_FORMAT') throw error;
    yield* files.readTable({ path }, context, ([header]) => {
      if (header.length < 2 || header[header.length - 1].trim() !== '') throw error;
      return { names: [...header.slice(0, -1).map((name) => name.trim()), 'unnamed'], records: 1 };
    });
  }
}

function chooseColumns({ SourceError }: Host, file: string, table: Batch): ReadonlyMap<SourceName, string> {
  const columns = findColumns(table.schema);
  const lacking = REQUIRED.filter((field) => !columns.has(field));
  if (lacking.length === 0) return columns;
  const names = table.schema.slice(0, 12).map(({ name }) => name.slice(0, 40));
  const wanted = lacking.map((field) => `${field} (${SPELLINGS[field][0]})`).join(', ');
  const got = `${names.join(', ')}${table.schema.length > names.length ? ', …' : ''}`.replace(/[\0-\x1f\x7f]/g, '�');
  throw new SourceError('OADS_BTS_COLUMNS', `${file}: expected columns of BTS on-time data, lacking ${wanted}; got ${got}`, {
    hint: 'download "Reporting Carrier On-Time Performance" with these columns, or use the loader `file` for a table of your own',
  });
}

function selectWindow({ SourceError }: Host, flights: Batch, window: NonNullable<LoadContext['window']>): Batch {
  if (!flights.has(window.column) || !['date', 'timestamp'].includes(flights.column(window.column).type)) {
    throw new SourceError('OADS_COLUMN_TYPE', `expected a time column of flights as the window, got "${window.column}"`, {
      hint: 'name one such as scheduled_off_block or flight_date',
    });
  }
  const from = Date.parse(window.from) * 1000;
  const to = Date.parse(window.to) * 1000;
  const mask = Uint8Array.from(flights.numbers(window.column), (time) => (Number.isNaN(time) || (time >= from && time < to) ? 1 : 0));
  return flights.select(mask);
}
