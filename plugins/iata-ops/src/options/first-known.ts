import type { Batch } from '@oads/cli/plugin';

/** The first value of each row that is not null, of several columns; NaN where all are. */
export function firstKnown(batch: Batch, names: readonly string[]): Float64Array {
  const known = batch.numbers(names[0]).slice();
  for (const name of names.slice(1)) {
    const values = batch.numbers(name);
    for (let row = 0; row < known.length; row++) if (Number.isNaN(known[row])) known[row] = values[row];
  }
  return known;
}
