import { setImmediate } from 'node:timers/promises';
import { messageOf, SourceError, throwIfAborted } from '../../errors.ts';
import { Batch } from '../batch.ts';
import { listNames } from '../list-names.ts';
import { type DataFrame, type LazyDataFrame, polars } from '../polars.ts';
import { weighFrame } from '../weigh-frame.ts';
import { describeDamage } from './describe-damage.ts';
import type { ReadOptions } from './read-options.ts';

/** Polars decodes a row group anew for every slice of it: one slice makes several batches. */
const BATCHES_PER_SLICE = 4;

/**
 * Reads a scanned file slice by slice: memory is a slice, whatever the file's length. Deliberately not with the
 * asynchronous `collect`: where a file is damaged inside, Polars panics, which ends the whole process there, while the
 * synchronous one throws. A slice takes milliseconds, and Polars decodes its columns in parallel.
 */
export async function* readSlices(
  name: string,
  kind: 'Parquet' | 'Arrow',
  open: () => LazyDataFrame,
  options: ReadOptions,
): AsyncGenerator<Batch> {
  const { batchRows, columns, signal } = options;
  const isWhole = batchRows === Number.POSITIVE_INFINITY;
  const { scan, total } = attempt(name, kind, () => {
    const opened = open();
    const rows = isWhole ? undefined : Number(opened.select(polars().len()).collectSync().row(0)[0]);
    return { scan: columns ? opened.select(...columns.map(columnOf)) : opened, total: rows };
  });
  if (total !== undefined) options.expectRows?.(total);
  const sliceRows = BATCHES_PER_SLICE * batchRows;
  let slice: DataFrame | undefined;
  for (let offset = 0; offset === 0 || offset < (total ?? 0); offset += batchRows) {
    // Signals and the freeing of earlier frames wait for a turn of the event loop.
    await setImmediate();
    throwIfAborted(signal);
    const within = isWhole ? 0 : offset % sliceRows;
    if (within === 0) slice = weighFrame(attempt(name, kind, () => (isWhole ? scan : scan.slice(offset, sliceRows)).collectSync()));
    const frame = slice as DataFrame;
    yield Batch.fromFrame(frame.height > batchRows ? frame.slice(within, batchRows) : frame, offset);
  }
}

/** Expressions take a millisecond to make, and a spool is read part by part. */
const columnExpressions = new Map<string, ReturnType<ReturnType<typeof polars>['col']>>();

function columnOf(name: string): ReturnType<ReturnType<typeof polars>['col']> {
  let expression = columnExpressions.get(name);
  if (!expression) {
    expression = polars().col(name);
    columnExpressions.set(name, expression);
  }
  return expression;
}

function attempt<T>(name: string, kind: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw cannotScan(name, kind, error);
  }
}

/** What kept a file from being read, as one line. */
export function cannotScan(name: string, kind: string, error: unknown): SourceError {
  const missing = /unable to find column "(.*?)"; valid columns: \[(.*?)\]/.exec(messageOf(error));
  if (missing) {
    return new SourceError(
      'OADS_COLUMN_MISSING',
      `${name}: expected a column "${missing[1]}", got ${listNames(missing[2].replaceAll('"', '').split(', '))}`,
      {
        cause: error,
      },
    );
  }
  return new SourceError('OADS_SOURCE_FORMAT', `${name}: expected a whole ${kind} file, got ${describeDamage(error)}`, {
    hint: 'copy the file again: it is cut short or damaged',
    cause: error,
  });
}
