import type { Batch, HostApi, LoadContext } from '@oads/cli/plugin';
import type { DateFormat } from '../read-date.ts';
import { readTime } from './read-time.ts';

/**
 * The rows of the window, by the dates that the loader read, and those without one: contract and checks judge these. A column
 * whose values are not all dates is text; each that is a date counts as one.
 */
export async function* selectTimes(
  api: HostApi,
  batches: AsyncIterable<Batch>,
  { column, from, to }: NonNullable<LoadContext['window']>,
  dates: readonly DateFormat[],
): AsyncGenerator<Batch> {
  const [start, end] = [Date.parse(from) * 1000, Date.parse(to) * 1000];
  let empty: Batch | undefined;
  let rows = 0;
  let readable = 0;
  let unreadable = 0;
  for await (const batch of batches) {
    const times = readTimes(api, batch, column, dates);
    const isKnown = batch.column(column).valid;
    const mask = new Uint8Array(batch.rows);
    for (const [row, time] of times.entries()) {
      if (!Number.isNaN(time)) readable++;
      else if (isKnown?.[row] !== 0) unreadable++;
      mask[row] = Number(Number.isNaN(time) || (time >= start && time < end));
    }
    const kept = mask.reduce((sum, bit) => sum + bit, 0);
    const selected = (kept === batch.rows ? batch : batch.select(mask)).withOffset(rows);
    if (kept === 0) empty ??= selected;
    else yield selected;
    rows += kept;
  }
  if (readable === 0 && unreadable > 0) throw noTimes(api, column, `${unreadable} values of which none reads as one`);
  if (rows === 0 && empty) yield empty;
}

/** Microseconds, NaN for what is no time. */
function readTimes(api: HostApi, batch: Batch, name: string, dates: readonly DateFormat[]): Float64Array {
  if (!batch.has(name)) {
    const names = batch.schema.slice(0, 20).map((field) => field.name);
    throw new api.SourceError('OADS_COLUMN_MISSING', `expected the window's column "${name}", got ${names.join(', ')}`);
  }
  const { type } = batch.column(name);
  if (type === 'date' || type === 'timestamp') return batch.numbers(name);
  if (type !== 'text') throw noTimes(api, name, `a column of type ${type}`);
  const { codes, dictionary, valid } = batch.text(name);
  const times = dictionary.map((text) => readTime(text, dates) ?? Number.NaN);
  return Float64Array.from(codes, (code, row) => (valid?.[row] === 0 ? Number.NaN : times[code]));
}

function noTimes(api: HostApi, name: string, got: string): Error {
  return new api.SourceError('OADS_COLUMN_TYPE', `expected times in the window's column "${name}", got ${got}`, {
    hint: 'name a column of dates as the window, and say in the option `dates` how they are written',
  });
}
