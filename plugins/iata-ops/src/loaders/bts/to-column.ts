import type { Column, ColumnType } from '@oads/cli/plugin';

export type Values = Float64Array | readonly (string | boolean | null)[];

/** Values as a column; NaN and null are nulls, and without values every row is one. */
export function toColumn(type: ColumnType, values: Values | undefined, rows: number): Column {
  const valid = new Uint8Array(rows);
  if (type === 'text') {
    const codes = new Uint32Array(rows);
    const known = new Map<string, number>();
    for (let row = 0; row < rows; row++) {
      const text = values?.[row];
      if (typeof text !== 'string') continue;
      valid[row] = 1;
      codes[row] = known.get(text) ?? known.size;
      if (codes[row] === known.size) known.set(text, known.size);
    }
    return { type, codes, dictionary: known.size === 0 ? [''] : [...known.keys()], valid };
  }
  if (type === 'boolean') {
    const bits = new Uint8Array(rows);
    for (let row = 0; row < rows; row++) {
      const bit = values?.[row];
      if (typeof bit !== 'boolean') continue;
      valid[row] = 1;
      bits[row] = bit ? 1 : 0;
    }
    return { type, values: bits, valid };
  }
  if (type === 'integer') throw new Error('no flight has a column of integers');
  const numbers = values instanceof Float64Array ? values : new Float64Array(rows).fill(Number.NaN);
  for (let row = 0; row < rows; row++) valid[row] = Number.isFinite(numbers[row]) ? 1 : 0;
  return { type, values: numbers, valid };
}
