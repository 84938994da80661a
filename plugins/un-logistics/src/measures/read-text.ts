import type { Batch } from '@oads/cli/plugin';

/** The texts of a column by row, null where there is none. Integers are read as their digits: codes often come as numbers. */
export function readText(batch: Batch, name: string): (row: number) => string | null {
  const column = batch.column(name);
  if (column.type === 'integer') return (row) => (column.valid?.[row] === 0 ? null : String(column.values[row]));
  if (column.type === 'boolean') return (row) => (column.valid?.[row] === 0 ? null : String(column.values[row] === 1));
  const { codes, dictionary, valid } = batch.text(name);
  return (row) => (valid?.[row] === 0 ? null : dictionary[codes[row]]);
}
