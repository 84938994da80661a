import type { Batch } from '@oads/cli/plugin';

/** Reads a column as text, row by row: null where it is null. Numbers read as they are written. */
export function textAt(batch: Batch, name: string): (row: number) => string | null {
  const column = batch.column(name);
  if (column.type === 'text') return (row) => (column.valid?.[row] === 0 ? null : column.dictionary[column.codes[row]]);
  const numbers = batch.numbers(name);
  return (row) => (Number.isNaN(numbers[row]) ? null : String(numbers[row]));
}
