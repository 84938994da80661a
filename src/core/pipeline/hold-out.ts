import type { Holdout } from '../config/defaults.ts';
import { SourceError } from '../errors.ts';
import type { Batch } from '../frame/batch.ts';
import { listNames } from '../frame/list-names.ts';
import { castColumn } from '../frame/parse/cast-column.ts';
import { parseTimestamp } from '../frame/parse/parse-times.ts';
import type { TimeColumn } from '../frame/types.ts';
import { hintToWiden, type TimeSpan } from './row-window.ts';

/** `reference`: what comes before the hold-out, for a model to be fitted on; `held_out`: what is judged by it. */
export type Side = 'reference' | 'held_out';

/**
 * The rows of one side, in their order. A row without a readable time is held out, for the contract and the checks to judge.
 * A reference without rows is a SourceError; no rows to judge are a remark.
 */
export async function* holdOut(
  batches: AsyncIterable<Batch>,
  holdout: Holdout,
  side: Side,
  { label, warn, window }: { label: string; warn: (message: string) => void; window?: TimeSpan },
): AsyncGenerator<Batch> {
  const isBefore = 'row' in holdout ? isBeforeRow(holdout.row) : isBeforeTime(holdout, label);
  const wanted = side === 'reference' ? 1 : 0;
  let empty: Batch | undefined;
  let read = 0;
  let kept = 0;
  for await (const batch of batches) {
    const before = isBefore(batch, read);
    read += batch.rows;
    const mask = wanted === 1 ? before : before.map((row) => 1 - row);
    const rows = mask.reduce((sum, row) => sum + row, 0);
    if (rows === 0) empty ??= batch.select(mask).withOffset(0);
    else yield (rows === batch.rows ? batch : batch.select(mask)).withOffset(kept);
    kept += rows;
  }
  if (kept > 0 || !empty) return;
  const place = 'row' in holdout ? `row ${holdout.row}` : `${holdout.column} ${holdout.at}`;
  if (side === 'reference' && read > 0) {
    throw new SourceError('OADS_SOURCE_HOLDOUT', `${label}: expected rows before the hold-out (${place}) to fit on, got none of ${read}`, {
      hint: window ? hintToWiden(window) : 'move `holdout` in the config, or name reference rows with --reference FILE',
    });
  }
  if (read > 0)
    warn(`${label}: none of ${read} rows lies in the hold-out (from ${place} on): move \`holdout\`, or take it out once new data come`);
  yield empty;
}

/** Microseconds since 1970; NaN for what is no time. */
export function holdoutMicros(at: string): number {
  const bytes = new TextEncoder().encode(at);
  return parseTimestamp(bytes, 0, bytes.length);
}

type Before = (batch: Batch, rowsRead: number) => Uint8Array;

function isBeforeRow(first: number): Before {
  return (batch, rowsRead) => new Uint8Array(batch.rows).fill(1, 0, Math.min(batch.rows, Math.max(0, first - rowsRead)));
}

function isBeforeTime({ column: name, at }: { column: string; at: string }, label: string): Before {
  const limit = holdoutMicros(at);
  return (batch) => {
    if (!batch.has(name)) {
      throw new SourceError(
        'OADS_COLUMN_MISSING',
        `${label}: expected the hold-out's column "${name}", got ${listNames(batch.schema.map((field) => field.name))}`,
      );
    }
    const column = batch.column(name);
    const times = castColumn(column, 'timestamp')?.column as TimeColumn | undefined;
    if (!times) {
      throw new SourceError('OADS_COLUMN_TYPE', `${label}: expected times in the hold-out's column "${name}", got ${column.type}`, {
        hint: 'name a column of ISO 8601 times as holdout.column',
      });
    }
    const { values, valid } = times;
    return Uint8Array.from(values, (value, row) => (value < limit && (!valid || valid[row] === 1) ? 1 : 0));
  };
}
