import { UsageError } from '../errors.ts';
import type { Batch } from '../frame/batch.ts';
import { parseTimestamp } from '../frame/parse/parse-times.ts';

export type Quantity = number | string;

/** Whether the column's numbers are microseconds since 1970. */
export function isTime(batch: Batch, name: string): boolean {
  const type = batch.column(name).type;
  return type === 'date' || type === 'timestamp';
}

/** A number, or the microseconds of an ISO 8601 time. Throws UsageError for text that is no time, and for whole numbers beyond 2^53. */
export function toQuantity(given: Quantity, what: string): number {
  if (typeof given === 'number') {
    if (Number.isFinite(given) && (!Number.isInteger(given) || Number.isSafeInteger(given))) return given;
    throw new UsageError(
      'OADS_CHECK_OPTIONS',
      `expected ${what} to be a number that is told from its neighbours (at most 2^53), got ${given}`,
      {
        hint: 'read such a column as text, and compare it with `allowed` or `pattern`',
      },
    );
  }
  const bytes = Buffer.from(given);
  const micros = parseTimestamp(bytes, 0, bytes.length);
  if (!Number.isNaN(micros)) return micros;
  throw new UsageError('OADS_CHECK_OPTIONS', `expected ${what} to be a number or an ISO 8601 time, got ${JSON.stringify(given)}`, {
    hint: 'write times as 2024-03-31, 2024-03-31T12:00:00Z or 2024-03-31T12:00:00+02:00',
  });
}

/** Throws UsageError when a bound is a time and the column is not, or the other way round. */
export function requireSameKind(batch: Batch, name: string, given: readonly (Quantity | boolean)[]): void {
  const time = isTime(batch, name);
  const misfit = given.find((value) => (typeof value === 'string') !== time);
  if (misfit === undefined) return;
  throw new UsageError(
    'OADS_CHECK_OPTIONS',
    `column "${name}" is ${batch.column(name).type}: expected ${time ? 'ISO 8601 times' : 'numbers'}, got ${JSON.stringify(misfit)}`,
  );
}
