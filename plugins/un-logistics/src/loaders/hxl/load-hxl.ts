import type { Batch, HostApi, LoadContext } from '@oads/cli/plugin';
import type { DateFormat } from '../read-date.ts';
import { type HeaderOptions, openHeader } from './open-header.ts';
import { planTable } from './plan-table.ts';
import { readDates } from './read-dates.ts';
import { selectTimes } from './select-times.ts';

export interface HxlOptions extends HeaderOptions {
  readonly path: string | readonly string[];
  readonly dates?: readonly DateFormat[];
}

/** Those that can be meant in one way only. */
const DEFAULT_DATES: readonly DateFormat[] = ['yyyy-mm-dd', 'd-mmm-yy'];

/** The rows of all files in their order. A first pass over them finds out what the columns hold. */
export async function* loadHxl(api: HostApi, options: HxlOptions, context: LoadContext): AsyncGenerator<Batch> {
  const { dates = DEFAULT_DATES } = options;
  const files = await api.files.list(options.path, context.baseDir);
  const { window } = context;
  const batches = readFiles(api, files, dates, options, context);
  yield* window ? selectTimes(api, batches, window, dates) : batches;
}

async function* readFiles(
  api: HostApi,
  files: readonly string[],
  dates: readonly DateFormat[],
  options: HxlOptions,
  context: LoadContext,
): AsyncGenerator<Batch> {
  const { schema, written, contracted } = await planTable(api, files, dates, options, context);
  const expectRows = files.length === 1 && !context.window ? context.expectRows : undefined;
  let rows = 0;
  let empty: Batch | undefined;
  for (const path of files) {
    const { findHeader } = openHeader(api, path, options);
    const batches = api.files.readTable(
      { path, format: 'csv' },
      { ...context, window: undefined, contract: schema, expectRows },
      findHeader,
    );
    for await (const batch of batches) {
      const read = (written.size === 0 ? batch : readDates(batch, written, contracted, dates)).withOffset(rows);
      rows += read.rows;
      if (read.rows > 0) yield read;
      else empty ??= read;
    }
  }
  if (rows === 0 && empty) yield empty;
}
