import type { Batch } from '@oads/cli/plugin';
import { readText } from './read-text.ts';

/** Column → the values that make a row urgent. */
export type UrgentValues = Readonly<Record<string, readonly string[]>>;

/** Malaria treatment and tests: outbreaks do not wait, and shelf lives are short. */
export const URGENT: UrgentValues = { product_group: ['ACT', 'ANTM', 'MRDT'] };

/** 1 where a row is urgent by any of the columns, 0 where it is not, 2 where all of them are null. */
export function findUrgent(batch: Batch, urgent: UrgentValues): Uint8Array {
  const columns = Object.entries(urgent).map(([name, values]) => ({ read: readText(batch, name), values: new Set(values) }));
  const found = new Uint8Array(batch.rows);
  for (let row = 0; row < batch.rows; row++) {
    const texts = columns.map(({ read }) => read(row));
    if (texts.some((text, index) => text !== null && columns[index].values.has(text))) found[row] = 1;
    else if (texts.every((text) => text === null)) found[row] = 2;
  }
  return found;
}
