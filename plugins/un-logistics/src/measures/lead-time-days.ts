import type { Batch } from '@oads/cli/plugin';
import { MICROS_PER_DAY } from './micros-per-day.ts';

/** Days from one date to another; NaN where either is unknown, or where the second is not after the first. */
export function leadTimeDays(batch: Batch, { from, to }: { readonly from: string; readonly to: string }): Float64Array {
  const start = batch.numbers(from);
  const end = batch.numbers(to);
  return Float64Array.from(start, (value, row) => (end[row] > value ? (end[row] - value) / MICROS_PER_DAY : Number.NaN));
}
