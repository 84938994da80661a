import type { Batch } from '@oads/cli/plugin';

const MINUTE = 60_000_000;

/** Minutes from one time to another, row by row; NaN where either is unknown. */
export function minutesBetween(batch: Batch, from: string, to: string): Float64Array {
  const start = batch.numbers(from);
  const end = batch.numbers(to);
  return Float64Array.from({ length: batch.rows }, (_, row) => (end[row] - start[row]) / MINUTE);
}
