import { SourceError } from '../errors.ts';
import type { Batch } from '../frame/batch.ts';
import type { SourceUsed } from '../snapshot/parts.ts';
import { FailedSources, noBatch } from './failed-sources.ts';
import type { RowSource } from './load-rows.ts';

/** Which source the rows of a stream come from: filled in before the first of them is handed on. */
export interface StreamOrigin {
  used: SourceUsed;
  fallbackReason: string | null;
}

/**
 * As `loadRows`, for batches that are handed on at once: the order of fallbacks holds until the first row has gone out.
 * After that no other source may take over, for its rows would mix with those that went out: the error is thrown.
 */
export async function* streamRows<T extends { readonly batch: Batch }>(
  sources: readonly RowSource[],
  open: (source: RowSource) => AsyncIterable<T>,
  origin: StreamOrigin,
  onFailure: (message: string) => void,
): AsyncGenerator<T> {
  const failed = new FailedSources(onFailure);
  for (const source of sources) {
    let rows = 0;
    let empty: T | undefined;
    try {
      for await (const item of open(source)) {
        // A batch of 0 rows tells the columns: it is worth something only if no row follows.
        if (item.batch.rows === 0) {
          empty ??= item;
          continue;
        }
        if (rows === 0) settle(source);
        rows += item.batch.rows;
        yield item;
      }
      if (rows > 0) return;
      if (!empty) throw noBatch();
      settle(source);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      if (rows > 0) throw brokenOff(error, rows);
      failed.add(source, error);
      continue;
    }
    yield empty;
    return;
  }
  throw failed.toError();

  function settle(source: RowSource): void {
    failed.announce(source);
    origin.used = source.used;
    origin.fallbackReason = failed.reason;
  }
}

function brokenOff(error: SourceError, rows: number): SourceError {
  const went = `${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'} had gone out already`;
  return new SourceError(error.code, `${error.message} (${went}: no fallback may take over)`, {
    outage: error.outage,
    hint: `what went out is not whole: do not use it${error.hint ? `; ${error.hint}` : ''}`,
    details: error.details,
    cause: error,
  });
}
